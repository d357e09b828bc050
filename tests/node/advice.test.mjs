// The advice of a session in Node, on the real rules; and the calendar file and the card of the element, as functions.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { root } from '../../scripts/lib/step.mjs';
import { catalogBytes, compiled, dist, source } from './package.mjs';

const { loadCalculator, UsageError } = await import(dist('index.js'));

const asOf = '2026-11-23';
const relief = 'cn-cit-small-low-profit';
const growth = 'ns-high-growth-hnte';

let calculator;
let software;
before(async () => {
  calculator = await loadCalculator(await catalogBytes());
  software = JSON.parse(await readFile(path.join(root, 'rules/companies/software.json'), 'utf8')).facts;
});

const open = (facts = software, more = {}) => calculator.open({ asOf, facts, ...more });
const usage = (code, field) => (error) => {
  assert.ok(error instanceof UsageError, String(error));
  assert.deepEqual([error.code, error.field], [code, field]);
  return true;
};

/** Every use of advice, with good arguments. */
const uses = {
  explain: (session) => session.explain(relief),
  nextQuestions: (session) => session.nextQuestions(3),
  waysToQualify: (session) => session.waysToQualify(relief),
  nearMisses: (session) => session.nearMisses(1),
  bestBundle: (session) => session.bestBundle(),
  calendar: (session) => session.calendar('2027-01-31'),
  changes: (session) => session.changes('2027-06-30'),
};

describe('arguments', () => {
  test('are checked, and the wrong one is named', () => {
    const session = open({});
    for (const id of ['', 5, undefined, null]) {
      assert.throws(() => session.explain(id), usage('wrong_argument', 'id'));
      assert.throws(() => session.waysToQualify(id), usage('wrong_argument', 'id'));
    }
    for (const count of [0, -1, 1.5, NaN, Infinity, '3', null]) {
      assert.throws(() => session.nextQuestions(count), usage('wrong_argument', 'n'));
      assert.throws(() => session.nearMisses(count), usage('wrong_argument', 'changes'));
    }
    assert.throws(() => session.nextQuestions(3, 7), usage('wrong_argument', 'id'));
    for (const options of [null, 5, 'thorough']) assert.throws(() => session.bestBundle(options), usage('wrong_argument', 'options'));
    for (const day of ['2027-02-30', '1.1.2027', '', undefined, new Date()]) {
      assert.throws(() => session.calendar(day), usage('wrong_argument', 'asOf'));
      assert.throws(() => session.changes(day), usage('wrong_argument', 'asOf'));
    }
  });

  test('of a policy that is not there give nothing', () => {
    const session = open({});
    assert.equal(session.explain('no-such-policy'), undefined);
    assert.equal(session.waysToQualify('no-such-policy'), undefined);
    assert.deepEqual(session.nextQuestions(3, 'no-such-policy').questions, []);
  });

  test('a freed session says so', () => {
    const session = open({});
    const other = open({});
    other.free();
    assert.throws(() => session.changes(other), usage('freed', 'session'));
    session.free();
    for (const use of Object.values(uses)) assert.throws(() => use(session), usage('freed', 'session'));
  });
});

test('all of it is plain data, which changes no fact and no verdict', () => {
  const session = open();
  const verdicts = JSON.stringify(session.verdicts());
  for (const [name, use] of Object.entries(uses)) {
    const given = use(session);
    assert.deepEqual(JSON.parse(JSON.stringify(given)), given, name);
    assert.equal(JSON.stringify(session.verdicts()), verdicts, name);
  }
});

