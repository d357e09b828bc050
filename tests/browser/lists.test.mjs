// Facts that are lists of records, in a catalog of the tests' own: loans, certificates, export orders.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { root } from '../../scripts/lib/step.mjs';
import { compiled } from '../node/package.mjs';
import { openSection, picture, ready, site, statusOf } from './site.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');
const folder = path.join(root, 'target', 'lists');
const html = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>清单</title>
  <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css">
  <script type="module" src="/dist/element.js"></script></head>
  <body><main><h1>清单</h1><policy-calculator src="catalog.bin" as-of="2026-11-23"></policy-calculator></main></body></html>`;

let web;
let visit;
let page;
before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'index.html'), html);
  await writeFile(path.join(folder, 'page.css'), 'body { margin: 16px auto; max-width: 1240px; padding: 0 16px }');
  await writeFile(path.join(folder, 'catalog.bin'), await compiled('tests/browser/rules', 'lists-in-browser.bin'));
  web = await site({ folder, mounts: { '/dist/': 'dist' } });
});
after(() => web?.close());
beforeEach(async () => {
  visit = await web.open();
  ({ page } = visit);
  await ready(page);
  await openSection(page, '财务');
});
afterEach(async () => {
  assert.deepEqual(visit.complaints, [], 'the page complained');
  await visit.close();
});

const interest = /^研发贷款贴息/;
// In its section: the card of next questions may hold it too.
const list = (name) => page.locator('.section').getByRole('group', { name, exact: true });
const loans = () => list('银行贷款');
const entry = (number, of = loans()) => of.getByRole('group', { name: `第 ${number} 条`, exact: true });
const add = (of = loans()) => of.getByRole('button', { name: /^添加一条/ });
const facts = () => page.locator('policy-calculator').evaluate((element) => element.getFacts());
const focused = () => page.locator('policy-calculator').evaluate((element) => element.shadowRoot.activeElement?.id);
const begin = (of = loans()) => of.getByRole('radio', { name: '有，逐条填写' }).check();

/** Fills one loan in. */
async function fill(number, { contract, amount, rate, purpose }) {
  await entry(number).getByRole('textbox', { name: '合同号' }).fill(contract);
  await entry(number).getByRole('textbox', { name: '金额' }).fill(amount);
  await entry(number).getByRole('textbox', { name: '年利率' }).fill(rate);
  await entry(number).getByRole('combobox', { name: '用途' }).selectOption({ label: purpose });
}

describe('a list', () => {
  test('of which nothing was said is not empty; that there are none must be said', async () => {
    assert.equal(await statusOf(page, interest), '待补充信息');
    assert.deepEqual(await facts(), {});
    await loans().getByRole('radio', { name: '没有' }).check();
    assert.deepEqual((await facts())['银行贷款'], []);
    assert.equal(await statusOf(page, interest), '不符合');
    await loans().getByRole('radio', { name: '不清楚' }).check();
    assert.equal((await facts())['银行贷款'], null);
    assert.equal(await statusOf(page, interest), '待补充信息');
    await begin();
    assert.equal(await entry(1).count(), 1, 'a first entry stands there');
    assert.deepEqual(await facts(), {}, 'a blank entry is no entry');
    assert.equal(await statusOf(page, interest), '待补充信息');
  });

  test('turns the verdict and the amount with every entry', async () => {
    await begin();
    await fill(1, { contract: 'A-1', amount: '300', rate: '4', purpose: '研发' });
    assert.equal(await statusOf(page, interest), '不符合');
    await add().click();
    assert.equal(await statusOf(page, interest), '不符合', 'a blank entry changes nothing');
    await fill(2, { contract: 'A-2', amount: '200', rate: '5', purpose: '扩产' });
    assert.equal(await statusOf(page, interest), '不符合');
    await entry(2).getByRole('combobox', { name: '用途' }).selectOption({ label: '研发' });
    assert.equal(await statusOf(page, interest), '符合条件');
    const subsidy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: interest }) });
    assert.match(await subsidy.locator('.headline').textContent(), /11万元\/年/);
    assert.deepEqual((await facts())['银行贷款'], [
      { 合同号: 'A-1', 金额: '3000000元', 年利率: '4%', 用途: '研发' },
      { 合同号: 'A-2', 金额: '2000000元', 年利率: '5%', 用途: '研发' },
    ]);
    await entry(1).getByRole('button', { name: '删除第 1 条（银行贷款）' }).click();
    assert.equal(await statusOf(page, interest), '不符合');
    assert.equal(await entry(1).getByRole('textbox', { name: '合同号' }).inputValue(), 'A-2');
  });

  test('keeps its entries while “none” is said', async () => {
    await begin();
    await fill(1, { contract: 'A-1', amount: '600', rate: '4', purpose: '研发' });
    await loans().getByRole('radio', { name: '没有' }).check();
    assert.equal(await loans().getByRole('textbox').count(), 0);
    await begin();
    assert.equal(await entry(1).getByRole('textbox', { name: '金额' }).inputValue(), '600');
    assert.equal(await statusOf(page, interest), '符合条件');
  });

  test('of plain values has one box an entry, named after the list', async () => {
    const orders = list('各笔出口额');
    await begin(orders);
    await orders.getByRole('textbox', { name: '各笔出口额' }).fill('200000');
    await add(orders).click();
    await entry(2, orders).getByRole('textbox').fill('x');
    await entry(2, orders).getByRole('textbox').press('Tab');
    assert.match(await entry(2, orders).locator('.error').textContent(), /第2条不能填“x”/);
    assert.deepEqual((await facts())['出口额'], ['200000元', 'x']);
  });

  test('leads from what is missing to its first control', async () => {
    await page.locator('li.policy').filter({ has: page.getByRole('heading', { name: interest }) }).getByRole('button', { name: '银行贷款' }).click();
    await page.waitForFunction(() => document.querySelector('policy-calculator').shadowRoot.activeElement?.matches('input[type=radio]'));
    assert.equal(await loans().getByRole('radio', { name: '有，逐条填写' }).evaluate((radio) => radio.getRootNode().activeElement === radio), true);
  });
});

describe('what is refused', () => {
  test('is named at its field, kept, and takes nothing else with it', async () => {
    await begin();
    await fill(1, { contract: 'A-1', amount: '600', rate: '4', purpose: '研发' });
    await add().click();
    await add().click();
    await fill(3, { contract: 'A-3', amount: '很多', rate: '30', purpose: '流动资金' });
    await entry(3).getByRole('textbox', { name: '年利率' }).press('Tab');
    const amount = entry(3).getByRole('textbox', { name: '金额' });
    const described = (box) =>
      box.evaluate((input) => input.getRootNode().getElementById(input.getAttribute('aria-describedby'))?.textContent);
    assert.equal(await amount.getAttribute('aria-invalid'), 'true');
    // The second entry is blank, and counts in the message as it does in the form.
    assert.match(await described(amount), /第3条的“金额”不能填“很多”/);
    assert.match(await described(entry(3).getByRole('textbox', { name: '年利率' })), /第3条的“年利率”.*30%/);
    assert.equal(await entry(1).getByRole('textbox', { name: '金额' }).getAttribute('aria-invalid'), null);
    assert.equal(await entry(3).getByRole('textbox', { name: '合同号' }).getAttribute('aria-invalid'), null);
    assert.equal(await amount.inputValue(), '很多');
    assert.equal(await statusOf(page, interest), '符合条件', 'the other entries still count');

    assert.match(await page.locator('.to-correct').textContent(), /2 项需要更正/);
    await page.locator('.to-correct').getByRole('button', { name: '银行贷款第 3 条：金额' }).click();
    await page.waitForFunction((id) => document.querySelector('policy-calculator').shadowRoot.activeElement?.id === id, await amount.getAttribute('id'));
    await amount.fill('100');
    await entry(3).getByRole('textbox', { name: '年利率' }).fill('3');
    assert.equal(await page.locator('.to-correct').count(), 0);
    assert.equal(await amount.getAttribute('aria-invalid'), null);
  });

  test('an entry that stands there twice is named at its key, and the list is left out', async () => {
    await begin();
    await fill(1, { contract: 'A-1', amount: '600', rate: '4', purpose: '研发' });
    assert.equal(await statusOf(page, interest), '符合条件');
    await add().click();
    const contract = entry(2).getByRole('textbox', { name: '合同号' });
    await contract.fill('A-1');
    await contract.press('Tab');
    assert.equal(await contract.getAttribute('aria-invalid'), 'true');
    assert.match(await entry(2).locator('.error').textContent(), /第2条与第1条重复/);
    assert.equal(await statusOf(page, interest), '待补充信息');
    await contract.fill('A-2');
    assert.equal(await statusOf(page, interest), '符合条件');
  });

  test('from outside is told with its entry and field, and what no form shows is kept as it came', async () => {
    const told = await page.locator('policy-calculator').evaluate((element) => {
      const some = element.setFacts({ 银行贷款: [{ 合同号: 'A' }, { 金额: 'x' }], 出口额: ['1元', true] });
      const strange = element.setFacts({ 银行贷款: [{ 合同: 'A' }], 出口额: 5 });
      return { some, strange, kept: element.getFacts() };
    });
    assert.deepEqual(told.some.map(({ message, ...rest }) => rest), [
      { fact: '银行贷款', code: 'wrong_type', entry: 2, field: '金额' },
      { fact: '出口额', code: 'wrong_type', entry: 2 },
    ]);
    assert.deepEqual(told.strange.map(({ fact, code }) => [fact, code]), [['银行贷款', 'unknown_key'], ['出口额', 'wrong_type']]);
    assert.deepEqual(told.kept, { 银行贷款: [{ 合同: 'A' }], 出口额: 5 });
    await loans().locator('.error').waitFor();
    await loans().getByRole('button', { name: '改填' }).click();
    assert.equal(await loans().getByRole('radio', { checked: true }).count(), 0);
    assert.equal(await loans().locator('.error').count(), 0);
  });
});

test('a list with a great many faults is told some of them and left out whole', async () => {
  const many = Array.from({ length: 25 }, (_, index) => ({ 合同号: `A-${index}`, 金额: index === 0 ? '600万元' : '很多', 用途: '研发' }));
  const told = await page.locator('policy-calculator').evaluate((element, loans) => element.setFacts({ 银行贷款: loans }), many);
  assert.deepEqual(told.map(({ entry }) => entry), Array.from({ length: 20 }, (_, index) => index + 2));
  assert.equal(await statusOf(page, interest), '待补充信息');
  assert.equal(await entry(25).getByRole('textbox', { name: '金额' }).inputValue(), '很多');
});

describe('the keyboard and a screen reader', () => {
  test('adding goes to the first field of the new entry, deleting to the entry that takes its place, and both are said', async () => {
    const said = page.locator('[role=status]').last();
    await begin();
    const button = loans().getByRole('button', { name: '添加一条（银行贷款）' });
    await button.focus();
    await page.keyboard.press('Enter');
    await entry(2).waitFor();
    assert.equal(await focused(), await entry(2).getByRole('textbox', { name: '合同号' }).getAttribute('id'));
    assert.equal(await said.textContent(), '已添加银行贷款第 2 条。');
    await page.keyboard.type('B');
    await button.focus();
    await page.keyboard.press('Enter');
    await entry(3).waitFor();
    await page.keyboard.type('C');

    const remove = async (number) => {
      await entry(number).getByRole('button', { name: `删除第 ${number} 条（银行贷款）` }).focus();
      await page.keyboard.press('Enter');
    };
    await remove(2);
    await entry(3).waitFor({ state: 'detached' });
    assert.equal(await focused(), await entry(2).getAttribute('id'));
    assert.equal(await entry(2).getByRole('textbox', { name: '合同号' }).inputValue(), 'C');
    assert.equal(await said.textContent(), '已删除银行贷款第 2 条，还有 2 条。');
    await remove(2);
    await entry(2).waitFor({ state: 'detached' });
    assert.equal(await focused(), await entry(1).getAttribute('id'), 'the last one where none takes its place');
    await remove(1);
    await entry(1).waitFor({ state: 'detached' });
    assert.equal(await focused(), await button.getAttribute('id'));
    assert.equal(await said.textContent(), '已删除银行贷款第 1 条，还有 0 条。');
    assert.deepEqual(await facts(), {}, 'a list whose entries were all deleted is not known');
  });

  test('what a deleted entry had wrong does not stick to a new one', async () => {
    await begin();
    await entry(1).getByRole('textbox', { name: '金额' }).fill('x');
    await entry(1).getByRole('textbox', { name: '金额' }).press('Tab');
    await entry(1).locator('.error').waitFor();
    await entry(1).getByRole('button', { name: /^删除/ }).click();
    await add().click();
    await entry(1).getByRole('textbox', { name: '金额' }).pressSequentially('y');
    assert.equal(await entry(1).locator('.error').count(), 0, 'a problem is shown once its control is left');
  });

  test('the list is a group with a legend, its entries are groups in it', async () => {
    await begin();
    for (const group of [loans(), entry(1)]) assert.equal(await group.evaluate(({ tagName }) => tagName), 'FIELDSET');
    assert.equal(await entry(1).getByRole('combobox', { name: '已还清' }).count(), 1);
    assert.equal(await entry(1).getByRole('group', { name: '担保方式' }).getByRole('checkbox').count(), 5);
    assert.equal(await loans().evaluate((group) => group.getRootNode().getElementById(group.getAttribute('aria-describedby')).textContent), '近三年有哪些银行贷款？');
  });
});

/** Two loans, one with faults, and the shorter lists. */
const sample = {
  银行贷款: [
    { 合同号: 'SZ-2024-018', 金额: '600万元', 年利率: '4.2%', 放款日: '2024-03-01', 期限: '3年', 用途: '研发', 已还清: false, 担保: ['抵押'] },
    { 合同号: 'SZ-2025-007', 金额: '很多', 用途: '周转', 年利率: '30%' },
  ],
  资质证书: [{ 名称: 'CNAS', 发证日: '2024-06-01' }, { 名称: 'TC' }],
  出口额: ['20万元', '35万元'],
};

for (const [width, height] of [[1280, 1000], [390, 844]]) {
  for (const lang of ['zh-CN', 'en']) {
    test(`no violations at ${width} in ${lang}, and a picture`, async () => {
      const own = await web.open('', { width, height, bypassCSP: true }); // for axe's own script
      await ready(own.page);
      await openSection(own.page, '财务');
      await own.page.addScriptTag({ path: axe });
      const element = own.page.locator('policy-calculator');
      await element.evaluate((calculator, tag) => ((calculator.lang = tag), document.documentElement.setAttribute('lang', tag)), lang);
      await element.evaluate((calculator, given) => calculator.setFacts(given), sample);
      await own.page.locator('.section .cell .error').first().waitFor();
      const violations = await own.page.evaluate(async () => {
        const { violations: found } = await window.axe.run(document, { resultTypes: ['violations'] });
        return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.flat().join(' ')} ${node.failureSummary}`).join('; ')}`);
      });
      assert.deepEqual(violations, []);
      const [inner, scroll] = await own.page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
      assert.ok(scroll <= inner, `${scroll} wide on a page of ${width}`);
      await own.page.evaluate(() => scrollTo(0, 0));
      await picture(own.page, `lists-${width}-${lang}`, { fullPage: width > 390 });
      if (width === 390) {
        await own.page.locator('.section .entry').nth(1).evaluate((entry) => entry.scrollIntoView());
        await picture(own.page, `lists-${width}-${lang}-entries`);
      }
      await own.close();
    });
  }
}

test('targets are large enough for a thumb', async () => {
  const own = await web.open('', { width: 390, height: 844, hasTouch: true, isMobile: true });
  await ready(own.page);
  await openSection(own.page, '财务');
  await own.page.locator('policy-calculator').evaluate((calculator, given) => calculator.setFacts(given), sample);
  const small = await own.page.locator('policy-calculator').evaluate((element) =>
    [...element.shadowRoot.querySelectorAll('.list :is(button, select, input[type=text], label:has(input))')]
      .map((target) => ({ text: target.textContent.trim().slice(0, 20), height: target.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44),
  );
  assert.deepEqual(small, []);
  await own.close();
});
