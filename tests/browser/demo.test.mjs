// The demo portal page in a real browser, under its strict Content-Security-Policy: a person fills in the form.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { count, openSection, picture, ready, site, statusOf } from './site.mjs';

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
});
afterEach(async () => {
  assert.deepEqual(visit.complaints, [], 'the page complained');
  await visit.close();
});

// In their sections: the card of next questions may hold the same ones.
const group = (name) => page.locator('.section').getByRole('group', { name, exact: true });
const figure = (name) => page.locator('.section').getByRole('textbox', { name, exact: true });

/** Answers the questions that the income tax relief asks. */
async function fillRelief() {
  await openSection(page, '主体');
  await page.locator('.section').getByRole('combobox', { name: '主体类型' }).selectOption({ label: '公司（企业法人）' });
  await openSection(page, '税收');
  await openSection(page, '人员');
  await openSection(page, '财务');
  await figure('企业所得税年度应纳税所得额').fill('300');
  await group('从事国家限制或禁止行业').getByRole('radio', { name: '否' }).check();
  await figure('全年季度平均从业人数（含劳务派遣）').fill('300');
  await figure('全年季度平均资产总额').fill('5000');
}

describe('the six finders', () => {
  const finder = (name) => page.getByRole('group', { name: '按想找的东西看' }).getByRole('button', { name });
  const total = async () => {
    const counts = await page.locator('.counts .count').allTextContents();
    return counts.reduce((sum, count) => sum + Number(count), 0);
  };

  test('show the entries of one kind, and all again', async () => {
    const all = await total();
    let parts = 0;
    for (const name of [/^找政策/, /^找空间/, /^找服务/, /^找市场/, /^找人才/, /^找资金/]) {
      await finder(name).click();
      assert.equal(await finder(name).getAttribute('aria-pressed'), 'true');
      const named = Number(await finder(name).locator('.finder-count').textContent());
      assert.ok(named >= 3, `${name} has ${named} entries`);
      assert.equal(await total(), named);
      parts += named;
    }
    assert.equal(parts, all, 'every entry has one kind');
    await finder(/^全部/).click();
    assert.equal(await total(), all);
  });
});

