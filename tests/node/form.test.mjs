// The element's own arithmetic and wording: from what is typed to facts and back, and amounts as they are shown.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { catalogBytes, dist, source } from './package.mjs';

const { dividedBy, times } = await source('element/decimal.ts');
const { isoDate, ONLY, rangesOf } = await source('element/answers.ts');
const { blankEntry, withField, withoutCell } = await source('element/entries.ts');
const { Profile } = await source('element/profile.ts');
const { amount, figure, money, range } = await source('element/format.ts');
const { wordsOf } = await source('element/words.ts');
const { loadCalculator } = await import(dist('index.js'));

const zh = wordsOf('zh');
const en = wordsOf('en');

/** Facts of every kind, as a catalog describes them. */
const fact = (name, type, more = {}) => ({
  name,
  type,
  label: { zh: name },
  section: '一',
  brackets: [],
  can_change: 'any',
  readers: ['p'],
  ...more,
});
const wan = { name: '万元', factor: '10000' };
const facts = [
  fact('成立日期', 'date'),
  fact('营业收入', 'money', { unit: '元', yearly: 3, ask_unit: wan, brackets: ['500000', '3000000'], domain: { min: '0' } }),
  fact('研发费用', 'money', { unit: '元', yearly: 2, ask_unit: wan }),
  fact('资产', 'money', { unit: '元', ask_unit: wan, brackets: ['1000000', '100000000'], domain: { min: '0' } }),
  fact('销售额', 'money', { unit: '元' }),
  fact('人数', 'integer', { unit: '人', brackets: ['5', '10'], domain: { min: '0' } }),
  fact('占比', 'percent', { brackets: ['0.05', '0.5'] }),
  fact('年限', 'period'),
  fact('民营', 'boolean'),
  fact('行业', 'choice', { list: '行业' }),
  fact('奖励', 'choices', { list: '奖励' }),
  fact('贷款', 'list', {
    fields: [
      fact('合同号', 'text'),
      fact('金额', 'money', { unit: '元', ask_unit: wan, brackets: ['1000000'], domain: { min: '0' } }),
      fact('年利率', 'percent'),
      fact('期限', 'period'),
      fact('已还清', 'boolean'),
      fact('担保', 'choices', { list: '担保' }),
    ],
    key: ['合同号'],
  }),
  fact('出口额', 'list', { fields: [fact('', 'money', { unit: '元' })] }),
];
const profile = (given = {}) => {
  const made = new Profile(facts, '2026-11-23');
  made.take(given);
  return made;
};
const typed = (name, text, more = {}) => {
  const made = profile();
  made.put(name, { texts: { [ONLY]: text }, ranges: {}, ...more });
  return made.value(name);
};

describe('decimals', () => {
  test('are exact', () => {
    assert.equal(times('0.1', '3'), '0.3');
    assert.equal(times('1234567890123456789.01', '10000'), '12345678901234567890100');
    assert.equal(times('-0.50', '2'), '-1');
    assert.equal(dividedBy('600000', '10000'), '60');
    assert.equal(dividedBy('750025', '10000'), '75.0025');
    assert.equal(dividedBy('1', '3'), undefined);
  });
});

describe('what is typed', () => {
  test('is a figure in the unit that is asked', () => {
    assert.equal(typed('资产', '300'), '3000000元');
    assert.equal(typed('资产', '300.01'), '3000100元');
    assert.equal(typed('资产', ' 1,234.5 '), '12345000元');
    assert.equal(typed('资产', '１８００'), '18000000元');
    assert.equal(typed('资产', '0'), '0元');
    assert.equal(typed('资产', '-5'), '-50000元');
    assert.equal(typed('销售额', '285000.5'), '285000.5元');
    assert.equal(typed('人数', '60'), '60');
    assert.equal(typed('占比', '5'), '5%');
    assert.equal(typed('年限', '1.5'), '18个月');
    assert.equal(typed('年限', '3'), '36个月');
    assert.equal(typed('年限', '7', { inMonths: true }), '7个月');
  });

  test('may carry its own unit', () => {
    assert.equal(typed('资产', '1.8亿'), '1.8亿元');
    assert.equal(typed('资产', '500万元'), '500万元');
    assert.equal(typed('占比', '5%'), '5%');
    assert.equal(typed('人数', '30人'), '30人');
  });

  test('reaches the engine as it is where it is no figure', () => {
    assert.equal(typed('资产', '三百'), '三百');
    assert.equal(typed('人数', '1 2 x'), '12x');
    assert.equal(typed('成立日期', '昨天'), '昨天');
  });

  test('is nothing where it is blank', () => {
    assert.equal(typed('资产', '  '), undefined);
    assert.equal(typed('民营', ''), undefined);
  });

  test('is a day in the ways people write days', () => {
    for (const text of ['2018-05-01', '2018-5-1', '2018/05/01', '2018.5.1', '2018年5月1日', '20180501', '２０１８－０５－０１']) {
      assert.equal(isoDate(text), '2018-05-01', text);
    }
    assert.equal(isoDate('2018-05'), undefined);
  });
});

