import { open, stat } from 'node:fs/promises';
import { reasonOf } from './setup-error.js';

/** A host that has not answered by then is not reachable from here; the next source is tried. */
const ANSWER_MS = 5_000;
/** A connection that brings nothing for so long is dropped and taken up again where it stopped. */
const SILENCE_MS = 30_000;
/** Connections in a row that brought no new byte. */
const MAX_FRUITLESS = 3;

/**
 * Fetches a URL into `file`, going on where an earlier attempt stopped (by Range), across dropped connections and across
 * runs. What has arrived stays when it fails. The content is not checked here.
 * @param {string} url
 * @param {string} file
 * @param {number} bytes the size it must have in the end
 * @param {(doneBytes: number, totalBytes: number) => void} onProgress
 * @param {{ answerMs?: number, silenceMs?: number }} [limits]
 * @returns {Promise<void>} throws when the source is not reachable, refuses, or brings nothing new three times in a row
 */
export async function fetchFile(url, file, bytes, onProgress, limits = {}) {
  const { answerMs = ANSWER_MS, silenceMs = SILENCE_MS } = limits;
  const begunAt = await sizeOf(file);
  let fruitless = 0;
  for (;;) {
    const before = await sizeOf(file);
    if (before === bytes) return;
    try {
      await fetchRest(url, file, before > bytes ? 0 : before, { bytes, onProgress, answerMs, silenceMs });
      const after = await sizeOf(file);
      if (after === bytes) return;
      throw new Error(`the connection ended after ${after} of ${bytes} bytes`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      fruitless = (await sizeOf(file)) > before ? 0 : fruitless + 1;
      // A host that was never reached is left at once: another source may be near.
      if (error instanceof Unreached && before === begunAt) throw error;
      if (fruitless === MAX_FRUITLESS) throw error;
    }
  }
}

/** An answer that trying again will not change. */
class Refused extends Error {}
/** There was no answer at all. */
class Unreached extends Error {}

/**
 * One connection: everything from `from` on, appended as it arrives.
 * @param {string} url
 * @param {string} file
 * @param {number} from
 * @param {{ bytes: number, onProgress: (doneBytes: number, totalBytes: number) => void, answerMs: number,
 *   silenceMs: number }} how
 */
async function fetchRest(url, file, from, { bytes, onProgress, answerMs, silenceMs }) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(new Error('no answer')), answerMs);
  try {
    const response = await fetch(url, {
      signal: abort.signal,
      headers: from > 0 ? { range: `bytes=${from}-` } : {},
    }).catch((error) => {
      throw new Unreached(reasonOf(error));
    });
    if (!response.ok || response.body === null) throw new Refused(`the server answered ${response.status}`);
    // A server that ignores the Range sends everything from the start: what we have is dropped.
    let done = response.status === 206 ? startOf(response) : 0;
    if (done > from) throw new Refused(`the server began at byte ${done} instead of ${from}`);
    const handle = await open(file, done > 0 ? 'r+' : 'w');
    try {
      for await (const piece of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(new Error('silence')), silenceMs);
        if (done + piece.length > bytes) throw new Refused(`the server sent more than ${bytes} bytes`);
        await handle.write(piece, 0, piece.length, done);
        done += piece.length;
        onProgress(done, bytes);
      }
    } finally {
      await handle.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where a partial answer begins: `Content-Range: bytes 100-999/1000`, RFC 9110 section 14.4.
 * @param {Response} response
 */
function startOf(response) {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0);
}

/** @param {string} file */
async function sizeOf(file) {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
