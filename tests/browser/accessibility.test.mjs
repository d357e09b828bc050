// axe-core finds nothing to complain of: both languages, wide and narrow, empty, filled, wrong and opened.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { openAll, openSection, ready, site } from './site.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');

let web;
before(async () => {
  web = await site();
});
after(() => web.close());

/** What axe finds, in a form that reads well when it is not empty. */
async function violations(page) {
  const found = await page.evaluate(async () => {
    const { violations: list } = await window.axe.run(document, { resultTypes: ['violations'] });
    return list.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.flat().join(' ')} ${node.failureSummary}`).join('; ')}`);
  });
  return found;
}

for (const [width, height] of [[1280, 900], [390, 844]]) {
  for (const lang of ['zh', 'en']) {
    test(`no violations at ${width} in ${lang}`, async () => {
      const { page, close } = await web.open('', { width, height, bypassCSP: true }); // for axe's own script
      await ready(page);
      await page.addScriptTag({ path: axe });
      if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
      assert.deepEqual(await violations(page), [], 'empty');

      // Everything open, one wrong answer, one “I don't know”, one range.
      await page.locator('#samples button').first().click();
      await openAll(page);
      const box = page.locator('.figure input[type=text]').nth(3);
      await box.fill('?');
      await box.press('Tab');
      await page.locator('.error').first().waitFor();
      await page.locator('.figure .check input').nth(5).check();
      await page.locator('.figure .link').nth(2).click();
      assert.deepEqual(await violations(page), [], 'filled and opened');
      await close();
    });
  }
}

test('targets are large enough for a thumb', async () => {
  const { page, close } = await web.open('', { width: 390, height: 844, hasTouch: true, isMobile: true });
  await ready(page);
  await openSection(page, '财务');
  const small = await page.locator('policy-calculator').evaluate((element) => {
    // A control inside a label is hit by hitting the label.
    const targets = [...element.shadowRoot.querySelectorAll('button, select, input[type=text], summary, label:has(input)')];
    return targets
      .filter((target) => target.checkVisibility() && !target.closest('li'))
      .map((target) => ({ text: target.textContent.trim().slice(0, 20), height: target.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44);
  });
  assert.deepEqual(small, []);
  await close();
});

test('nothing runs out of the page sideways', async () => {
  for (const width of [320, 390, 768, 1280]) {
    const { page, close } = await web.open('', { width, height: 800 });
    await ready(page);
    await page.locator('#samples button').first().click();
    await openAll(page);
    const [inner, scroll] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
    assert.ok(scroll <= inner, `${scroll} wide on a page of ${width}`);
    await close();
  }
});

test('forced colours and reduced motion are honoured', async () => {
  const { page, complaints, close } = await web.open('', { forcedColors: 'active', reducedMotion: 'reduce' });
  await ready(page);
  await page.locator('#samples button').first().click();
  assert.deepEqual(complaints, []);
  await close();
});
