import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { NAME } from './endpoint-port.ts';
import type { Asked } from './endpoint-request.ts';
import { Refusal } from './endpoint-refusal.ts';

/** One request and where its answer goes. */
export type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** Sends `rows` to their end, packed when the client asked for it and can unpack. Throws when the client has gone. */
export async function send(
  rows: Readable | Buffer,
  { compress }: Asked,
  queryId: string,
  { request, response }: Exchange,
): Promise<void> {
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Server-Display-Name', NAME);
  response.setHeader('Content-Type', 'application/octet-stream');
  const source = Buffer.isBuffer(rows) ? [rows] : rows;
  if (compress && /\bgzip\b/.test(String(request.headers['accept-encoding']))) {
    response.setHeader('Content-Encoding', 'gzip');
    await pipeline(source, createGzip(), response);
  } else await pipeline(source, response);
}

/** A sentence for whoever asked, without an engine. */
export function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Server-Display-Name': NAME,
  });
  response.end(text);
}

/**
 * The error as ClickHouse would answer it: code in the header, text in the body. When a part of the answer is out already
 * the connection is cut, so that nobody takes it for the whole.
 */
export function refuse({ request, response }: Exchange, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The body is read to its end: a client that is still sending would see a broken connection and not the answer.
  request.resume();
  const { code, text } = said(error);
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  if (code !== null) response.setHeader('X-ClickHouse-Exception-Code', code);
  say(response, error instanceof Refusal ? error.status : 500, text);
}

/** An answer of the engine in one piece throws typed errors; one in many pieces throws the whole sentence as its message. */
function said(error: unknown): { readonly code: string | null; readonly text: string } {
  if (!(error instanceof Error)) return { code: null, text: 'unknown' };
  const [, inMessage] = /^Code: (\d+)\. DB::Exception: /.exec(error.message) ?? [];
  if (inMessage !== undefined) return { code: inMessage, text: `${error.message}\n` };
  const code = 'code' in error && /^\d+$/.test(String(error.code)) ? String(error.code) : null;
  const type = 'type' in error ? String(error.type) : '';
  return { code, text: code === null ? error.message : `Code: ${code}. DB::Exception: ${error.message} (${type})\n` };
}
