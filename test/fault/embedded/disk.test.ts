import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../harness/eventually.ts';
import { smallDisk, type SmallDisk } from '../../harness/small-disk.ts';
import { makeAudio } from '../../harness/speech-tools.ts';
import { cdr, stay, stayId } from '../../harness/test-inbox.ts';
import { makeOld, settledFile, startWatching, untilWatching, type Watching } from '../../harness/watching-line.ts';

/** What the engine, its tables and a recording at work need, and little more. */
const MEGABYTES = 300;
const WITHIN_MS = 120_000;
const ONE_MEGABYTE = 1 << 20;
/** As many as errors that nobody knows may follow each other before the line gives up. */
const BROKEN_RECORDINGS = 5;

type Centre = { readonly disk: SmallDisk; readonly shop: string; readonly line: Watching };

/** A line that watches an inbox, with its data folder on a disk of its own; where the inbox is, the caller says. */
async function watching(inboxOn: 'the small disk' | 'another disk'): Promise<Centre> {
  const disk = await smallDisk(MEGABYTES);
  onTestFinished(() => disk.close());
  const elsewhere = mkdtempSync(join(tmpdir(), 'etalon-inbox-'));
  onTestFinished(() => {
    rmSync(elsewhere, { recursive: true });
  });
  const here = inboxOn === 'another disk';
  const shop = join(here ? elsewhere : disk.outside, 'inbox', 'shop');
  mkdirSync(shop, { recursive: true });
  const inboxDir = join(here ? elsewhere : disk.folder, 'inbox');
  const line = startWatching({ inboxDir, dataDir: join(disk.folder, 'data'), within: disk.within });
  onTestFinished(() => line.kill());
  await untilWatching(line);
  return { disk, shop, line };
}

/** Leaves so many bytes of room, rounded up to the disk's blocks; gives what makes room again. */
function fill(folder: string, leaveBytes = 0): () => void {
  const path = join(folder, 'somebody-elses.bin');
  for (;;) {
    const { bavail, bsize } = statfsSync(folder);
    const room = bavail * bsize - leaveBytes;
    if (room < bsize) break;
    writeFileSync(path, Buffer.alloc(Math.min(room, 16 << 20)), { flag: 'a' });
  }
  return () => {
    rmSync(path);
  };
}

function record(path: string, seconds: number): void {
  makeAudio('-t', String(seconds), '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', path);
  makeOld(path);
}

describe('a data folder on a full disk', () => {
  it('stops the line without losing anything; it says so, and goes on by itself when there is room again', async () => {
    const { disk, shop, line } = await watching('another disk');
    settledFile(join(shop, 'before.json'), cdr('before'));
    await eventually(WITHIN_MS, () => line.missing(['before']));
    const makeRoom = fill(disk.outside);
    settledFile(join(shop, 'during.json'), cdr('during'));
    await eventually(WITHIN_MS, () => line.notYetSaid('has no room at the moment'));
    makeRoom();
    await eventually(WITHIN_MS, () => line.missing(['before', 'during']));
    expect(await line.stop()).toBe(0);
  });

  it('is no fault of a recording: what could not be decoded for want of room is heard when there is some', async () => {
    const { disk, shop, line } = await watching('another disk');
    settledFile(join(shop, 'heard.json'), cdr('heard'));
    await eventually(WITHIN_MS, () => line.missing(['heard']));
    // Room for what the store still has to write of the call, and far too little for forty seconds of two channels.
    const makeRoom = fill(disk.outside, ONE_MEGABYTE);
    record(join(shop, 'heard.wav'), 40);
    await eventually(WITHIN_MS, () => line.notYetSaid('No space is left in the work folder'));
    makeRoom();
    await eventually(WITHIN_MS, () => line.notYetSaid('shop/heard · '));
    expect(await line.stop()).toBe(0);
  });
});

describe('a file that the disk cannot read', () => {
  it('is named and costs the others nothing, and is taken when it can be read', async () => {
    const { disk, shop, line } = await watching('the small disk');
    // A folder that is left alone, until its broken file may be seen.
    mkdirSync(join(shop, '.hidden'));
    settledFile(join(shop, '.hidden', 'broken.json'), cdr('broken'));
    await disk.breakFile(join(disk.folder, 'inbox', 'shop', '.hidden', 'broken.json'));
    renameSync(join(shop, '.hidden'), join(shop, 'seen'));
    settledFile(join(shop, 'sound.json'), cdr('sound'));
    await eventually(WITHIN_MS, () => line.notYetSaid('shop/seen/broken.json cannot be read (EIO)'));
    await eventually(WITHIN_MS, () => line.missing(['sound']));
    await disk.mendFile(join(disk.folder, 'inbox', 'shop', 'seen', 'broken.json'));
    await eventually(WITHIN_MS, () => line.missing(['broken', 'sound']));
    expect(await line.stop()).toBe(0);
  });

  it('a recording is named and costs the others nothing, and is heard when it can be read', async () => {
    const { disk, shop, line } = await watching('the small disk');
    mkdirSync(join(shop, '.hidden'));
    const broken = Array.from({ length: BROKEN_RECORDINGS }, (_, nth) => `broken-${String(nth)}`);
    for (const name of broken) {
      settledFile(join(shop, '.hidden', `${name}.json`), cdr(name));
      record(join(shop, '.hidden', `${name}.wav`), 4);
      await disk.breakFile(join(disk.folder, 'inbox', 'shop', '.hidden', `${name}.wav`));
    }
    renameSync(join(shop, '.hidden'), join(shop, 'seen'));
    for (const name of broken)
      await eventually(WITHIN_MS, () => line.notYetSaid(`shop/seen/${name}.wav cannot be read (EIO)`));
    settledFile(join(shop, 'sound.json'), cdr('sound'));
    record(join(shop, 'sound.wav'), 4);
    await eventually(WITHIN_MS, () => line.notYetSaid('shop/sound · '));
    for (const name of broken) await disk.mendFile(join(disk.folder, 'inbox', 'shop', 'seen', `${name}.wav`));
    for (const name of broken) await eventually(WITHIN_MS, () => line.notYetSaid(`shop/${name} · `));
    expect(await line.stop()).toBe(0);
  });

  it('a log is named and costs the others nothing, and is read on from where it was', async () => {
    const { disk, shop, line } = await watching('the small disk');
    const log = join(shop, 'queue_log');
    settledFile(log, stay(1));
    await eventually(WITHIN_MS, () => line.missing([stayId(1)]));
    await disk.breakFile(join(disk.folder, 'inbox', 'shop', 'queue_log'));
    await eventually(WITHIN_MS, () => line.notYetSaid('shop/queue_log cannot be read (EIO)'));
    settledFile(join(shop, 'sound.json'), cdr('sound'));
    await eventually(WITHIN_MS, () => line.missing(['sound']));
    await disk.mendFile(join(disk.folder, 'inbox', 'shop', 'queue_log'));
    appendFileSync(log, stay(2));
    await eventually(WITHIN_MS, () => line.missing([stayId(1), stayId(2), 'sound']));
    expect(await line.stop()).toBe(0);
  });
});
