// What the element advises, on the real rules: what to answer next, why, how an amount comes about, what it would take, the
// calendar and its file, and another day.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { root } from '../../scripts/lib/step.mjs';
import { compiled } from '../node/package.mjs';
import { openSection, picture, ready, site, statusOf } from './site.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');
const relief = /^小型微利企业企业所得税优惠/;

let web;
let visit;
let page;
before(async () => {
  web = await site();
});
after(() => web.close());
beforeEach(async () => {
  visit = await web.open();
  ({ page } = visit);
  await ready(page);
  await page.getByLabel('基准日').fill('2026-11-23');
});
afterEach(async () => {
  assert.deepEqual(visit.complaints, [], 'the page complained');
  await visit.close();
});

const element = () => page.locator('policy-calculator');
const facts = () => element().evaluate((calculator) => calculator.getFacts());
const asked = () => page.locator('.asked').evaluateAll((questions) => questions.map(({ dataset }) => dataset.fact));
const question = (name) => page.locator(`.asked[data-fact="${name}"]`);
const focusedQuestion = () => element().evaluate(({ shadowRoot }) => shadowRoot.activeElement?.closest('.asked')?.dataset.fact);
const focusedId = () => element().evaluate(({ shadowRoot }) => shadowRoot.activeElement?.id);
const sample = (index, of = page) => of.locator('#samples button').nth(index).click();

/** Takes the answers to `names` back, so that something is still to be answered. */
const forget = (names, of = page) =>
  of.locator('policy-calculator').evaluate((calculator, forgotten) => {
    const left = Object.entries(calculator.getFacts()).filter(([name]) => !forgotten.includes(name));
    calculator.setFacts(Object.fromEntries(left));
  }, names);
/** The software firm of the samples, as far as someone might have come who has not looked up its papers. */
const halfKnown = async (of = page) => {
  await sample(0, of);
  await forget(['正常经营时长', '资产总额', '从业人员', '列入经营异常名录'], of);
};
const policy = (title, of = page) => of.locator('li.policy').filter({ has: of.getByRole('heading', { name: title }) });
const part = (title, name) => policy(title).locator('.policy-part').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Waits until the card no longer shows a question. */
const gone = (name) => question(name).waitFor({ state: 'detached' });