describe('an explanation', () => {
  test('names the one condition that fails, with its value', () => {
    const { status, because, open: missing } = open({ ...software, 失信被执行人: true }).explain(growth);
    assert.equal(status, 'ineligible');
    assert.deepEqual(because.map(({ says, truth, facts }) => [says, truth, facts]), [
      ['不是失信被执行人', 'false', [{ fact: '失信被执行人', label: '失信被执行人', value: '是' }]],
    ]);
    assert.deepEqual(missing, []);
  });

  test('computes an amount step by step, to the last figure', () => {
    const [{ benefit, steps, certainty, reference }] = open().explain(growth).amounts;
    assert.deepEqual([benefit, certainty, reference], [0, 'fixed', false]);
    assert.deepEqual(steps.map(({ name, figures, value, grade }) => [name, figures, value, grade]), [
      ['上年度营业收入增长率', '2,700万元 ÷ 1,800万元 − 100%', '50%', 'B'],
      ['上年度研发费用占营业收入比重', '560万元 ÷ 2,700万元', '≈20.74%', 'B'],
      ['查表资助额', '50% ≥ 50% 且 ≈20.74% ≥ 20% → 40万元', '40万元', 'B'],
      ['', '40万元', '40万元', 'B'],
    ]);
  });

  test('says what each missing fact could do alone', () => {
    const { open: missing } = open({ 主体类型: '企业法人', 从事国家限制或禁止行业: false, 季度平均从业人数: 300, 季度平均资产总额: '5000万元' }).explain(relief);
    assert.deepEqual(missing, [{ fact: '应纳税所得额', label: '企业所得税年度应纳税所得额', can_meet: true, can_fail: true }]);
  });

  test('speaks the language of the session', () => {
    const { because } = open(software, { lang: 'en' }).explain(growth);
    assert.equal(because[0].facts[0].value, 'Yuehai Subdistrict');
    assert.doesNotMatch(because[0].says, /\p{Script=Han}/u);
  });
});

describe('the next questions', () => {
  test('are the best first, never of what is answered, and fewer in the end', () => {
    const session = open({});
    const first = session.nextQuestions(3);
    assert.equal(first.questions.length, 3);
    assert.equal(first.questions[0].fact, '主体类型');
    assert.ok(first.questions.every(({ answer, policies, label, ask }) => ['range', 'value'].includes(answer) && policies.length > 0 && label && ask));
    session.set('主体类型', '企业法人');
    const second = session.nextQuestions(200);
    assert.ok(second.open < first.open);
    assert.equal(second.questions.length, second.open);
    assert.ok(!second.questions.some(({ fact }) => fact === '主体类型'));
  });

  test('are of one policy alone, until it is settled', () => {
    const session = open({ 主体类型: '企业法人', 从事国家限制或禁止行业: false, 季度平均从业人数: 300, 季度平均资产总额: '5000万元' });
    assert.deepEqual(session.nextQuestions(3, relief).questions.map(({ fact }) => fact), ['应纳税所得额']);
    session.set('应纳税所得额', '300万元');
    assert.deepEqual(session.nextQuestions(3, relief), { open: 0, policies: 0, questions: [] });
  });
});

describe('ways to qualify', () => {
  test('name the value at the limit, and the engine confirms it', () => {
    const facts = { 主体类型: '企业法人', 从事国家限制或禁止行业: false, 季度平均从业人数: 301, 季度平均资产总额: '5000万元', 应纳税所得额: '200万元' };
    const { status, ways, fixed } = open(facts).waysToQualify(relief);
    assert.equal(status, 'ineligible');
    assert.equal(ways.length, 1);
    const [{ changes: [change], status: then, benefits: [benefit], gains, loses }] = ways;
    assert.deepEqual([change.fact, change.from, change.to, change.bound], ['季度平均从业人数', '301人', '300人', 'at_most']);
    assert.deepEqual([then, benefit.min, benefit.max, fixed], ['eligible', '400000', '400000', []]);
    assert.deepEqual([gains, loses], [['cn-six-taxes-half'], []]);
    assert.equal(open({ ...facts, 季度平均从业人数: 300 }).verdict(relief).status, 'eligible');
  });

  test('of what no single change can turn there are none, and it is named', () => {
    const facts = { 主体类型: '企业法人', 从事国家限制或禁止行业: true, 季度平均从业人数: 300, 季度平均资产总额: '5000万元', 应纳税所得额: '200万元' };
    const { ways, fixed } = open(facts).waysToQualify(relief);
    assert.deepEqual([ways, fixed], [[], ['从事国家非限制和禁止行业']]);
  });

  test('of what is met there are none', () => {
    assert.deepEqual(open().waysToQualify(growth).ways, []);
  });

  test('near misses have so many changes at most', () => {
    const near = open().nearMisses(1);
    assert.ok(near.length > 0);
    for (const { policy, way, per_change: worth } of near) {
      assert.equal(way.changes.length, 1, policy);
      assert.match(worth, /^\d+(\.\d+)?$/);
    }
  });
});

