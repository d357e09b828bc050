// The package's API in Node, as `npm install policy-calculator` gives it: dist/index.js and dist/slim.js.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { catalogBytes, dist } from './package.mjs';

const { CatalogError, FactError, loadCalculator, STATUSES, TRUTHS, UsageError } = await import(dist('index.js'));

let calculator;
before(async () => {
  calculator = await loadCalculator(await catalogBytes());
});

/** A firm that meets the conditions of the income tax relief for small low-profit enterprises, to the last one. */
const small = {
  主体类型: '企业法人',
  从事国家限制或禁止行业: false,
  应纳税所得额: '300万元',
  季度平均从业人数: 300,
  季度平均资产总额: '5000万元',
};
const relief = 'cn-cit-small-low-profit';
const asOf = '2026-05-01';

/** An error's class, code and field, for assert.throws. */
const named = (type, code, field) => (error) => {
  assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
  assert.deepEqual([error.code, error.field], [code, field]);
  return true;
};

describe('loading', () => {
  test('from a Uint8Array, an ArrayBuffer and a Response', async () => {
    const bytes = await catalogBytes();
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    for (const source of [bytes, buffer, new Response(bytes)]) {
      const loaded = await loadCalculator(source);
      assert.equal(loaded.catalog.policies.length, calculator.catalog.policies.length);
      loaded.free();
    }
  });

  test('from a URL', async (t) => {
    const bytes = await catalogBytes();
    const asked = [];
    t.mock.method(globalThis, 'fetch', async (url) => {
      asked.push(String(url));
      return new Response(bytes);
    });
    await loadCalculator(new URL('https://portal.example/catalog.bin'));
    await loadCalculator('https://portal.example/other.bin');
    assert.deepEqual(asked, ['https://portal.example/catalog.bin', 'https://portal.example/other.bin']);
  });

  test('a wrong argument is named', async () => {
    for (const wrong of [undefined, null, 5, '', {}, [1, 2]]) {
      await assert.rejects(loadCalculator(wrong), named(UsageError, 'wrong_argument', 'source'));
    }
  });

  test('what cannot be fetched is a CatalogError', async (t) => {
    await assert.rejects(loadCalculator(new Response('', { status: 404 })), named(CatalogError, 'not_fetched', 'source'));
    t.mock.method(globalThis, 'fetch', async () => {
      throw new TypeError('fetch failed');
    });
    await assert.rejects(loadCalculator('https://portal.example/'), named(CatalogError, 'not_fetched', 'source'));
  });

  test('bytes that are no catalog, and a catalog with one flipped byte, are refused', async () => {
    await assert.rejects(loadCalculator(new Uint8Array(64)), (error) => error instanceof CatalogError);
    const bytes = await catalogBytes();
    for (const place of [0, 8, bytes.length >> 1, bytes.length - 1]) {
      const flipped = Uint8Array.from(bytes);
      flipped[place] ^= 1;
      await assert.rejects(loadCalculator(flipped), (error) => error instanceof CatalogError && error.field === 'source');
    }
  });

  test('importing the package touches nothing of its surroundings', async () => {
    const before = Object.keys(globalThis);
    await import(`${dist('index.js')}?again`);
    await import(`${dist('slim.js')}?again`);
    assert.deepEqual(Object.keys(globalThis), before);
  });

  test('slim takes the engine as bytes, once', async () => {
    const slim = await import(dist('slim.js'));
    const wasm = await readFile(dist.path('engine.wasm'));
    const loaded = await slim.loadCalculator(await catalogBytes(), { wasm: await WebAssembly.compile(wasm) });
    assert.equal(loaded.open({ asOf, facts: small }).verdict(relief).status, 'eligible');
  });
});

describe('the catalog', () => {
  test('describes enough to draw a form', () => {
    const { facts, lists, policies, groups } = calculator.catalog;
    assert.ok(facts.length > 50 && policies.length > 20 && Array.isArray(groups));
    for (const fact of facts) {
      assert.ok(fact.name && fact.label.zh && fact.section, fact.name);
      if (fact.list) assert.ok(lists[fact.list].some((item) => item.leaf), `${fact.name} has a list to choose from`);
      for (const reader of fact.readers) assert.ok(policies.some(({ id }) => id === reader), `${fact.name} is read by ${reader}`);
    }
    assert.equal(calculator.catalog, calculator.catalog);
  });
});