describe('“I don’t know” and ranges', () => {
  test('are answers', () => {
    assert.equal(typed('资产', '300', { unknown: true }), null);
    const made = profile({ 资产: null });
    assert.equal(made.isAnswered(facts[3]), true);
    assert.equal(made.isAnswered(facts[5]), false);
  });

  test('a range ends below its upper limit', () => {
    assert.deepEqual(rangesOf(facts[3]), [{ below: '1000000元' }, { min: '1000000元', below: '100000000元' }, { min: '100000000元' }]);
    assert.deepEqual(rangesOf(facts[6]), [{ below: '5%' }, { min: '5%', below: '50%' }, { min: '50%' }]);
    assert.deepEqual(rangesOf(facts[8]), []);
    assert.deepEqual(typed('资产', '300', { ranged: true, ranges: { [ONLY]: '1' } }), { min: '1000000元', below: '100000000元' });
    assert.equal(typed('资产', '300', { ranged: true, ranges: { [ONLY]: '' } }), undefined);
  });

  test('a range from outside is the same range, however it is written', () => {
    for (const value of [{ min: '100万元', below: '1亿元' }, { min: 1_000_000, below: '100000000元' }]) {
      const made = profile({ 资产: value });
      assert.equal(made.answer('资产').ranged, true);
      assert.equal(made.answer('资产').ranges[ONLY], '1');
    }
    assert.equal(profile({ 人数: { min: 0, below: 5 } }).answer('人数').ranges[ONLY], '0');
  });

  test('bounds that no range has are kept as they came', () => {
    const value = { min: '3亿元', max: '5亿元' };
    assert.deepEqual(profile({ 资产: value }).value('资产'), value);
    assert.deepEqual(profile({ 行业: { in: ['A', 'B'] } }).value('行业'), { in: ['A', 'B'] });
  });
});

describe('series', () => {
  test('have as many years as are asked, blank ones as null', () => {
    const made = profile();
    made.put('研发费用', { texts: { 2025: '10' }, ranges: {} });
    assert.deepEqual(made.value('研发费用'), [null, '100000元']);
    made.put('营业收入', { texts: { 2023: '1', 2025: '3' }, ranges: {} });
    assert.deepEqual(made.value('营业收入'), ['10000元', null, '30000元']);
  });

  test('are shorter where the company is younger', () => {
    const made = profile({ 成立日期: '2024-03-01' });
    made.put('营业收入', { texts: { 2023: '1', 2024: '2', 2025: '3' }, ranges: {} });
    assert.deepEqual(made.value('营业收入'), ['20000元', '30000元']);
    const said = profile();
    said.firstYear = 2025;
    said.put('营业收入', { texts: { 2025: '3' }, ranges: {} });
    assert.deepEqual(said.value('营业收入'), ['30000元']);
    assert.equal(said.isAnswered(facts[1]), true);
  });

  test('from outside stand under their years, also when the day moves on', () => {
    const made = profile({ 营业收入: ['900万元', null, '1800万元'] });
    assert.deepEqual(made.answer('营业收入').texts, { 2023: '900', 2025: '1800' });
    made.lastYear = 2026;
    assert.deepEqual(made.value('营业收入'), [null, '18000000元', null]);
    made.lastYear = 2025;
    assert.deepEqual(made.value('营业收入'), ['9000000元', null, '18000000元']);
    const younger = profile({ 营业收入: ['46万元', '52万元'] });
    assert.equal(younger.firstYear, 2024);
    assert.deepEqual(younger.value('营业收入'), ['460000元', '520000元']);
    assert.deepEqual(profile({ 营业收入: { 2024: '5万元', 2025: '6万元' } }).answer('营业收入').texts, { 2024: '5', 2025: '6' });
  });
});

