// Nothing leaves the page: whatever is typed, no request follows, and no trace of it stands anywhere but in the form.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { contentSecurityPolicy } from '../../scripts/serve.mjs';
import { openAll, ready, site } from './site.mjs';

let web;
before(async () => {
  web = await site();
});
after(() => web.close());

/** What is typed into the fields: nowhere else may these digits be found. */
const canary = '7391846205';

test('the whole page can be used without one more request, and leaves no trace', async () => {
  const { page, requests, complaints, close } = await web.open();
  await ready(page);
  await page.waitForLoadState('networkidle');
  const [asked, served] = [requests.length, web.served.length];
  assert.ok(asked > 3 && served > 3, 'the counters count');
  const messages = [];
  await page.exposeFunction('heard', (text) => messages.push(text));
  await page.evaluate(() => {
    addEventListener('message', (event) => window.heard(JSON.stringify(event.data)));
    for (const name of ['ready', 'change', 'result', 'error']) {
      addEventListener(`policy-calculator:${name}`, (event) => window.heard(JSON.stringify(event.detail)));
    }
  });

  await openAll(page);
  // Straight into the controls, as quickly as a script can: every text box, select, radio button and check box.
  const touched = await page.locator('policy-calculator').evaluate((element, text) => {
    const controls = [...element.shadowRoot.querySelectorAll('.form input, .form select')];
    for (const control of controls) {
      if (control.type === 'text') control.value = text;
      else if (control.tagName === 'SELECT') control.selectedIndex = Math.min(1, control.options.length - 1);
      else if (control.closest('.check')) continue;
      else control.checked = true;
      for (const name of ['input', 'change']) control.dispatchEvent(new Event(name, { bubbles: true }));
    }
    return controls.length;
  }, canary);
  assert.ok(touched > 150, `only ${touched} controls`);
  for (const button of await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').all()) await button.click();
  await page.locator('.field input[type=text]').first().fill(canary);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByLabel('基准日').fill('2025-06-30');
  await page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    window.dispatchEvent(new Event('afterprint'));
  });
  await page.waitForTimeout(300);

  assert.deepEqual(requests.slice(asked), [], 'the browser asked for something');
  assert.deepEqual(web.served.slice(served), [], 'something arrived at the server');
  assert.deepEqual(complaints, []);
  const places = await page.evaluate(async () => ({
    url: location.href,
    title: document.title,
    name: window.name,
    cookie: document.cookie,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    databases: JSON.stringify(await indexedDB.databases()),
    caches: JSON.stringify(await caches.keys()),
    history: JSON.stringify(history.state),
    markup: document.documentElement.outerHTML,
  }));
  for (const [place, text] of Object.entries({ ...places, messages: messages.join() })) {
    assert.ok(!text.includes(canary), `${place} holds what was typed`);
  }
  assert.ok(messages.length > 10, 'events were heard');
  assert.deepEqual([places.local, places.session, places.cookie, places.databases, places.caches], ['{}', '{}', '', '[]', '[]']);
  await close();
});

test('it keeps computing without a network', async () => {
  const { page, complaints, close } = await web.open();
  await ready(page);
  await page.context().setOffline(true);
  await page.getByRole('group', { name: '载入示例企业' }).getByRole('button').first().click();
  await page.getByRole('heading', { name: /^符合条件/ }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('the policy under which this is tested is the strict one', async () => {
  const response = await fetch(web.url);
  assert.equal(response.headers.get('content-security-policy'), contentSecurityPolicy);
  assert.match(contentSecurityPolicy, /default-src 'none'/);
  assert.doesNotMatch(contentSecurityPolicy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|data:|\*/);
});
