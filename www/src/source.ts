/** Where a catalog's bytes come from: handed over as they are, or fetched. */

import { SOURCES, typeName } from './arguments.js';
import { CatalogError, UsageError } from './errors.js';

/** The bytes of a compiled catalog, or where they are. */
export type CatalogSource = Uint8Array | ArrayBuffer | URL | string | Response;

/** The bytes of `source`. Only a URL makes a request. */
export async function readBytes(source: CatalogSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (typeof Response !== 'undefined' && source instanceof Response) return readResponse(source);
  if (source instanceof URL || (typeof source === 'string' && source !== '')) return readResponse(await get(source));
  throw new UsageError('wrong_argument', 'source', `source must be ${SOURCES}, not ${describe(source)}`);
}

function describe(source: unknown): string {
  return source === '' ? 'an empty text' : typeName(source);
}

async function get(url: URL | string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (cause) {
    throw new CatalogError('not_fetched', 'source', `the catalog at ${url} could not be fetched`, { cause });
  }
}

async function readResponse(response: Response): Promise<Uint8Array> {
  if (!response.ok) {
    const message = `the catalog at ${response.url || 'the given Response'} could not be fetched: ${response.status} ${response.statusText}`;
    throw new CatalogError('not_fetched', 'source', message.trim());
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new CatalogError('not_read', 'source', 'the body of the Response could not be read', { cause });
  }
}