describe('lists', () => {
  const loans = facts.find(({ name }) => name === '贷款');
  const orders = facts.find(({ name }) => name === '出口额');
  const entry = (answers) => ({ ...blankEntry(), answers: Object.fromEntries(Object.entries(answers).map(([field, text]) => [field, { texts: { [ONLY]: text }, ranges: {} }])) });
  const answered = (name, answer) => {
    const made = profile();
    made.put(name, { texts: {}, ranges: {}, ...answer });
    return made;
  };

  test('are unknown until something is said, and empty only where that is said', () => {
    const said = (answer) => answered('贷款', answer).value('贷款');
    assert.equal(said({}), undefined);
    assert.deepEqual(said({ some: false }), []);
    assert.equal(said({ some: true }), undefined);
    assert.equal(said({ some: true, entries: [blankEntry(), entry({ 合同号: '  ' })] }), undefined);
    assert.equal(said({ some: false, unknown: true }), null);
    assert.deepEqual(said({ some: false, entries: [entry({ 合同号: 'A' })] }), [], 'what was typed before is kept but not sent');
  });

  test('are answered by “none”, by “I don’t know” and by one entry', () => {
    const done = (answer) => answered('贷款', answer).isAnswered(loans);
    assert.equal(done({}), false);
    assert.equal(done({ some: true, entries: [blankEntry()] }), false);
    assert.equal(done({ some: false }), true);
    assert.equal(done({ unknown: true }), true);
    assert.equal(done({ some: true, entries: [entry({ 金额: '5' })] }), true);
  });

  test('have records of what was typed, each field in its own unit, without blank entries and blank fields', () => {
    const entries = [blankEntry(), entry({ 合同号: 'A', 金额: '300', 年利率: '4.2', 期限: '1.5', 已还清: 'false' }), entry({ 合同号: '', 金额: '很多' })];
    assert.deepEqual(answered('贷款', { some: true, entries }).value('贷款'), [
      { 合同号: 'A', 金额: '3000000元', 年利率: '4.2%', 期限: '18个月', 已还清: false },
      { 金额: '很多' },
    ]);
    const plain = [entry({ '': '200' }), blankEntry(), entry({ '': '3万' })];
    assert.deepEqual(answered('出口额', { some: true, entries: plain }).value('出口额'), ['200元', '3万元']);
  });

  test('from outside come back with the same meaning', () => {
    for (const [name, given, same = given] of [
      ['贷款', []],
      ['贷款', null],
      ['贷款', [{ 合同号: 'A', 金额: '3000000元', 年利率: '4.2%', 期限: '7个月', 已还清: true, 担保: ['抵押'] }, { 合同号: 'B', 担保: [] }]],
      ['贷款', [{ 合同号: 'A', 金额: 5, 年利率: null }], [{ 合同号: 'A', 金额: '5元' }]],
      ['贷款', [{ 金额: { below: '100万元' } }, { 金额: { min: '3元', max: '4元' } }], [{ 金额: { below: '1000000元' } }, { 金额: { min: '3元', max: '4元' } }]],
      // Entries of which nothing is known are entries: their number counts.
      ['贷款', [null, {}, { 合同号: null }], [{ 合同号: null }, { 合同号: null }, { 合同号: null }]],
      ['出口额', ['20元', null, 5], ['20元', null, '5元']],
      // What no form can show goes as it came, and is refused by name.
      ['贷款', [{ 合同: 'A' }]],
      ['贷款', ['A']],
      ['贷款', 'A'],
      ['出口额', { 金额: 5 }],
    ]) {
      assert.deepEqual(profile({ [name]: given }).value(name), same, JSON.stringify(given));
    }
  });

  test('change in one field of one entry', () => {
    const entries = [entry({ 合同号: 'A' }), entry({ 合同号: 'B' })];
    const changed = withField(entries, entries[1].id, '金额', { texts: { [ONLY]: '5' }, ranges: {} });
    assert.deepEqual(answered('贷款', { some: true, entries: changed }).value('贷款'), [{ 合同号: 'A' }, { 合同号: 'B', 金额: '50000元' }]);
    assert.equal(changed[0], entries[0]);
    assert.notEqual(blankEntry().id, blankEntry().id);
  });

  test('are sound without the value at which a problem lies', () => {
    const elements = [{ 合同号: 'A', 金额: 'x' }, { 合同号: 'A' }];
    const at = (problem) => withoutCell(loans, elements, problem);
    assert.deepEqual(at({ entry: 1, field: '金额' }), [{ 合同号: 'A', 金额: null }, { 合同号: 'A' }]);
    for (const elsewhere of [{}, { entry: 2 }, { entry: 2, field: '金额' }, { entry: 3, field: '金额' }, { field: '金额' }]) {
      assert.equal(at(elsewhere), undefined, JSON.stringify(elsewhere));
    }
    assert.deepEqual(withoutCell(orders, ['1元', 'x'], { entry: 2 }), ['1元', null]);
    assert.equal(withoutCell(orders, ['1元', null], { entry: 2 }), undefined);
  });
});

