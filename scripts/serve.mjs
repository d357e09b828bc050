// Serves built files on this machine, under the strict Content-Security-Policy that a careful portal would set.
// `npm start` serves the demo page with it; tests import `serve`.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

import { isMain, main, print, root, Stop } from './lib/step.mjs';

/** Nothing inline, nothing from elsewhere, nothing framed by others; WebAssembly may be compiled, text may not be run. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const types = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * Serves `folder` and answers `{ url, port, server, close }`. `mounts` puts other folders under a path, such as
 * `{ '/dist/': 'dist' }`; `policy` replaces the Content-Security-Policy. Nothing is kept by the browser, since a rebuilt page must not
 * meet yesterday's parts, unless `cacheControl` says otherwise. Port 0 takes any free one, another the next
 * free one at or above it.
 */
export async function serve({
  folder = path.join(root, 'dist/demo'),
  mounts = {},
  port = 0,
  host = '127.0.0.1',
  policy = contentSecurityPolicy,
  cacheControl = 'no-store',
} = {}) {
  const places = Object.entries({ ...mounts, '/': folder })
    .map(([prefix, place]) => [prefix, path.resolve(root, place)])
    .sort(([a], [b]) => b.length - a.length);
  const server = createServer((request, response) => {
    answer(request, response, places, { policy, cacheControl }).catch(() => end(response, 500, 'Internal error'));
  });
  const taken = await listen(server, host, port);
  return {
    server,
    port: taken,
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Listens on `port` or the next free one, and answers which. */
async function listen(server, host, port) {
  for (let candidate = port; candidate <= 65_535; candidate++) {
    const error = await new Promise((resolve) => {
      server.once('error', resolve);
      server.listen(candidate, host, () => {
        server.removeListener('error', resolve);
        resolve(undefined);
      });
    });
    if (error === undefined) return server.address().port;
    if (error.code !== 'EADDRINUSE') throw error;
  }
  throw new Error(`no port at or above ${port} is free`);
}

async function answer(request, response, places, { policy, cacheControl }) {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cache-Control', cacheControl);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return end(response, 405, 'Method not allowed');
  }
  const file = locate(request.url, places);
  const found = file && (await stat(file).catch(() => undefined));
  if (!found) {
    // Browsers ask for this unbidden, and would call its absence an error of the page.
    return request.url === '/favicon.ico' ? response.writeHead(204).end() : end(response, 404, 'Not found');
  }
  if (found.isDirectory()) {
    // Relative links of the page need the slash. One slash in front: two would name another host.
    response.setHeader('Location', `/${request.url.split('?')[0].replace(/^\/+/, '')}/`);
    return end(response, 301, 'Moved');
  }
  response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', found.size);
  response.writeHead(200);
  if (request.method === 'HEAD') return response.end();
  return createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** The file that a request's path means, or undefined; never one outside its folder. */
function locate(url, places) {
  let name;
  try {
    name = decodeURIComponent(url.split(/[?#]/)[0]);
  } catch {
    return undefined;
  }
  if (!name.startsWith('/') || name.includes('\0')) return undefined;
  const place = places.find(([prefix]) => name.startsWith(prefix));
  if (!place) return undefined;
  const [prefix, folder] = place;
  const file = path.join(folder, name.slice(prefix.length), name.endsWith('/') ? 'index.html' : '');
  return file === folder || file.startsWith(folder + path.sep) ? file : undefined;
}

function end(response, status, text) {
  if (!response.headersSent) {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.writeHead(status);
  }
  response.end(`${text}\n`);
}

/** The port that PORT asks for. */
export function wantedPort() {
  const text = process.env.PORT ?? '8080';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Stop(`PORT must be a number from 0 to 65535, not ${text}`);
  return port;
}

/** Serves the demo page until Ctrl-C. */
export async function serveDemo() {
  const port = wantedPort();
  const served = await serve({ port, host: process.env.HOST ?? '127.0.0.1' });
  if (port !== 0 && served.port !== port) print(`Port ${port} is taken; using ${served.port}.`);
  print(`The demo page: ${served.url}   (Ctrl-C ends it)`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => served.close().then(() => process.exit(0)));
  return served;
}

if (isMain(import.meta.url)) await main(serveDemo);