describe('a session', () => {
  test('turns facts into verdicts, one after the other', () => {
    const session = calculator.open({ asOf });
    for (const [name, value] of Object.entries(small)) {
      assert.equal(session.verdict(relief).status, 'undetermined', `before ${name}`);
      assert.ok(session.verdict(relief).missing.includes(name));
      session.set(name, value);
    }
    const verdict = session.verdict(relief);
    assert.equal(verdict.status, 'eligible');
    assert.deepEqual([verdict.benefits[0].min, verdict.benefits[0].max], ['600000', '600000']);
    session.set('应纳税所得额', '300.01万元');
    assert.equal(session.verdict(relief).status, 'ineligible');
    session.clear('应纳税所得额');
    assert.equal(session.verdict(relief).status, 'undetermined');
  });

  test('knows nothing, and calls nothing eligible or ineligible, of an empty profile', () => {
    const { statuses } = calculator.open({ asOf }).totals();
    assert.equal(statuses.eligible, 0);
    assert.equal(statuses.ineligible, 0);
  });

  test('takes figures as they are written', () => {
    const session = calculator.open({ asOf, facts: small });
    for (const value of ['3000000元', '300万元', 3_000_000, '3,000,000元'.replaceAll(',', '')]) {
      session.set('应纳税所得额', value);
      assert.equal(session.verdict(relief).benefits[0].max, '600000');
    }
    session.set('应纳税所得额', { min: '100万元', max: '200万元' });
    const [benefit] = session.verdict(relief).benefits;
    assert.deepEqual([benefit.min, benefit.max], ['200000', '400000']);
  });

  test('null is not known, which is not no', () => {
    const session = calculator.open({ asOf, facts: { ...small, 季度平均从业人数: null } });
    assert.equal(session.verdict(relief).status, 'undetermined');
    assert.deepEqual(session.verdict(relief).missing, ['季度平均从业人数']);
  });

  test('gives a view of all verdicts that later facts do not change', () => {
    const session = calculator.open({ asOf, facts: small });
    const verdicts = session.verdicts();
    assert.equal(verdicts.asOf, asOf);
    assert.equal(verdicts.length, calculator.catalog.policies.length);
    assert.equal([...verdicts].length, verdicts.length);
    const before = JSON.stringify(verdicts);
    session.clear('应纳税所得额');
    assert.equal(JSON.stringify(verdicts), before);
    assert.deepEqual(Object.keys(verdicts.toJSON()), ['as_of', 'verdicts']);
    assert.notEqual(JSON.stringify(session.verdicts()), before);
  });

  test('gives the same object again for a verdict that says the same', () => {
    const session = calculator.open({ asOf, facts: small });
    const before = [...session.verdicts()];
    session.set('应纳税所得额', '301万元');
    const after = [...session.verdicts()];
    const kept = after.filter((verdict, n) => verdict === before[n]);
    assert.ok(kept.length > after.length / 2, `${kept.length} of ${after.length} are the same objects`);
    for (const [n, verdict] of after.entries()) {
      assert.equal(verdict === before[n], isDeepStrictEqual(verdict, before[n]), verdict.policy);
      assert.deepEqual(verdict, session.verdict(verdict.policy));
    }
    session.lang = 'en';
    for (const verdict of session.verdicts()) assert.deepEqual(verdict, session.verdict(verdict.policy));
  });

  test('is as of today in Shanghai if no day is given', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-12-31T16:30:00Z') });
    assert.equal(calculator.open().asOf, '2027-01-01');
  });

  test('speaks the language it is told to', () => {
    const session = calculator.open({ asOf, facts: small, lang: 'en' });
    assert.doesNotMatch(session.verdict(relief).conditions.map(({ says }) => says).join(), /\p{Script=Han}{6}/u);
    session.lang = 'zh';
    assert.match(JSON.stringify(session.verdict(relief).conditions), /\p{Script=Han}/u);
  });

  test('names the fact that it refuses, forgets it, and keeps the others', () => {
    const session = calculator.open({ asOf, facts: small });
    const refused = [
      ['应纳税所得额', '三百万'],
      ['应纳税所得额', '-1元'],
      ['从业人员', '12.5'],
      ['主体类型', '不存在的类型'],
      ['成立日期', '2018-02-30'],
      ['境内研发费用占比', 0.5],
      ['没有这个指标', 1],
      ['营业收入', ['1元', 'x']],
      ['从业人员', () => 5],
      ['从业人员', Symbol('5')],
      ['从业人员', 5n],
      ['从业人员', NaN],
      ['成立日期', new Date()],
    ];
    for (const [name, value] of refused) {
      assert.throws(() => session.set(name, value), (error) => {
        assert.ok(error instanceof FactError, String(error));
        assert.equal(error.field, name);
        assert.ok(error.code && error.message.includes(name));
        return true;
      });
    }
    // A refused value is as good as none: never the old one, never a no.
    assert.deepEqual(session.verdict(relief).missing, ['主体类型', '应纳税所得额']);
    assert.deepEqual(session.setAll({ 主体类型: '企业法人', 应纳税所得额: '300万元' }), []);
    assert.equal(session.verdict(relief).status, 'eligible');
  });

  test('setAll applies the good and gives back the bad', () => {
    const session = calculator.open({ asOf });
    const problems = session.setAll({ ...small, 从业人员: '许多', 没有这个指标: 1, 成立日期: () => 1 });
    assert.deepEqual(problems.map(({ fact }) => fact).sort(), ['从业人员', '成立日期', '没有这个指标'].sort());
    assert.ok(problems.every(({ code, message }) => code && message));
    assert.equal(session.verdict(relief).status, 'eligible');
  });

  test('open refuses a bad fact by name', () => {
    assert.throws(() => calculator.open({ asOf, facts: { ...small, 从业人员: '许多' } }), named(FactError, 'wrong_type', '从业人员'));
  });

  test('wrong arguments are named', () => {
    const session = calculator.open({ asOf });
    const usage = (field) => named(UsageError, 'wrong_argument', field);
    assert.throws(() => calculator.open(null), usage('options'));
    for (const day of ['2026-02-30', '23.11.2026', 20261123, new Date()]) {
      assert.throws(() => calculator.open({ asOf: day }), usage('asOf'));
    }
    assert.throws(() => calculator.open({ lang: 'fr' }), usage('lang'));
    assert.throws(() => calculator.open({ facts: [1] }), usage('facts'));
    assert.throws(() => session.set('', 1), usage('name'));
    assert.throws(() => session.set(5, 1), usage('name'));
    assert.throws(() => session.set('从业人员', undefined), usage('value'));
    assert.throws(() => session.set('从业人员'), usage('value'));
    assert.throws(() => session.setAll('x'), usage('facts'));
    assert.throws(() => session.clear(), usage('name'));
    assert.throws(() => session.verdict(), usage('id'));
    assert.throws(() => (session.lang = 'de'), usage('lang'));
    assert.equal(session.verdict('no-such-policy'), undefined);
  });

  test('hostile values neither hang nor break the engine', () => {
    const session = calculator.open({ asOf, facts: small });
    const cyclic = {};
    cyclic.min = cyclic;
    const deep = JSON.parse('['.repeat(2000) + ']'.repeat(2000));
    const texts = ['9'.repeat(100_000), '1e999999', '\u0000', '\ud800', '%s%n', '１８００万元', '-0', '0x10', 'Infinity'];
    for (const value of [cyclic, deep, { in: cyclic }, ...texts]) {
      for (const name of ['应纳税所得额', '营业收入', '主体类型', '成立日期', '科技奖励']) {
        try {
          session.set(name, value);
        } catch (error) {
          assert.ok(error instanceof FactError, `${name}: ${error}`);
        }
      }
    }
    const recovered = session.setAll(small);
    assert.deepEqual(recovered, []);
    assert.equal(session.verdict(relief).status, 'eligible');
  });
});