describe('the best bundle', () => {
  const ids = (list) => list.map(({ policy }) => policy);
  const company = async (name) => JSON.parse(await readFile(path.join(root, `tests/bundle/${name}.json`), 'utf8'));
  let small;
  before(async () => {
    small = await loadCalculator(await compiled('tests/bundle/rules', 'bundle.bin'));
  });
  const best = (facts, options) => {
    const session = small.open({ asOf, facts });
    const found = session.bestBundle(options);
    session.free();
    return found;
  };

  test('says what is safe to claim and what is possible, and that nothing better exists', async () => {
    const { as_of, counted, min, max, safe, best: possible } = best(await company('known'));
    assert.deepEqual([as_of, counted.id, min, max], [asOf, 'one_year', '790000', '1090000']);
    assert.deepEqual(ids(safe.chosen), ['deduction', 'grant-a', 'rent']);
    assert.deepEqual(ids(possible.chosen), ['deduction', 'grant-a', 'award', 'rent']);
    assert.deepEqual(safe.proof, { bound: '790000', closed: true, splits: safe.proof.splits });
    assert.equal(possible.least, '790000');
    assert.match(counted.says, /^一年内可比金额/);
  });

  test('keeps apart what is paid once, yearly and monthly, and what is no money received', async () => {
    const { safe, apart } = best(await company('known'));
    const sums = safe.sums.map(({ kind, per, amount, counted }) => [kind, per, amount, counted]);
    assert.deepEqual(sums, [
      ['grant', 'once', '300000', '300000'],
      ['tax', 'year', '250000', '250000'],
      ['rent', 'month', '20000', '240000'],
    ]);
    assert.deepEqual(apart.map(({ policy, measure, why, max }) => [policy, measure, why, max]), [['loan', 'credit', 'credit', '5000000']]);
  });

  test('says what was given up, for what, what that would cost and whose amount it changes', async () => {
    const { safe, best: possible } = best(await company('known'));
    const given = Object.fromEntries(safe.given_up.map(({ policy, ...rest }) => [policy, rest]));
    assert.deepEqual(Object.keys(given), ['small', 'high-tech', 'grant-b']);
    assert.deepEqual([given.small.counted, given.small.loss, given.small.exact, given.small.affects], ['180000', '20000', true, ['deduction']]);
    assert.deepEqual([given['grant-b'].groups, given['grant-b'].leaves, given['grant-b'].loss], [['设备资助择一'], ['grant-a'], '0']);
    assert.deepEqual(safe.ties, [{ takes: ['grant-b'], leaves: ['grant-a'] }]);
    assert.deepEqual(possible.limits, [
      { group: '资助合计封顶', kind: 'cap', policies: ['grant-a', 'award'], limit: '600000', wanted: '800000' },
    ]);
  });

  test('follows the regime that is chosen, and bounds what depends on it while that is open', async () => {
    const facts = await company('known');
    assert.deepEqual(ids(best({ ...facts, 应纳税所得额: '200万元' }).safe.chosen), ['small', 'deduction', 'grant-a', 'rent']);
    const [{ min, max, missing }] = small.open({ asOf, facts }).verdict('deduction').benefits;
    assert.deepEqual([min, max, missing], ['50000', '250000', []]);
    const { safe } = best({ ...facts, 高新技术企业: false });
    assert.deepEqual(safe.chosen[0].depends_on, [{ policy: 'small', chosen: false }]);
  });

  test('bounds what is not known, and has no upper bound where an amount has none', async () => {
    const partly = best(await company('partly'));
    assert.deepEqual([partly.min, partly.max], ['890000', '1490000']);
    const nothing = best({});
    assert.deepEqual([nothing.min, nothing.max], ['240000', null]);
    assert.ok(nothing.best.open.length > 0);
  });

  test('is the same with more patience, and in English says the same figures', async () => {
    const facts = await company('known');
    const found = best(facts);
    assert.deepEqual(best(facts, { thorough: true }), found);
    const english = small.open({ asOf, facts, lang: 'en' }).bestBundle();
    assert.match(english.counted.says, /^Comparison value over one year/);
    assert.deepEqual({ ...english, counted: found.counted }, found);
  });

  test('on the real rules is proved, and never counts a policy that is not eligible as safe', () => {
    const session = open();
    const { safe, best: possible, min, max } = session.bestBundle();
    assert.ok(safe.proof.closed && possible.proof.closed);
    assert.ok(max === null || Number(min) <= Number(max));
    for (const id of ids(safe.chosen)) assert.equal(session.verdict(id).status, 'eligible', id);
    for (const id of ids(possible.chosen)) assert.ok(['eligible', 'review', 'undetermined'].includes(session.verdict(id).status), id);
  });
});

