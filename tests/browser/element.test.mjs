// The element as portals embed it: by URL, by bytes where nothing may be connected to, as a classic script, and beside others.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { root } from '../../scripts/lib/step.mjs';
import { openSection, ready, site } from './site.mjs';

const folder = path.join(root, 'target', 'embedding');
const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'";
const page = (head, body) => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>嵌入</title>${head}</head><body>${body}</body></html>`;

const pages = {
  // The catalog is a module: no connection is needed at all.
  'bytes.html': page('<script type="module" src="bytes.js"></script>', '<policy-calculator></policy-calculator>'),
  'bytes.js': `import '/dist/element.js';
    import { catalog } from '/dist/catalog.js';
    window.heard = [];
    const element = document.querySelector('policy-calculator');
    for (const name of ['ready', 'change', 'result', 'error']) {
      document.addEventListener('policy-calculator:' + name, (event) => window.heard.push([name, event.detail]));
    }
    element.catalog = catalog;`,
  'classic.html': page('<script defer src="/dist/element.iife.js"></script>', '<policy-calculator src="/dist/catalog.bin" lang="en" as-of="2026-05-01"></policy-calculator>'),
  'calculator.html': page('<script type="module" src="calculator.js"></script>', '<policy-calculator id="a"></policy-calculator><policy-calculator id="b" lang="en"></policy-calculator>'),
  'calculator.js': `import '/dist/element.js';
    import { loadCalculator } from '/dist/index.js';
    import { catalog } from '/dist/catalog.js';
    const calculator = await loadCalculator(catalog);
    for (const element of document.querySelectorAll('policy-calculator')) element.catalog = calculator;`,
  'broken.html': page('<script type="module" src="broken.js"></script>', '<policy-calculator></policy-calculator>'),
  'broken.js': `import '/dist/element.js';
    window.heard = [];
    document.addEventListener('policy-calculator:error', (event) => window.heard.push(event.detail));
    document.querySelector('policy-calculator').catalog = new Uint8Array(100);`,
};

let closed;
let open;
before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(pages)) await writeFile(path.join(folder, name), text);
  const mounts = { '/dist/': 'dist' };
  [closed, open] = await Promise.all([site({ folder, mounts, policy: strict }), site({ folder, mounts })]);
});
after(() => Promise.all([closed.close(), open.close()]));

test("works under connect-src 'none' and style-src 'none' when it is given bytes", async () => {
  const { page, complaints, close } = await closed.open('bytes.html');
  await ready(page);
  await page.locator('policy-calculator').evaluate((element) => element.setFacts({ 主体类型: '个体工商户', 从业人员: 4 }));
  await page.getByRole('heading', { name: /^不符合/ }).waitFor();
  const columns = await page.locator('.columns').evaluate((element) => getComputedStyle(element).display);
  assert.equal(columns, 'grid', 'its styles are there');
  assert.deepEqual(complaints, []);
  await close();
});

test('events tell ids and statuses, and never an answer', async () => {
  const { page, close } = await closed.open('bytes.html');
  await ready(page);
  await openSection(page, '主体');
  await page.locator('.section').getByRole('textbox', { name: '成立日期' }).fill('2018-05-01');
  const heard = await page.evaluate(() => window.heard);
  assert.deepEqual([...new Set(heard.map(([name]) => name))].sort(), ['change', 'ready', 'result']);
  const [, last] = heard.findLast(([name]) => name === 'result');
  assert.deepEqual(Object.keys(last), ['asOf', 'verdicts']);
  assert.deepEqual(Object.keys(last.verdicts[0]), ['policy', 'status']);
  assert.deepEqual(heard.findLast(([name]) => name === 'change')[1], { facts: ['成立日期'] });
  assert.ok(!JSON.stringify(heard).includes('2018-05-01'));
  await close();
});

test('getFacts, setFacts and reset', async () => {
  const { page, close } = await closed.open('bytes.html');
  await ready(page);
  const results = await page.locator('policy-calculator').evaluate((element) => {
    const given = { 主体类型: '企业法人', 从业人员: 60, 资产总额: '2600万元', 科技奖励: [], 民营企业: null, 营业收入: ['1200万元', null, '2700万元'] };
    const problems = element.setFacts({ ...given, 应纳税所得额: '很多', 没有这个指标: 1 });
    const facts = element.getFacts();
    element.reset();
    return { problems, facts, empty: element.getFacts() };
  });
  assert.deepEqual(results.problems.map(({ fact }) => fact).sort(), ['应纳税所得额', '没有这个指标'].sort());
  assert.deepEqual(results.facts, {
    主体类型: '企业法人',
    从业人员: '60',
    资产总额: '26000000元',
    科技奖励: [],
    民营企业: null,
    营业收入: ['12000000元', null, '27000000元'],
    应纳税所得额: '很多',
  });
  assert.deepEqual(results.empty, {});
  await close();
});

test('facts set before the catalog is there wait for it', async () => {
  const { page, close } = await closed.open('bytes.html');
  await page.evaluate(() => {
    const element = document.createElement('policy-calculator');
    element.id = 'early';
    element.setFacts({ 主体类型: '个体工商户' });
    element.catalog = document.querySelector('policy-calculator').catalog;
    document.body.append(element);
  });
  await page.waitForFunction(() => document.querySelector('#early').shadowRoot.querySelector('.results'));
  assert.deepEqual(await page.locator('#early').evaluate((element) => element.getFacts()), { 主体类型: '个体工商户' });
  await close();
});

test('the classic script loads a catalog from a URL, with attributes alone', async () => {
  const { page, complaints, close } = await open.open('classic.html');
  await page.getByRole('heading', { name: 'Results', exact: true }).waitFor();
  await page.getByText('Policies as of 2026-05-01').waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('two elements share a calculator and keep their own answers and languages', async () => {
  const { page, complaints, close } = await open.open('calculator.html');
  await page.locator('#a').getByRole('heading', { name: '测算结果' }).waitFor();
  await page.locator('#b').getByRole('heading', { name: 'Results', exact: true }).waitFor();
  await page.locator('#a').evaluate((element) => element.setFacts({ 主体类型: '个体工商户' }));
  assert.deepEqual(await page.locator('#b').evaluate((element) => element.getFacts()), {});
  assert.deepEqual(complaints, []);
  await close();
});

test('a catalog that cannot be read is said, in the page and as an event', async () => {
  const { page, close } = await open.open('broken.html');
  await page.getByRole('alert').getByText('政策规则没有载入').waitFor();
  const heard = await page.evaluate(() => window.heard);
  assert.equal(heard.length, 1);
  assert.ok(heard[0].code && heard[0].message);
  await close();
});

test('a day that does not exist is refused, and the next good one is taken', async () => {
  const { page, close } = await closed.open('bytes.html');
  await ready(page);
  await page.locator('policy-calculator').evaluate((element) => element.setFacts({ 主体类型: '个体工商户' }));
  await page.locator('policy-calculator').evaluate((element) => element.setAttribute('as-of', '2026-02-30'));
  await page.getByRole('alert').waitFor();
  await page.locator('policy-calculator').evaluate((element) => element.setAttribute('as-of', '2026-02-28'));
  await page.getByText('按 2026-02-28 的政策').waitFor();
  assert.deepEqual(await page.locator('policy-calculator').evaluate((element) => element.getFacts()), { 主体类型: '个体工商户' });
  await close();
});