describe('memory', () => {
  test('what was freed says so', async () => {
    const own = await loadCalculator(await catalogBytes());
    const session = own.open({ asOf, facts: small });
    own.free();
    own.free();
    assert.throws(() => own.open(), named(UsageError, 'freed', 'calculator'));
    assert.equal(session.verdict(relief).status, 'eligible', 'an open session outlives its calculator');
    session.free();
    session.free();
    for (const use of [
      () => session.set('从业人员', 1),
      () => session.setAll({}),
      () => session.clear('从业人员'),
      () => session.verdicts(),
      () => session.verdict(relief),
      () => session.totals(),
      () => (session.lang = 'en'),
    ]) {
      assert.throws(use, named(UsageError, 'freed', 'session'));
    }
  });

  test('a session ends with its scope where the platform has `using`', () => {
    const session = calculator.open({ asOf });
    session[Symbol.dispose]();
    assert.throws(() => session.verdicts(), named(UsageError, 'freed', 'session'));
  });

  test('sessions opened and freed do not make memory grow', () => {
    const open = () => {
      const session = calculator.open({ asOf, facts: small });
      session.verdicts();
      session.free();
    };
    for (let turn = 0; turn < 50; turn++) open();
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    for (let turn = 0; turn < 300; turn++) open();
    const after = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    assert.ok(after - before < 1_000_000, `grew by ${after - before} bytes`);
  });
});