describe('the next questions', () => {
  beforeEach(() => page.locator('.asked').first().waitFor());

  test('are the three that the engine names, with how many policies they concern', async () => {
    assert.deepEqual(await asked(), ['主体类型', '注册地', '行业']);
    assert.match(await question('主体类型').textContent(), /影响 \d+ 项政策/);
    assert.match(await page.locator('.next-head').textContent(), /还有 \d+ 项政策待定/);
    assert.equal(await page.locator('.section[open]').count(), 0, 'the sections stay closed, each with its count');
    assert.match(await page.locator('.section summary').first().textContent(), /已填 0\/\d+/);
  });

  test('an answer is the same in the card and in the section, and does not move the focus', async () => {
    const kind = question('主体类型').getByRole('combobox');
    await kind.focus();
    await kind.selectOption({ label: '公司（企业法人）' });
    await question('主体类型').getByRole('button', { name: '下一题' }).waitFor();
    await page.waitForTimeout(900);
    assert.equal(await focusedQuestion(), '主体类型', 'it stays while the reader is there');
    assert.equal((await asked())[0], '主体类型');
    assert.deepEqual(await facts(), { 主体类型: '企业法人' });
    await openSection(page, '主体');
    assert.equal(await page.locator('.section').getByRole('combobox', { name: '主体类型' }).inputValue(), '企业法人');

    await question('注册地').getByRole('combobox').focus();
    await gone('主体类型');
    assert.equal(await focusedQuestion(), '注册地', 'it goes once the reader has left it');
    assert.equal((await asked()).length, 3);
  });

  test('«下一题» and Enter go on to the next question', async () => {
    await question('主体类型').getByRole('combobox').selectOption({ label: '公司（企业法人）' });
    await question('主体类型').getByRole('button', { name: '下一题' }).click();
    await gone('主体类型');
    assert.equal(await focusedQuestion(), (await asked())[0]);

    const listed = question('列入严重违法失信名单');
    await listed.getByRole('radio', { name: '否' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await gone('列入严重违法失信名单');
    assert.ok((await asked()).includes(await focusedQuestion()));
    assert.equal((await facts())['列入严重违法失信名单'], false);
  });

  test('«不知道» puts a question off without an answer, until it is asked again', async () => {
    await question('主体类型').getByRole('button', { name: '不知道，先跳过' }).click();
    await gone('主体类型');
    assert.equal(await focusedQuestion(), '注册地');
    assert.deepEqual(await facts(), {});
    assert.match(await page.locator('.next-foot').textContent(), /跳过了 1 项/);
    assert.equal((await asked()).length, 3);
    await page.getByRole('button', { name: '重新问' }).click();
    await question('主体类型').waitFor();
    assert.equal(await page.locator('.next-foot').count(), 0);
  });

  test('never show a fact that the engine would not ask', async () => {
    await halfKnown();
    await page.waitForTimeout(700);
    for (let turn = 0; turn < 3; turn++) {
      const open = await asked();
      const answered = Object.keys(await facts());
      assert.ok(open.length > 0 && open.every((name) => !answered.includes(name)), open.join());
      // The first radio, select or figure of the first question: the figure itself, since a range may not suffice.
      const first = question(open[0]);
      const exact = first.getByRole('button', { name: '改为填准确数' });
      if ((await exact.count()) > 0) await exact.click();
      if ((await first.getByRole('radio').count()) > 0) await first.getByRole('radio').last().check();
      else if ((await first.locator('select').count()) > 0) await first.locator('select').first().selectOption({ index: 1 });
      else await first.getByRole('textbox').first().fill('1');
      await first.getByRole('button', { name: '下一题' }).click();
      await gone(open[0]);
    }
  });

  test('offer ranges first where one suffices, and the figure on demand', async () => {
    // All but what asks for ranges is put off.
    let name;
    for (let turn = 0; turn < 40 && !name; turn++) {
      const open = page.locator('.asked');
      for (const each of await open.all()) {
        if ((await each.locator('select.range').count()) > 0) name = await each.getAttribute('data-fact');
      }
      if (!name) await open.first().getByRole('button', { name: '不知道，先跳过' }).click();
    }
    assert.ok(name, 'some question is asked by ranges');
    await question(name).locator('select.range').first().selectOption({ index: 1 });
    const given = (await facts())[name];
    assert.ok(JSON.stringify(given).includes('below'), JSON.stringify(given));
    await question(name).getByRole('button', { name: '改为填准确数' }).click();
    await question(name).getByRole('textbox').first().waitFor();
  });

  test('a refused answer is told before the card goes on', async () => {
    const name = '应纳税所得额';
    await element().evaluate((calculator) =>
      calculator.setFacts({ 主体类型: '企业法人', 从事国家限制或禁止行业: false, 季度平均从业人数: 300, 季度平均资产总额: '5000万元' }),
    );
    await policy(relief).locator('summary').first().click();
    await policy(relief).getByRole('button', { name: /只填这项政策要用的指标/ }).click();
    await question(name).waitFor();
    assert.deepEqual(await asked(), [name], 'the questions of that policy alone');
    const exact = question(name).getByRole('button', { name: '改为填准确数' });
    if ((await exact.count()) > 0) await exact.click();
    const box = question(name).getByRole('textbox');
    await box.fill('很多');
    await box.press('Enter');
    await question(name).locator('.error').waitFor();
    assert.equal(await focusedQuestion(), name);
    await box.fill('100');
    await box.press('Enter');
    await gone(name);
    assert.equal(await focusedId(), 'next-title');
    assert.equal(await statusOf(page, relief), '符合条件');
  });

  test('typing is never held up by the choice of the next question', async () => {
    await openSection(page, '财务');
    const box = page.locator('.section').getByRole('textbox', { name: '上年末资产总额', exact: true });
    await box.focus();
    await page.waitForTimeout(1500);
    const slowest = await element().evaluate(async ({ shadowRoot }) => {
      const input = shadowRoot.activeElement;
      let slowest = 0;
      for (const text of ['1', '12', '120', '1200', '120', '1205']) {
        const start = performance.now();
        input.value = text;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        slowest = Math.max(slowest, performance.now() - start);
        await new Promise((done) => setTimeout(done, 120));
      }
      return slowest;
    });
    assert.ok(slowest < 150, `a keystroke took ${slowest.toFixed(0)} ms`);
  });
});

describe('an opened policy', () => {
  beforeEach(() => sample(0));

  test('says why, with the facts that settle it, before all conditions', async () => {
    await policy(/^高成长国高企业资助/).locator('summary').first().click();
    const why = part(/^高成长国高企业资助/, '为什么');
    await why.waitFor();
    assert.match(await why.locator('.because').textContent(), /在南山区实际经营.*实际经营地\s*粤海街道/s);
    const all = why.locator('details.more');
    assert.equal(await all.evaluate(({ open }) => open), false);
    await all.locator('summary').first().click();
    await all.locator('.conditions').first().waitFor();
  });

  test('says how an amount is computed, with formula, figures, value and grade', async () => {
    await policy(/^高成长国高企业资助/).locator('summary').first().click();
    const steps = policy(/^高成长国高企业资助/).locator('details.steps');
    await steps.locator('summary').click();
    const text = (await steps.locator('li').allTextContents()).map((each) => each.replace(/\s+/g, ' '));
    assert.match(text[0], /上年度营业收入增长率.*= 2,700万元 ÷ 1,800万元 − 100%\s*= 50%.*B 逐条转录/);
    assert.match(text.at(-1), /金额.*= 40万元/);
  });

  test('says of what is still needed what it could do', async () => {
    const title = /^一次性创业资助（广东）/;
    await forget(['正常经营时长']);
    await policy(title).locator('summary').first().click();
    const why = part(title, '为什么');
    await why.locator('.open').waitFor();
    assert.match(await why.locator('.open').textContent(), /登记后正常经营的时长\s*答了就能定：可能符合，也可能不符合/);
    await why.getByRole('button', { name: '登记后正常经营的时长' }).click();
    await page.waitForFunction(() => document.querySelector('policy-calculator').shadowRoot.activeElement?.id.startsWith('fact-'));
  });

  test('that is not met says what it would take, what that brings and costs, and that what is filed must be true', async () => {
    const title = /^个体工商户经营所得减半征收个人所得税/;
    assert.equal(await statusOf(page, title), '不符合');
    await policy(title).locator('summary').first().click();
    const ways = part(title, '怎样才能符合');
    await ways.waitFor();
    const text = (await ways.textContent()).replace(/\s+/g, ' ');
    assert.match(text, /主体类型为 个体工商户（现在 公司（企业法人））/);
    assert.match(text, /符合条件：最多 31.725万元\/年（仅供参考）/);
    assert.match(text, /同时会失去.*研发费用税前加计扣除100%/);
    assert.match(text, /填报必须如实；这里说的是将来要做到什么。/);
    await ways.getByRole('button', { name: /^研发费用税前加计扣除/ }).click();
    await page.waitForFunction(() => document.querySelector('policy-calculator').shadowRoot.activeElement?.matches('li.policy summary'));
  });

  test('keeps up with the answers', async () => {
    const title = /^高成长国高企业资助/;
    await policy(title).locator('summary').first().click();
    await part(title, '为什么').locator('.because').waitFor();
    await element().evaluate((calculator) => calculator.setFacts({ ...calculator.getFacts(), 失信被执行人: true }));
    await part(title, '为什么').locator('.because .truth.false').waitFor();
    assert.match(await part(title, '为什么').locator('.because').textContent(), /不满足\s*不是失信被执行人\s*.*失信被执行人\s*是/s);
    await part(title, '怎样才能符合').waitFor();
  });

  test('is explained in English too', async () => {
    await policy(/^高成长国高企业资助/).locator('summary').first().click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('li.policy .body').getByRole('heading', { name: 'Why', exact: true }).waitFor();
    await page.locator('details.steps summary', { hasText: 'How it is computed' }).waitFor();
  });
});

describe('one step away', () => {
  test('is computed once it is opened, at most five policies', async () => {
    await sample(2);
    const near = page.locator('details[data-part=near]');
    assert.equal(await near.locator('.later-body').count(), 0);
    await near.locator('summary').click();
    await near.locator('.near').waitFor();
    const count = await near.locator('.near > li').count();
    assert.ok(count >= 1 && count <= 5, String(count));
    assert.match(await near.textContent(), /现在 个体工商户/);
    assert.match(await near.textContent(), /填报必须如实/);
  });

  test('is not there where nothing is ruled out', async () => {
    assert.equal(await page.locator('details[data-part=near]').count(), 0);
  });
});

describe('the best bundle', () => {
  const bundle = (of = page) => of.locator('details[data-part=bundle]');
  const line = (text) => text.replace(/\s+/g, ' ').trim();

  test('is one line in the totals, which leads to all of it', async () => {
    assert.equal(await page.locator('.bundle-line').count(), 0, 'of a company of which nothing is known nothing is certain');
    await sample(0);
    await page.locator('.totals .bundle-line').waitFor();
    assert.match(line(await page.locator('.bundle-line').textContent()), /^最优组合，按一年可比：88\.305万元；还没定的都如愿时最多 262\.305万元 看是哪些$/);
    assert.equal(await bundle().locator('.later-body').count(), 0);
    await page.locator('.bundle-line').getByRole('button').click();
    await bundle().locator('.bundle-set').first().waitFor();
    await page.waitForFunction(() => document.querySelector('policy-calculator').shadowRoot.activeElement?.closest('#part-bundle'));
    assert.deepEqual(await bundle().getByRole('heading', { level: 4 }).allTextContents(), ['现在就能算数的', '还没定的都如愿时最好的']);
    assert.match(await bundle().locator('.later-body > .note').first().textContent(), /只用来比较，不是一笔到手的钱/);
    const sums = (await bundle().locator('.bundle-set').first().locator('.rows > div').allTextContents()).map(line);
    assert.ok(sums.length >= 3, 'grants and taxes, once and yearly stand apart');
    assert.match(sums.at(-1), /^一年内可比金额\s*88\.305万元$/);
    // Of a policy on whose review it depends, it says so, and with it what the set comes to at least.
    assert.match(line(await bundle().locator('.bundle-set').last().textContent()), /这一组最少只有 88\.305万元/);
  });

  test('says what was given up, for what and why, what a cap takes, and what is as good', async () => {
    const own = await bundleSite();
    const view = await own.open();
    await ready(view.page);
    const all = JSON.parse(await readFile(path.join(root, 'tests/bundle/known.json'), 'utf8'));
    await view.page.locator('policy-calculator').evaluate((calculator, facts) => calculator.setFacts(facts), all);
    await view.page.locator('.bundle-line').getByRole('button', { name: '放弃了 3 项，看为什么' }).click();
    const sets = bundle(view.page).locator('.bundle-set');
    await sets.nth(1).waitFor();
    const [safe, best] = (await sets.allTextContents()).map(line);
    assert.match(safe, /奖励补助 ?30万元（一次性） ?税收减免 ?25万元（每年） ?租金减免 ?2万元（每月；一年合 24万元） ?一年内可比金额 ?79万元/);
    assert.match(safe, /小微企业减按5% 单算 18万元 选它会改变“研发费用加计扣除”的金额；合计少 2万元/);
    assert.match(safe, /设备资助乙 单算 30万元 不能再加：同一设备只资助一次；选它就要放弃“设备资助甲”；合计一样多/);
    assert.match(safe, /改选“设备资助乙”，不选“设备资助甲”；两组一样多，按规则库的先后取了这一组/);
    assert.match(best, /“设备资助甲”、“研发奖励”：合计最多 60万元，不受限时 80万元（资助合计不超过上年财力贡献）/);
    await sets.first().locator('details.more > summary').first().click();
    assert.match(line(await sets.first().textContent()), /研发费用加计扣除 25万元\/年 金额按没选“小微企业减按5%”、“高新技术企业减按15%”计算/);
    assert.match(line(await bundle(view.page).textContent()), /另列，不计入合计 1 项 信用贷款 贷款 500万元 额度，要还的/);
    await view.page.locator('policy-calculator').evaluate((calculator) => calculator.setFacts({ ...calculator.getFacts(), 应纳税所得额: '200万元' }));
    await sets.first().getByText('税收减免').waitFor();
    await view.page.waitForFunction(() => /45万元（每年）/.test(document.querySelector('policy-calculator').shadowRoot.querySelector('.bundle-set').textContent));
    for (const [width, height] of [[1280, 900], [390, 844]]) {
      await view.page.setViewportSize({ width, height });
      await picture(view.page, `bundle-${width}`, { fullPage: true });
    }
    assert.deepEqual(view.complaints, []);
    await view.close();
    await own.close();
  });
});

/** A page with the small rules of tests/bundle, in which policies exclude each other. */
async function bundleSite() {
  const folder = path.join(root, 'target', 'bundle-page');
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'index.html'),
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>组合</title><meta name="viewport" content="width=device-width">' +
      '<script type="module" src="/dist/element.js"></script></head>' +
      '<body><main><h1>组合</h1><policy-calculator src="catalog.bin" as-of="2026-11-23"></policy-calculator></main></body></html>',
  );
  await writeFile(path.join(folder, 'catalog.bin'), await compiled('tests/bundle/rules', 'bundle-in-browser.bin'));
  return site({ folder, mounts: { '/dist/': 'dist' } });
}