describe('facts from outside', () => {
  let described;
  before(async () => {
    described = (await loadCalculator(await catalogBytes())).catalog;
  });

  test('come back with the same meaning', async () => {
    const { readFile, readdir } = await import('node:fs/promises');
    const path = await import('node:path');
    const { root } = await import('../../scripts/lib/step.mjs');
    const calculator = await loadCalculator(await catalogBytes());
    const folder = path.join(root, 'rules/companies');
    for (const name of await readdir(folder)) {
      const { facts: given } = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
      const made = new Profile(described.facts, '2026-11-23');
      made.take(given);
      const open = (facts) => JSON.stringify(calculator.open({ asOf: '2026-11-23', facts }).verdicts());
      assert.equal(open(made.facts()), open(given), name);
    }
  });
});

describe('amounts', () => {
  test('are exact, with the larger units where they are shorter', () => {
    for (const [yuan, chinese, english] of [
      ['600000', '60万元', '¥600,000'],
      ['750025', '75.0025万元', '¥750,025'],
      ['2999.99', '2,999.99元', '¥2,999.99'],
      ['8999.9', '8,999.9元', '¥8,999.90'],
      ['1234567.89', '1,234,567.89元', '¥1,234,567.89'],
      ['120000000', '1.2亿元', '¥120,000,000'],
      ['123456789', '12,345.6789万元', '¥123,456,789'],
      ['1500000000000', '15,000亿元', '¥1,500,000,000,000'],
      ['0', '0元', '¥0'],
      ['-50000', '−5万元', '−¥50,000'],
    ]) {
      assert.equal(money(yuan, 'zh'), chinese);
      assert.equal(money(yuan, 'en'), english);
    }
  });

  test('are never shown as more than they are', () => {
    const shown = (min, max, certainty = 'formula', words = zh, lang = 'zh') => amount({ min, max, certainty }, words, lang);
    assert.equal(shown('600000', '600000', 'fixed'), '60万元');
    assert.equal(shown('600000', '750000'), '60万元–75万元');
    assert.equal(shown('0', '750000'), '最多 75万元');
    assert.equal(shown('600000', null), '至少 60万元');
    assert.equal(shown(null, '750000'), '最多 75万元');
    assert.equal(shown('0', '10000000', 'ceiling'), '最高不超过 1,000万元');
    assert.equal(shown('0', '10000000', 'ceiling', en, 'en'), 'No more than ¥10,000,000');
    assert.equal(shown('10000000', '10000000', 'ceiling'), '最高不超过 1,000万元');
    assert.equal(shown('500000', null, 'floor'), '至少 50万元');
    assert.equal(shown('500000', '500000', 'floor'), '至少 50万元');
    assert.equal(shown(null, null), undefined);
    assert.equal(shown('5', '5', 'none'), undefined);
    assert.equal(range('0', '0', zh, 'zh'), '0元');
  });

  test('figures carry their unit', () => {
    assert.equal(figure(facts[5], '1000', zh, 'zh'), '1,000人');
    assert.equal(figure(facts[5], '1000', en, 'en'), '1,000 people');
    assert.equal(figure(facts[6], '0.055', zh, 'zh'), '5.5%');
    assert.equal(figure(facts[7], '36', zh, 'zh'), '3年');
    assert.equal(figure(facts[7], '18', en, 'en'), '18 months');
  });
});

describe('words', () => {
  test('both languages say the same things', () => {
    const shape = (words) =>
      Object.entries(words).map(([key, value]) => [key, typeof value === 'object' ? Object.keys(value).sort() : typeof value]);
    assert.deepEqual(shape(en), shape(zh));
    const texts = (value) => (typeof value === 'object' ? Object.values(value).flatMap(texts) : typeof value === 'string' ? [value] : []);
    assert.deepEqual(texts(en).filter((text) => /\p{Script=Han}/u.test(text)), []);
  });
});