describe('other days', () => {
  test('the calendar is in order, within its limits, and knows the last day of a certificate', () => {
    const { from, until, events } = open().calendar('2027-11-23');
    assert.deepEqual([from, until], [asOf, '2027-11-23']);
    const dates = events.map(({ date }) => date);
    assert.deepEqual(dates, [...dates].sort());
    assert.ok(events.every(({ date, days_left: left }) => date >= from && date <= until && left >= 0));
    const lost = events.find(({ kind, policy }) => kind === 'lost' && policy === growth);
    assert.deepEqual([lost.date, lost.days_left, lost.change.after.status], ['2027-01-01', 39, 'ineligible']);
  });

  test('changes are those of another session on that day', () => {
    const session = open();
    const byDay = session.changes('2027-06-30');
    const other = calculator.open({ asOf: '2027-06-30' });
    // A series is given by calendar year, so that it means the same years on the other day.
    other.setAll(Object.fromEntries(Object.entries(software).filter(([, value]) => !Array.isArray(value))));
    assert.deepEqual([byDay.from, byDay.to], [asOf, '2027-06-30']);
    assert.ok(byDay.changes.length > 0 && session.changes(other).changes.length > 0);
    const change = byDay.changes.find(({ policy }) => policy === growth);
    assert.deepEqual([change.before.status, change.after.status, change.after.reason], ['eligible', 'not_in_force', 'expired']);
    assert.deepEqual(session.changes(asOf).changes, []);
  });
});

describe('the calendar file', () => {
  const stamp = new Date('2026-11-23T01:02:03.456Z');
  let icalendar;
  before(async () => ({ icalendar } = await source('element/ics.ts')));
  const file = (entry) => icalendar('政策日程', [{ id: 'a', date: '2027-01-01', title: '', text: '', ...entry }], stamp);
  const unfolded = (text) => text.replaceAll('\r\n ', '').split('\r\n');

  test('is what RFC 5545 asks for', () => {
    const text = file({ title: '开始受理', text: '以公布的为准' });
    assert.deepEqual(unfolded(text), [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//policy-calculator//policy calendar//ZH', 'X-WR-CALNAME:政策日程',
      'BEGIN:VEVENT', 'UID:a@policy-calculator', 'DTSTAMP:20261123T010203Z', 'DTSTART;VALUE=DATE:20270101',
      'SUMMARY:开始受理', 'DESCRIPTION:以公布的为准', 'TRANSP:TRANSPARENT', 'END:VEVENT', 'END:VCALENDAR', '',
    ]);
  });

  test('escapes what means something, and leaves out what no line may hold', () => {
    const lines = unfolded(file({ title: 'a,b;c\\d', text: 'one\ntwo\r\nthree\u0000\u0007' }));
    assert.ok(lines.includes('SUMMARY:a\\,b\\;c\\\\d'));
    assert.ok(lines.includes('DESCRIPTION:one\\ntwo\\nthree'));
    assert.ok(!file({ title: 'x\r\nBEGIN:VEVENT' }).includes('\r\nBEGIN:VEVENT\r\nEND'), 'no text opens an entry of its own');
  });

  test('folds lines at 75 octets and breaks no character', () => {
    for (const title of ['很'.repeat(200), '𠮷'.repeat(100), 'x'.repeat(300), `${'a'.repeat(66)}很很`]) {
      const text = file({ title });
      for (const line of text.split('\r\n')) {
        assert.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} octets`);
        assert.ok(!line.includes('\ufffd'));
      }
      assert.ok(unfolded(text).includes(`SUMMARY:${title}`));
    }
  });
});

describe('the card of next questions', () => {
  let arrange;
  before(async () => ({ arrange } = await source('element/card.ts')));
  const questions = (names) => [...names].map((fact) => ({ fact, label: fact, ask: fact, answer: 'value', policies: [] }));
  const names = (...args) => arrange(...args).map(({ fact }) => fact).join('');

  test('keeps what is still asked in its place, and adds what is new at the end', () => {
    assert.equal(names([], questions('abcd'), undefined), 'abc');
    assert.equal(names(questions('abc'), questions('dcb'), undefined), 'bcd');
  });

  test('keeps the question that the reader is at, answered or not, and no more than three', () => {
    assert.equal(names(questions('abc'), questions('bcd'), 'a'), 'abc');
    assert.equal(names(questions('abc'), questions('def'), 'b'), 'bde');
    assert.equal(names(questions('abc'), [], 'b'), 'b');
    assert.equal(names(questions('abc'), [], undefined), '');
  });
});