describe('an overview', () => {
  const place = () => calculator.catalog.policies.findIndex(({ id }) => id === relief);

  test('has the statuses and amounts of the verdicts, policy by policy', () => {
    const session = calculator.open({ asOf, facts: small });
    const overview = session.overview({ amounts: 'all' });
    assert.equal(overview.length, calculator.catalog.policies.length);
    assert.equal(overview.status(place()), 'eligible');
    assert.equal(overview.status(overview.length), undefined);
    const [{ min, max }] = session.verdict(relief).benefits;
    const first = overview.starts[place()];
    assert.deepEqual([overview.least[first], overview.most[first]], [Number(min) * 100, Number(max) * 100]);
    assert.equal(overview.starts.at(-1), overview.least.length);
    assert.deepEqual([...session.verdicts()].map(({ status }) => status), [...overview.statuses].map((status) => STATUSES[status]));
  });

  test('leaves amounts that hang on open facts to the verdicts, unless all are wanted', () => {
    const session = calculator.open({ asOf, facts: { ...small, 应纳税所得额: { min: '100万元', max: '400万元' } } });
    const first = session.overview().starts[place()];
    assert.equal(session.overview().least[first], -2);
    assert.ok(session.overview({ amounts: 'all' }).least[first] >= 0);
    assert.throws(() => session.overview(3), named(UsageError, 'wrong_argument', 'options'));
  });

  test('stays as it was until it is asked for again, and then follows the facts', () => {
    const session = calculator.open({ asOf, facts: small });
    const overview = session.overview();
    session.set('应纳税所得额', '300.01万元');
    assert.equal(overview.status(place()), 'eligible');
    assert.equal(session.overview(), overview);
    assert.equal(overview.status(place()), 'ineligible');
    assert.equal(overview.least[overview.starts[place()]], -1);
    session.set('应纳税所得额', small.应纳税所得额);
    assert.deepEqual(session.overview(), calculator.open({ asOf, facts: small }).overview());
  });

  test('has the sums of the totals beside it', () => {
    for (const facts of [{}, small, { ...small, 应纳税所得额: 1234567.89 }]) {
      const session = calculator.open({ asOf, facts });
      const { statuses, amounts } = session.totals();
      assert.deepEqual(session.sums(), { statuses, amounts: amounts.map(({ policies: _, ...sum }) => sum) });
    }
  });

  test('has the truth of every condition beside it', () => {
    const session = calculator.open({ asOf, facts: { ...small, 季度平均从业人数: 301 } });
    const truths = session.truths();
    const positions = calculator.conditions(relief);
    const flat = (conditions) => conditions.flatMap((condition) => [condition, ...flat(condition.children)]);
    const told = flat(session.verdict(relief).conditions).map(({ truth }) => truth);
    assert.deepEqual([...positions].map((position) => TRUTHS[truths[position]]), told);
    assert.ok(told.includes('false') && told.includes('true'));
    assert.equal(calculator.conditions('no-such-policy'), undefined);
  });
});

test('facts cross as they are, whatever stands in their names and texts', () => {
  const session = calculator.open({ asOf });
  const problems = session.setAll({ ...small, 'a\u001fb': 1, 应纳税所得额: '300\u001f万元', 从业人员: [1, 'x'], 注册地: '@' });
  assert.deepEqual(problems.map(({ fact }) => fact).sort(), ['a\u001fb', '从业人员', '应纳税所得额', '注册地'].sort());
  assert.equal(session.verdict(relief).status, 'undetermined');
});

test('numbers cross with all their digits, alone and inside of others', () => {
  const session = calculator.open({ asOf, facts: small });
  for (const value of [0.1 + 0.7, { max: 0.1 + 0.7 }]) {
    const [problem] = session.setAll({ 应纳税所得额: value });
    assert.equal(problem === undefined, typeof value === 'object', 'only the bound may lie between two steps');
  }
  session.set('应纳税所得额', { min: 2_999_999.99, max: 3_000_000 });
  assert.equal(session.verdict(relief).status, 'eligible');
  session.set('应纳税所得额', { min: 2_999_999.99, max: 3_000_000.01 });
  assert.equal(session.verdict(relief).status, 'undetermined');
});