describe('the calendar', () => {
  const open = async () => {
    await sample(0);
    await page.locator('details[data-part=calendar] > summary').click();
    await page.locator('.days').waitFor();
  };

  test('tells by day what concerns the company, and folds what needs the figures of a new year', async () => {
    await open();
    const days = (await page.locator('.days > li').allTextContents()).map((text) => text.replace(/\s+/g, ' '));
    const newYear = days.find((text) => text.includes('2027-01-01'));
    assert.match(newYear, /还有 39 天/);
    assert.match(newYear, /不再符合条件 高成长国高企业资助（南山）\s*上年度获国家高新技术企业认定/);
    assert.match(newYear, /2027-01-01 起要用 2026 年度的数：影响 3 项政策/);
    assert.ok(days.some((text) => /2026-12-19.*不再有效 训力券/.test(text)));
    const ruledOut = await page.locator('section[aria-labelledby=group-ineligible] h4').allTextContents();
    const named = await page.locator('.events > li > .link').allTextContents();
    assert.deepEqual(named.filter((title) => ruledOut.includes(title)), []);
  });

  test('is saved as a file, from memory, under the strict policy', async () => {
    await open();
    const [asked, served] = [visit.requests.length, web.served.length];
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /存为日历文件/ }).click()]);
    assert.equal(download.suggestedFilename(), '政策日程-2026-11-23.ics');
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    const lines = text.replaceAll('\r\n ', '').split('\r\n');
    assert.ok(lines.includes('DTSTART;VALUE=DATE:20261219') && lines.includes('SUMMARY:不再有效：训力券'));
    assert.ok(lines.includes('SUMMARY:2027-01-01 起要用 2026 年度的数：影响 3 项政策'));
    assert.equal(lines.filter((line) => line === 'BEGIN:VEVENT').length, lines.filter((line) => line === 'END:VEVENT').length);
    assert.equal(new Set(lines.filter((line) => line.startsWith('UID:'))).size, lines.filter((line) => line.startsWith('UID:')).length);
    for (const figure of ['2,700', '27000000', '1,800', '粤海']) assert.ok(!text.includes(figure), `${figure} went into the file`);
    assert.deepEqual(visit.requests.slice(asked).filter((url) => !url.startsWith('blob:')), []);
    assert.deepEqual(web.served.slice(served), []);
  });
});