describe('a profile that is typed', () => {
  test('turns the verdict with every answer', async () => {
    assert.equal(await count(page, '符合'), 0);
    assert.equal(await count(page, '不符合'), 0);
    assert.equal(await statusOf(page, relief), '待补充信息');
    await fillRelief();
    assert.equal(await statusOf(page, relief), '符合条件');
    const policy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: relief }) });
    assert.match(await policy.locator('.headline').textContent(), /60万元\/年/);
    assert.match(await page.locator('.totals').textContent(), /税收减免.*60万元/s);

    await figure('企业所得税年度应纳税所得额').fill('300.01');
    assert.equal(await statusOf(page, relief), '不符合');
    assert.match(await policy.locator('.up-front').textContent(), /应纳税所得额不超过300万元/);

    await figure('企业所得税年度应纳税所得额').fill('');
    assert.equal(await statusOf(page, relief), '待补充信息');
  });

  test('updates with every keystroke and keeps the focus', async () => {
    await fillRelief();
    const income = figure('企业所得税年度应纳税所得额');
    await income.fill('');
    const seen = [];
    for (const key of '3000') {
      await income.press(key);
      seen.push(await statusOf(page, relief));
      assert.equal(await income.evaluate((input) => input.getRootNode().activeElement === input), true);
    }
    assert.deepEqual(seen, ['符合条件', '符合条件', '符合条件', '不符合']);
    assert.equal(await income.inputValue(), '3000');
  });

  test('says what a figure is read as', async () => {
    await openSection(page, '财务');
    await figure('上年末资产总额').fill('18000000');
    assert.match(await group('上年末资产总额').textContent(), /即 1,800亿元/);
  });

  test('“不清楚” is an answer, and never a no', async () => {
    await fillRelief();
    const staff = group('全年季度平均从业人数（含劳务派遣）');
    await staff.getByRole('checkbox', { name: '不清楚' }).check();
    assert.equal(await statusOf(page, relief), '待补充信息');
    assert.equal(await staff.getByRole('textbox').isDisabled(), true);
    await staff.getByRole('checkbox', { name: '不清楚' }).uncheck();
    assert.equal(await staff.getByRole('textbox').inputValue(), '300');
    assert.equal(await statusOf(page, relief), '符合条件');

    await group('从事国家限制或禁止行业').getByRole('radio', { name: '不清楚' }).check();
    assert.equal(await statusOf(page, relief), '待补充信息');
    assert.equal((await facts())['从事国家限制或禁止行业'], null);
  });

  test('a range is as good as a figure where it settles the matter', async () => {
    await fillRelief();
    const income = group('企业所得税年度应纳税所得额');
    await income.getByRole('button', { name: '改为选区间' }).click();
    assert.equal(await statusOf(page, relief), '待补充信息');
    await income.getByRole('combobox').selectOption({ label: '100万元 以上，不足 300万元' });
    assert.equal(await statusOf(page, relief), '符合条件');
    const policy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: relief }) });
    assert.match(await policy.locator('.headline').textContent(), /20万元–/);
    await income.getByRole('button', { name: '改为填准确数' }).click();
    assert.equal(await income.getByRole('textbox').inputValue(), '300');
  });

  test('what cannot be read is kept, named under its field, and left out', async () => {
    await fillRelief();
    const income = figure('企业所得税年度应纳税所得额');
    await income.fill('三百万');
    await income.press('Tab');
    assert.equal(await income.inputValue(), '三百万');
    assert.equal(await income.getAttribute('aria-invalid'), 'true');
    const described = await income.evaluate((input) =>
      input.getAttribute('aria-describedby').split(' ').map((id) => input.getRootNode().getElementById(id)?.textContent).join(' '),
    );
    assert.match(described, /应纳税所得额.*三百万/s);
    assert.equal(await statusOf(page, relief), '待补充信息');
    assert.match(await page.locator('.to-correct').textContent(), /1 项需要更正/);
    assert.equal(await figure('全年季度平均资产总额').inputValue(), '5000');
    await income.fill('300');
    assert.equal(await income.getAttribute('aria-invalid'), null);
    assert.equal(await page.locator('.to-correct').count(), 0);
    assert.equal(await statusOf(page, relief), '符合条件');
  });

  test('one bad year does not take the good ones with it', async () => {
    await openSection(page, '财务');
    const revenue = group('营业收入（万元）');
    await revenue.getByRole('textbox', { name: '2024 年' }).fill('很多');
    await revenue.getByRole('textbox', { name: '2025 年' }).fill('1800');
    await revenue.getByRole('textbox', { name: '2025 年' }).press('Tab');
    assert.equal(await revenue.getByRole('textbox', { name: '2024 年' }).getAttribute('aria-invalid'), 'true');
    assert.equal(await revenue.getByRole('textbox', { name: '2025 年' }).getAttribute('aria-invalid'), null);
    assert.equal(await revenue.getByRole('textbox', { name: '2024 年' }).inputValue(), '很多');
    await page.locator('#as-of').fill('2026-11-23');
  });

  test('a company that did not exist yet has a shorter series', async () => {
    await openSection(page, '财务');
    const revenue = group('营业收入（万元）');
    await revenue.getByRole('checkbox', { name: '当年尚未成立' }).check();
    assert.equal(await revenue.getByRole('textbox').count(), 2);
    await revenue.getByRole('textbox', { name: '2025 年' }).fill('1800');
    assert.deepEqual((await facts())['营业收入'], [null, '18000000元']);
    await openSection(page, '主体');
    await figure('成立日期').fill('2025年3月1日');
    assert.equal(await revenue.getByRole('textbox').count(), 1);
    assert.deepEqual((await facts())['营业收入'], ['18000000元']);
  });

  test('a place is chosen step by step, and need not be chosen to the end', async () => {
    await openSection(page, '主体');
    const place = group('实际经营地');
    await place.getByRole('combobox').nth(0).selectOption({ label: '广东省' });
    await place.getByRole('combobox').nth(1).selectOption({ label: '深圳市' });
    assert.equal((await facts())['实际经营地'], '440300');
    await place.getByRole('combobox').nth(2).selectOption({ label: '南山区' });
    await place.getByRole('combobox').nth(3).selectOption({ label: '粤海街道' });
    assert.equal((await facts())['实际经营地'], '440305007');
    await place.getByRole('combobox').nth(0).selectOption({ label: '北京市' });
    assert.equal(await place.getByRole('combobox').count(), 1);
    assert.equal((await facts())['实际经营地'], '110000');
    await place.getByRole('combobox').nth(0).selectOption({ label: '不清楚' });
    assert.equal((await facts())['实际经营地'], null);
  });

  test('a set can be empty, and that is an answer', async () => {
    await openSection(page, '研发与知识产权');
    const awards = group('获得的科技奖励（排名前三）');
    await awards.getByRole('checkbox').nth(0).check();
    assert.deepEqual((await facts())['科技奖励'], ['近三年国家级前三']);
    await awards.getByRole('checkbox', { name: '以上都没有' }).check();
    assert.deepEqual((await facts())['科技奖励'], []);
    assert.equal(await awards.getByRole('checkbox').nth(0).isChecked(), false);
  });

  const facts = () => page.locator('policy-calculator').evaluate((element) => element.getFacts());
});

