import { open, type FileHandle } from 'node:fs/promises';
import type { PlayableFile } from './audio-cache.ts';

/** What of a request decides which bytes are answered; headers as they came, null where there was none. */
export type RangeRequest = {
  readonly method: 'GET' | 'HEAD';
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly ifNoneMatch: string | null;
};

const PIECE_BYTES = 64 * 1024;

/**
 * A file of the cache as an answer to a request with or without a range (RFC 9110, section 14): 200, 206, 304, or 416
 * when nothing lies there. Several ranges at once, other units and ranges that cannot be read are answered with the
 * whole file. The file is closed at its end, or as soon as nobody takes the rest. Null when it was removed meanwhile.
 */
export async function answerRange(file: PlayableFile, request: RangeRequest): Promise<Response | null> {
  const opened = await open(file.path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (opened === null) return null;
  const size = (await opened.stat()).size;
  const etag = `"${file.tag}"`;
  const headers = { ...HEADERS, ETag: etag };
  if (matches(request.ifNoneMatch, etag)) return empty(opened, 304, headers);
  const part = request.ifRange === null || request.ifRange === etag ? partOf(request.range, size) : 'whole';
  if (part === 'outside') return empty(opened, 416, { ...headers, 'Content-Range': `bytes */${String(size)}` });
  const { start, end } = part === 'whole' ? { start: 0, end: size } : part;
  const told = {
    ...headers,
    'Content-Length': String(end - start),
    ...(part === 'whole' ? {} : { 'Content-Range': `bytes ${String(start)}-${String(end - 1)}/${String(size)}` }),
  };
  const status = part === 'whole' ? 200 : 206;
  if (request.method === 'HEAD') return empty(opened, status, told);
  return new Response(bytesOf(opened, start, end), { status, headers: told });
}

const HEADERS: Readonly<Record<string, string>> = {
  'Accept-Ranges': 'bytes',
  'Content-Type': 'audio/wav',
  'Content-Disposition': 'inline',
  'X-Content-Type-Options': 'nosniff',
  // The browser may keep it, but asks each time whether its reader may still hear it.
  'Cache-Control': 'private, no-cache',
};

/** `end` is the first byte that is no longer part of it. */
type Part = { readonly start: number; readonly end: number } | 'whole' | 'outside';

function partOf(range: string | null, size: number): Part {
  const [, from = '', to = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(range ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') return to === '0' || size === 0 ? 'outside' : { start: Math.max(0, size - Number(to)), end: size };
  const start = Number(from);
  const end = to === '' ? size : Math.min(size, Number(to) + 1);
  if (to !== '' && Number(to) < start) return 'whole';
  return start >= size ? 'outside' : { start, end };
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  const told = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return told.includes(etag) || told.includes('*');
}

async function empty(file: FileHandle, status: number, headers: Readonly<Record<string, string>>): Promise<Response> {
  await file.close();
  return new Response(null, { status, headers });
}

/** Read as it is taken, so that whoever stops listening costs no more than a piece. */
function bytesOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(piece.subarray(0, bytesRead));
        if (at < end && bytesRead > 0) return;
        await file.close();
        controller.close();
      } catch (error) {
        await file.close().catch(() => undefined);
        throw error;
      }
    },
    cancel: () => file.close(),
  });
}