describe('another day', () => {
  test('is compared: which policies differ, from what to what, and which conditions turned', async () => {
    await sample(0);
    assert.equal(await page.locator('#other-day').count(), 0);
    await page.getByRole('button', { name: '和另一天比较' }).click();
    assert.equal(await focusedId(), 'other-day');
    assert.match(await page.locator('.comparison').textContent(), /选一个不同于 2026-11-23 的日期/);
    await page.getByLabel('和这一天比较').fill('2027-06-30');
    await page.locator('.differences').waitFor();
    assert.match(await page.locator('.comparison [role=status]').textContent(), /从 2026-11-23 到 2027-06-30.*14 项政策的结果不同/);
    const growth = page.locator('.differences > li').filter({ hasText: '高成长国高企业资助' });
    const text = (await growth.textContent()).replace(/\s+/g, ' ');
    assert.match(text, /符合→变为\s*不在执行期（已过有效期）/);
    assert.match(text, /40万元\/年 → 无/);
    assert.match(text, /上年度获国家高新技术企业认定（满足 → 不满足）/);
    await page.getByRole('button', { name: '收起比较' }).click();
    assert.equal(await page.locator('.comparison').count(), 0);
  });
});

test('all of it can be used without one more request, and leaves nothing behind', async () => {
  await page.waitForLoadState('networkidle');
  const [asked, served] = [visit.requests.length, web.served.length];
  await halfKnown();
  await openParts(page);
  assert.deepEqual(visit.requests.slice(asked), []);
  assert.deepEqual(web.served.slice(served), []);
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]);
  assert.deepEqual(kept, [0, 0, '', 0]);
});