describe('results', () => {
  test('a missing fact leads to its question', async () => {
    const policy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: relief }) });
    await policy.getByRole('button', { name: '企业所得税年度应纳税所得额' }).click();
    await page.waitForFunction(
      () => document.querySelector('policy-calculator').shadowRoot.activeElement?.matches('input[type=text]'),
    );
    await page.keyboard.type('120');
    assert.equal(await figure('企业所得税年度应纳税所得额').inputValue(), '120');
  });

  test('a policy opens to its conditions, clauses, amounts, procedure and source', async () => {
    await fillRelief();
    const policy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: relief }) });
    await policy.locator('summary').first().click();
    const text = await policy.locator('.body').textContent();
    for (const words of ['满足', '第五条', '按公式计算', '每年', '免申即享', '财政部 税务总局公告2023年第12号', '官方正文抄本', '核对', '有效期']) {
      assert.ok(text.includes(words), words);
    }
  });

  test('what is not in force says why, leads to its successor, and promises nothing', async () => {
    const old = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: /2023—2025|旧|2023/ }) });
    await old.first().waitFor();
    const group = page.locator('section.group').filter({ has: page.getByRole('heading', { name: /^不在执行期/ }) });
    assert.match(await group.textContent(), /已被新政策取代/);
    assert.match(await group.textContent(), /征求意见稿，尚未施行/);
    await group.locator('.up-front').getByRole('button').first().click();
    await page.waitForFunction(() => document.querySelector('policy-calculator').shadowRoot.activeElement?.matches('li.policy summary'));
    assert.equal(await group.locator('.headline').count(), 0);
  });

  test('the form can be limited to the questions of one policy', async () => {
    const policy = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: relief }) });
    await policy.locator('summary').first().click();
    await policy.getByRole('button', { name: /只填这项政策要用的指标/ }).click();
    assert.ok((await page.locator('.section .field').count()) <= 8);
    assert.match(await page.locator('.limited').textContent(), /只显示“小型微利企业/);
    await page.getByRole('button', { name: '显示全部指标' }).click();
    await page.locator('.section .field').nth(50).waitFor({ state: 'attached' });
  });

  test('the questions of closed sections are there too, soon after the page is', async () => {
    // A browser's own search opens the section in which it finds something.
    const counts = () => page.locator('.section').evaluateAll((sections) => sections.map((section) => section.querySelectorAll('.fields > .field').length));
    const promised = await page.locator('.section > summary .progress').allTextContents();
    const expected = promised.map((text) => Number(/\d+$/.exec(text.trim())?.[0] ?? NaN));
    await page.waitForFunction(() => {
      const sections = [...document.querySelector('policy-calculator').shadowRoot.querySelectorAll('.section')];
      return sections.every((section) => section.querySelector('.fields > .field'));
    });
    assert.deepEqual(await counts(), expected);
    assert.equal(await page.locator('.section[open]').count(), 0);
  });
});

describe('the page around it', () => {
  test('loads each sample company', async () => {
    const samples = page.getByRole('group', { name: '载入示例企业' }).getByRole('button');
    assert.equal(await samples.count(), 3);
    const seen = new Set();
    for (const sample of await samples.all()) {
      await sample.click();
      assert.equal(await page.locator('.to-correct').count(), 0, 'a sample has no faulty facts');
      assert.ok((await count(page, '符合')) > 0);
      seen.add(await page.locator('.results').textContent());
    }
    assert.equal(seen.size, 3);
    await page.getByRole('button', { name: '全部清空' }).click();
    assert.equal(await count(page, '符合'), 0);
  });

  test('another day has other policies, and the same answers', async () => {
    await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').nth(2).click();
    assert.equal(await statusOf(page, /起征点与3%减按1%/), '符合条件');
    await page.getByLabel('基准日').fill('2025-06-30');
    await page.getByText('按 2025-06-30 的政策').waitFor();
    assert.equal(await statusOf(page, /起征点与3%减按1%/), '不在执行期');
    await page.getByLabel('基准日').fill('2026-11-23');
    assert.equal(await statusOf(page, /起征点与3%减按1%/), '符合条件');
  });

  test('speaks English, and Chinese again', async () => {
    await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').first().click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Results', exact: true }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Policy calculator' }).isVisible(), true);
    assert.equal(await page.title(), 'Policy calculator · Nanshan Business Services (demo)');
    const headings = await page.locator('policy-calculator').getByRole('heading').allInnerTexts();
    assert.deepEqual(headings.filter((text) => /\p{Script=Han}/u.test(text)), []);
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '测算结果' }).waitFor();
  });

  test('can be used with the keyboard alone, faster than idle moments come', async () => {
    await page.addInitScript(() => {
      globalThis.requestIdleCallback = () => 0;
    });
    await page.reload();
    await ready(page);
    await page.locator('.section > summary').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focused = () => page.locator('policy-calculator').evaluate((element) => element.shadowRoot.activeElement?.tagName);
    assert.match(await focused(), /^(INPUT|SELECT)$/);
    await page.locator('li.policy summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('li.policy .body').first().waitFor();
  });

  test('prints with everything open', async () => {
    await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').first().click();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('li.policy .body').count(), await page.locator('li.policy').count());
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('li.policy .body').count(), 0);
  });

  test('is kept in pictures', async () => {
    await picture(page, 'demo-1280-empty');
    await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').first().click();
    await picture(page, 'demo-1280');
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'demo-390', { fullPage: false });
    await page.getByRole('button', { name: '查看结果' }).click();
    await page.waitForTimeout(600);
    await picture(page, 'demo-390-results');
  });
});
