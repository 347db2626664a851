import { lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stampOf, type InboxFile } from '../../../ingest/inbox/inbox.ts';
import { unchanged, type Seen } from '../../../one-machine/unchanged.ts';
import { SHOP } from '../../harness/shop.ts';

const OLD = new Date('2026-03-03T00:00:00Z');

/** A file as a look at the inbox has just listed it. */
async function listed(content: string): Promise<InboxFile> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-unchanged-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const absolutePath = join(folder, 'call.json');
  writeFileSync(absolutePath, content);
  utimesSync(absolutePath, OLD, OLD);
  const stamp = stampOf(await lstat(absolutePath, { bigint: true }));
  return { project: SHOP, path: 'shop/call.json', absolutePath, kind: 'message', format: null, ...stamp };
}

/** Another file of the same size and time in its place, as a program that copies puts it there. */
function replace({ absolutePath }: InboxFile, content: string): void {
  writeFileSync(`${absolutePath}.part`, content);
  utimesSync(`${absolutePath}.part`, OLD, OLD);
  renameSync(`${absolutePath}.part`, absolutePath);
}

/** The same file with other bytes in it, its time of writing set back. */
function overwrite({ absolutePath }: InboxFile, content: string): void {
  const before = lstatSync(absolutePath, { bigint: true }).ctimeNs;
  // The time of change advances by the ticks of the system's clock: a change within one tick looks like none.
  while (lstatSync(absolutePath, { bigint: true }).ctimeNs === before) {
    writeFileSync(absolutePath, content);
    utimesSync(absolutePath, OLD, OLD);
  }
}

/** A reader of two pieces; `first` and `second` happen before each. */
async function* pieces(file: InboxFile, first: () => void, second: () => void): AsyncGenerator<string> {
  first();
  yield await Promise.resolve(readFileSync(file.absolutePath, 'utf8'));
  second();
  yield readFileSync(file.absolutePath, 'utf8');
}

const nothing = (): void => undefined;

async function taken(
  file: InboxFile,
  first: () => void,
  second: () => void,
): Promise<{ readonly batches: readonly string[]; readonly seen: Seen }> {
  const seen = { changed: false };
  const batches: string[] = [];
  for await (const batch of unchanged(file, pieces(file, first, second), seen)) batches.push(batch);
  return { batches, seen };
}

describe('a file that is read', () => {
  it('is taken when it stays the file that was listed', async () => {
    const file = await listed('one');
    expect(await taken(file, nothing, nothing)).toEqual({ batches: ['one', 'one'], seen: { changed: false } });
  });

  it.for([
    ['replaced', replace],
    ['overwritten', overwrite],
  ] as const)('%s after it was looked at and before it is read, gives nothing', async ([, change]) => {
    const file = await listed('one');
    const changed = (): void => {
      change(file, 'two');
    };
    expect(await taken(file, changed, nothing)).toEqual({ batches: [], seen: { changed: true } });
  });

  it.for([
    ['replaced', replace],
    ['overwritten', overwrite],
  ] as const)('%s between two pieces, gives no piece of what is there now', async ([, change]) => {
    const file = await listed('one');
    const changed = (): void => {
      change(file, 'two');
    };
    expect(await taken(file, nothing, changed)).toEqual({ batches: ['one'], seen: { changed: true } });
  });

  it('replaced between the listing and the look before reading, is not even begun', async () => {
    const file = await listed('one');
    replace(file, 'two');
    const begun = (): void => {
      throw new Error('nothing should be read here');
    };
    expect(await taken(file, begun, nothing)).toEqual({ batches: [], seen: { changed: true } });
  });

  it('gone, says so in the words of the system', async () => {
    const file = await listed('one');
    rmSync(file.absolutePath);
    await expect(taken(file, nothing, nothing)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
