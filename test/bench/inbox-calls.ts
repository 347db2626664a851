import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdrOf } from './cdr.ts';
import { transcriptOf } from './transcript.ts';

/** Longer ago than a file must lie still before the inbox takes it. */
const SETTLED_MS = 60_000;
/** Calls of a file, as a telephone system hands over what it gathered for a while. */
const CALLS_A_FILE = 50;

/** Puts calls into an inbox, each with its CDR and its finished transcript, 50 calls a file. */
export function putCalls(inboxDir: string, prefix: string, calls: number): void {
  const folder = join(inboxDir, 'shop');
  mkdirSync(folder, { recursive: true });
  for (let from = 0; from < calls; from += CALLS_A_FILE) {
    const count = Math.min(CALLS_A_FILE, calls - from);
    const messages = Array.from({ length: count }, (_, nth) => {
      const callId = `${prefix}-${String(from + nth)}`;
      return `${cdrOf(callId, from + nth)},${transcriptOf(callId)}`;
    });
    put(join(folder, `${prefix}-${String(from)}.json`), `[${messages.join(',')}]`);
  }
}

/** Makes a file that was just written one that has lain in the inbox for a while. */
export function settle(path: string): void {
  const at = new Date(Date.now() - SETTLED_MS);
  utimesSync(path, at, at);
}

export function put(path: string, text: string): void {
  writeFileSync(path, text);
  settle(path);
}
