// The server of the demo page: its headers, its types, the next free port, and nothing outside its folder.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { contentSecurityPolicy, serve } from '../../scripts/serve.mjs';

describe('the demo server', () => {
  let folder;
  let served;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'policy-calculator-'));
    await mkdir(path.join(folder, 'site/below'), { recursive: true });
    const files = { 'secret.txt': 'secret', 'site/index.html': 'page', 'site/engine.wasm': '', 'site/below/index.html': 'below' };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    served = await serve({ folder: path.join(folder, 'site') });
  });
  after(async () => {
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Asks for a path as it is written: `fetch` would tidy it first. */
  function get(target, method = 'GET') {
    return new Promise((resolve, reject) => {
      request({ port: served.port, host: '127.0.0.1', path: target, method }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      })
        .on('error', reject)
        .end();
    });
  }

  test('sends the page under the strict policy', async () => {
    const { status, headers, body } = await get('/?query');
    assert.deepEqual([status, body], [200, 'page']);
    assert.equal(headers['content-security-policy'], contentSecurityPolicy);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal((await get('/engine.wasm')).headers['content-type'], 'application/wasm');
  });

  test('sends nothing from outside its folder', async () => {
    for (const target of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/below/../../secret.txt', '/%00', '/%zz']) {
      const { status, body } = await get(target);
      assert.deepEqual([status, body], [404, 'Not found\n'], target);
    }
  });

  test('redirects to a folder on this host only', async () => {
    for (const target of ['/below', '//below']) assert.equal((await get(target)).headers.location, '/below/', target);
    assert.equal((await get('/', 'POST')).status, 405);
  });

  test('takes the next free port', async () => {
    const other = await serve({ folder, port: served.port });
    assert.ok(other.port > served.port);
    await other.close();
  });
});