test('on paper the card and the closed parts are left out, and what was opened stays', async () => {
  await halfKnown();
  await openParts(page);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('.next').isVisible(), false);
  assert.equal(await page.locator('.days').isVisible(), true);
  assert.equal(await page.getByRole('button', { name: /存为日历文件/ }).isVisible(), false);
  assert.equal(await page.locator('li.policy .body').first().isVisible(), true);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
});

/** Opens everything that is advised: the comparison, the calendar, one step away, and the first policy of each status. */
async function openParts(of) {
  await of.locator('.compare-toggle').click();
  await of.locator('#other-day').fill('2027-06-30');
  for (const name of ['bundle', 'calendar', 'near']) await of.locator(`details[data-part=${name}] > summary`).click();
  for (const status of ['eligible', 'review', 'undetermined', 'ineligible']) {
    await of.locator(`section[aria-labelledby=group-${status}] li.policy summary`).first().click();
  }
  for (const name of ['.differences', '.bundle-set', '.days', '.near', '.because']) await of.locator(name).first().waitFor();
  await of.locator('policy-calculator').evaluate(({ shadowRoot }) => {
    for (const details of shadowRoot.querySelectorAll('details.more')) details.open = true;
  });
}

for (const [width, height] of [[1280, 900], [390, 844]]) {
  for (const lang of ['zh', 'en']) {
    test(`no violations at ${width} in ${lang}, nothing sideways, and a picture`, async () => {
      const own = await web.open('', { width, height, bypassCSP: true, ...(width === 390 ? { hasTouch: true, isMobile: true } : {}) }); // for axe's own script
      await ready(own.page);
      await own.page.addScriptTag({ path: axe });
      if (lang === 'en') await own.page.getByRole('button', { name: 'English' }).click();
      await halfKnown(own.page);
      await openParts(own.page);
      await own.page.locator('.asked').first().waitFor();
      const violations = await own.page.evaluate(async () => {
        const { violations: found } = await window.axe.run(document, { resultTypes: ['violations'] });
        return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.flat().join(' ')} ${node.failureSummary}`).join('; ')}`);
      });
      assert.deepEqual(violations, []);
      const [inner, scroll] = await own.page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
      assert.ok(scroll <= inner, `${scroll} wide on a page of ${width}`);
      if (width === 390) {
        const small = await own.page.locator('policy-calculator').evaluate(({ shadowRoot }) =>
          [...shadowRoot.querySelectorAll('.next :is(button, select, input[type=text], summary, label:has(input)), .later > summary, .more > summary, .days-foot button, .comparison input, .compare-toggle')]
            .filter((target) => target.checkVisibility())
            .map((target) => ({ text: target.textContent.trim().slice(0, 20), height: target.getBoundingClientRect().height }))
            .filter(({ height: its }) => its < 44),
        );
        assert.deepEqual(small, []);
      }
      await picture(own.page, `advice-${width}-${lang}`, { fullPage: true });
      await own.close();
    });
  }
}
