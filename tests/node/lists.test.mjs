// Facts that are lists, through the package's API: how they are described, what is taken, and where a refusal lies.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { compiled, dist } from './package.mjs';

const { FactError, loadCalculator } = await import(dist('index.js'));

const asOf = '2026-11-23';
let calculator;
before(async () => {
  calculator = await loadCalculator(await compiled('tests/browser/rules', 'lists-in-node.bin'));
});

describe('a list', () => {
  test('is described with its fields, its key, and one nameless field where its elements are plain values', () => {
    const named = (name) => calculator.catalog.facts.find((fact) => fact.name === name);
    const loans = named('银行贷款');
    assert.deepEqual([loans.type, loans.key], ['list', ['合同号']]);
    assert.deepEqual(loans.fields.map(({ name, type }) => [name, type]), [
      ['合同号', 'text'], ['金额', 'money'], ['年利率', 'percent'], ['放款日', 'date'],
      ['期限', 'period'], ['用途', 'choice'], ['已还清', 'boolean'], ['担保', 'choices'],
    ]);
    assert.deepEqual(named('出口额').fields.map(({ name, type, label }) => [name, type, label.zh]), [['', 'money', '各笔出口额']]);
    assert.equal(named('从业人员').fields, undefined);
  });

  test('turns the verdict: no records, records that are partly known, records', () => {
    const session = calculator.open({ asOf });
    const status = () => session.verdict('interest').status;
    assert.equal(status(), 'undetermined');
    session.set('银行贷款', []);
    assert.equal(status(), 'ineligible');
    session.set('银行贷款', [{ 金额: '600万元' }]);
    assert.equal(status(), 'undetermined');
    session.set('银行贷款', [{ 金额: { min: '500万元' }, 用途: '研发', 担保: ['抵押', null] }]);
    assert.equal(status(), 'eligible');
    session.set('银行贷款', [{ 金额: '600万元', 年利率: '4%', 用途: '研发' }]);
    assert.equal(session.verdict('interest').benefits[0].max, '120000');
    session.set('银行贷款', null);
    assert.equal(status(), 'undetermined');
  });

  test('tells for each record whether it is chosen, and why', () => {
    const session = calculator.open({ asOf });
    const 银行贷款 = [{ 金额: '600万元', 用途: '研发' }, { 金额: '90万元', 用途: '研发' }, { 金额: { min: '200万元' } }];
    session.set('银行贷款', 银行贷款);
    const records = session.records('研发贷款', 'interest');
    assert.deepEqual(records.map(({ condition }) => condition.truth), ['true', 'false', 'unknown']);
    const why = ({ says, truth, clause }) => [says, truth, clause];
    assert.deepEqual(records[1].condition.children.map(why), [['用于研发', 'true', '第三条'], ['每笔不少于100万元', 'false', undefined]]);
    assert.deepEqual(records[0].record.金额, { value: '6000000' });
    assert.deepEqual(records[2].record.金额, { min: '2000000' });
    assert.deepEqual(records[2].record.用途, { unknown: true, missing: ['银行贷款'] });
    session.set('银行贷款', []);
    assert.deepEqual(session.records('研发贷款', 'interest'), []);
    assert.equal(session.records('没有的', 'interest'), undefined);
    assert.equal(session.records('研发贷款'), undefined);
  });

  test('is refused with the entry and the field', () => {
    const session = calculator.open({ asOf });
    const [problem] = session.setAll({ 银行贷款: [{ 合同号: 'A' }, { 金额: '很多' }], 出口额: ['1元'] });
    assert.deepEqual([problem.fact, problem.code, problem.entry, problem.field], ['银行贷款', 'wrong_type', 2, '金额']);
    assert.throws(() => session.set('银行贷款', [{ 合同号: 'A' }, { 合同号: 'A' }]), (error) => {
      assert.ok(error instanceof FactError);
      assert.deepEqual([error.field, error.code], ['银行贷款', 'duplicate_key']);
      assert.deepEqual(error.problem, { fact: '银行贷款', code: 'duplicate_key', message: error.message, entry: 2 });
      return true;
    });
  });

  test('of anything else is refused and breaks nothing', () => {
    const session = calculator.open({ asOf });
    const cyclic = {};
    cyclic.合同号 = cyclic;
    const long = Array.from({ length: 20_000 }, () => ({}));
    const strange = [[() => 1], [{ 合同号: () => 1 }], [{ 合同号: 5n }], [{ 合同号: undefined }], [[[['A']]]], [{ 担保: [['抵押']] }], [cyclic], [new Date()], long];
    for (const value of strange) {
      assert.throws(() => session.set('银行贷款', value), (error) => error instanceof FactError && error.field === '银行贷款');
    }
    session.set('银行贷款', []);
    assert.equal(session.verdict('interest').status, 'ineligible');
  });
});
