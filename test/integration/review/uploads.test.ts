import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfigured, scoreWith } from '../../../configured.ts';
import { Refused } from '../../../review/refused.ts';
import { hearingShares } from '../../../review/uploads/hearing-shares.ts';
import { uploadsIntoInbox } from '../../../review/uploads/into-inbox.ts';
import { recordingLength } from '../../../review/uploads/recording-length.ts';
import { takeUpload, type UploadParts, type UploadRequest } from '../../../review/uploads/take-upload.ts';
import { uploadState, type UploadSeen, type UploadStateParts } from '../../../review/uploads/upload-state.ts';
import type { RecordingWork } from '../../../ingest/recordings/recording-work.ts';
import { openStore } from '../../../store/open-store.ts';
import { DEFAULT_GUARDS } from '../../../transcribe/audio-guards.ts';
import { eventually } from '../../harness/eventually.ts';
import { runLine } from '../../harness/run-line.ts';
import { HEARD_PROJECT, testFolder } from '../../harness/hearing.ts';
import { makeAudio, speechTools } from '../../harness/speech-tools.ts';
import { makeOld } from '../../harness/watching-line.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples', 'inbox', 'shop');
const NOW = Date.UTC(2026, 2, 2, 12);
const never = new AbortController().signal;

let folder: ReturnType<typeof testFolder>;
let inboxDir: string;
beforeEach(() => {
  folder = testFolder();
  inboxDir = join(folder.path, 'inbox');
});
afterEach(() => {
  folder.remove();
});

const inShop = (): readonly string[] => readdirSync(join(inboxDir, 'shop')).sort();

async function partsIn(of: Partial<UploadParts> = {}): Promise<UploadParts> {
  const tools = { ffmpegPath: speechTools.ffmpeg(), guards: DEFAULT_GUARDS, workRoot: join(folder.path, 'work') };
  const to = await uploadsIntoInbox(inboxDir, ['shop']);
  return { to, lengthOf: recordingLength(tools, never), now: () => NOW, ...of };
}

const bodyOf = (path: string): ReadableStream<Uint8Array> => ReadableStream.from(createReadStream(path));

function requestFor(body: UploadRequest['body'], of: Partial<UploadRequest> = {}): UploadRequest {
  const who = { project: HEARD_PROJECT, name: 'my call.wav', by: 'account-1', operator: 'SIP/101' };
  return { ...who, direction: 'outbound', startedAt: null, body, lengthBytes: null, ...of };
}

async function refusalOf(taken: Promise<unknown>): Promise<unknown> {
  const error = await taken.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw new Error('was not refused', { cause: error });
  return [error.code, error.params['why'] ?? error.params['maxBytes']];
}

describe('an upload comes into the inbox of its project', () => {
  it('with a record that makes it a whole call', async () => {
    const id = await takeUpload(requestFor(bodyOf(join(SAMPLES, 'wrong-number.opus'))), await partsIn());
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(inShop()).toEqual([`upload-${id}.json`, `upload-${id}.ogg`]);
    const bytes = readFileSync(join(inboxDir, 'shop', `upload-${id}.ogg`));
    expect(bytes.equals(readFileSync(join(SAMPLES, 'wrong-number.opus')))).toBe(true);
    const record: unknown = JSON.parse(readFileSync(join(inboxDir, 'shop', `upload-${id}.json`), 'utf8'));
    expect(record).toEqual({
      schemaVersion: 1,
      type: 'call',
      callId: `upload-${id}`,
      direction: 'outbound',
      channel: 'voice',
      startedAt: expect.stringMatching(/^2026-03-02T11:59:\d\d/) as unknown,
      answeredAt: expect.stringMatching(/^2026-03-02T11:59:\d\d/) as unknown,
      endedAt: '2026-03-02T12:00:00.000Z',
      operator: 'SIP/101',
      recordings: [{ recordingId: `upload-${id}`, file: `upload-${id}.ogg`, offsetMs: 0 }],
      attributes: { uploadName: 'my call.wav', uploadedBy: 'account-1' },
    });
  });

  it.each([
    ['a.wav', [], 'wav'],
    ['b.mp3', ['-c:a', 'libmp3lame'], 'mp3'],
    ['c.flac', [], 'flac'],
    ['d.m4a', ['-c:a', 'aac'], 'm4a'],
    ['e.au', [], 'au'],
  ])('%s under a name of our own, whatever its owner calls it', async (file, encoding, ending) => {
    const path = join(folder.path, file);
    makeAudio('-f', 'lavfi', '-i', 'sine=440:r=16000:d=1', ...encoding, path);
    const request = requestFor(bodyOf(path), { name: '../../../etc/\u0000passwd.json', operator: '' });
    const id = await takeUpload(request, await partsIn());
    expect(inShop()).toEqual([`upload-${id}.json`, `upload-${id}.${ending}`].sort());
    const text = readFileSync(join(inboxDir, 'shop', `upload-${id}.json`), 'utf8');
    expect(text).toContain('"uploadName": "../../../etc/ passwd.json"');
    expect(text).not.toContain('"operator"');
  });

  it('at the time that is told', async () => {
    const startedAt = Date.UTC(2026, 1, 1, 8);
    const body = bodyOf(join(SAMPLES, 'one-channel.wav'));
    const id = await takeUpload(requestFor(body, { startedAt }), await partsIn());
    const text = readFileSync(join(inboxDir, 'shop', `upload-${id}.json`), 'utf8');
    expect(text).toMatch(/"startedAt": "2026-02-01T08:00:00.000Z"/);
    expect(text).toMatch(/"endedAt": "2026-02-01T08:00:\d\d/);
  });
});

/** A body that tells how often it was asked for more, and whether it was ended. */
function counted(pieces: number): {
  readonly body: ReadableStream<Uint8Array>;
  readonly seen: { asked: number; ended: boolean };
} {
  const seen = { asked: 0, ended: false };
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      seen.asked += 1;
      controller.enqueue(new Uint8Array(1_000));
      if (seen.asked === pieces) controller.close();
    },
    cancel: () => {
      seen.ended = true;
    },
  });
  return { body, seen };
}

describe('what is not taken leaves nothing behind', () => {
  it('more bytes than may come are refused as soon as that is known', async () => {
    const parts = await partsIn({ maxBytes: 5_000 });
    const told = counted(1_000);
    expect(await refusalOf(takeUpload(requestFor(told.body, { lengthBytes: 5_001 }), parts))).toEqual([
      'UPLOAD_TOO_LARGE',
      5_000,
    ]);
    expect(told.seen.asked).toBeLessThan(3);
    const untold = counted(1_000);
    expect(await refusalOf(takeUpload(requestFor(untold.body), parts))).toEqual(['UPLOAD_TOO_LARGE', 5_000]);
    expect(untold.seen.ended).toBe(true);
    expect(untold.seen.asked).toBeLessThan(9);
    expect(inShop()).toEqual([]);
  });

  it.each([
    ['a page', '<html><body>call</body></html>', 'AUDIO_FORMAT_UNKNOWN'],
    ['a playlist called .wav', '#EXTM3U\nfile:///etc/hostname\n', 'AUDIO_FORMAT_UNKNOWN'],
    ['nothing', '', 'AUDIO_EMPTY'],
  ])('%s is no audio', async (_, text, why) => {
    const body = ReadableStream.from(text === '' ? [] : [Buffer.from(text)]);
    expect(await refusalOf(takeUpload(requestFor(body), await partsIn()))).toEqual(['UPLOAD_NOT_AUDIO', why]);
    expect(inShop()).toEqual([]);
  });

  it('what only looks like audio cannot be decoded', async () => {
    const path = join(folder.path, 'broken.flac');
    makeAudio('-f', 'lavfi', '-i', 'sine=440:r=16000:d=1', path);
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 90), Buffer.alloc(4_000, 7)]));
    const refused = await refusalOf(takeUpload(requestFor(bodyOf(path)), await partsIn()));
    expect(refused).toEqual(['UPLOAD_NOT_AUDIO', expect.stringMatching(/^AUDIO_/)]);
    expect(inShop()).toEqual([]);
  });

  it('a sender who goes away in the middle', async () => {
    const first = readFileSync(join(SAMPLES, 'good-call.wav')).subarray(0, 300_000);
    const sent: { controller?: ReadableStreamDefaultController<Uint8Array> } = {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        sent.controller = controller;
        controller.enqueue(first);
      },
    });
    const taken = takeUpload(requestFor(body), await partsIn());
    await eventually(10_000, () => (existsSync(join(inboxDir, 'shop')) ? [] : ['the upload to begin']));
    sent.controller?.error(new Error('gone'));
    await expect(taken).rejects.toThrow('gone');
    expect(inShop()).toEqual([]);
  });

  it('a process that died in the middle is cleaned up after by the next, and nothing else is touched', async () => {
    mkdirSync(join(inboxDir, 'shop'), { recursive: true });
    const id = 'ab'.repeat(16);
    const left = [`.upload-${id}.part`, `.upload-${id}.json.part`];
    const others = ['.upload-by-hand.part', `upload-${id}.wav`, 'copying.part'];
    for (const name of [...left, ...others]) writeFileSync(join(inboxDir, 'shop', name), '');
    await partsIn();
    expect(inShop()).toEqual(others.sort());
  });

  it('a folder that cannot be written to is a fault of the disk', async () => {
    const parts = await partsIn();
    writeFileSync(inboxDir, 'a file where the folder should be');
    const body = bodyOf(join(SAMPLES, 'one-channel.wav'));
    await expect(takeUpload(requestFor(body), parts)).rejects.toMatchObject({ code: 'WORK_FOLDER_IO' });
  });
});

/** The sample shop, whose scorecard is meant for inbound calls. */
const CONFIGURED = readConfigured('samples');

describe('what became of an upload is told by what the lines made of it', () => {
  it('from waiting over hearing to its score, and failed with its reason; the same after a restart', async () => {
    const parts = await partsIn();
    const project = CONFIGURED.projects.get('shop') ?? HEARD_PROJECT;
    const upload = (file: string, of: Partial<UploadRequest>): Promise<string> =>
      takeUpload(requestFor(bodyOf(join(SAMPLES, file)), { project, ...of }), parts);
    const inbound = await upload('wrong-number.opus', { direction: 'inbound' });
    const outbound = await upload('one-channel.wav', { direction: 'outbound', operator: '' });
    const damaged = await upload('one-channel.wav', { direction: 'inbound' });
    writeFileSync(join(inboxDir, 'shop', `upload-${damaged}.wav`), 'no longer a recording');

    const shares = hearingShares();
    const seen = async (id: string): Promise<UploadSeen | null> => {
      const store = await openStore(storeAt(join(folder.path, 'data')));
      try {
        const rest: Omit<UploadStateParts, 'store'> = {
          projects: ['shop-simulated', 'shop'],
          recordFolder: parts.to.folder,
          shareOf: shares.shareOf,
          score: scoreWith(CONFIGURED),
        };
        return await uploadState(id, { store, ...rest });
      } finally {
        await store.close();
      }
    };
    const upTo = { uploadId: inbound, project: 'shop', name: 'my call.wav', callId: `upload-${inbound}` };
    const nothing = { share: null, failure: null, score: null };

    // Before the lines have looked.
    expect(await seen(inbound)).toEqual({ upload: { ...upTo, ...nothing, state: 'waiting' }, by: 'account-1' });
    const work = workOn(`upload-${inbound}`);
    shares.watcher.recordingStarted(work);
    shares.watcher.progress(work, 0.4);
    expect((await seen(inbound))?.upload).toEqual({ ...upTo, ...nothing, state: 'hearing', share: 0.4 });
    shares.watcher.recordingEnded(work);
    expect((await seen(inbound))?.upload.state).toBe('waiting');

    // What the lines make of it.
    for (const name of inShop()) makeOld(join(inboxDir, 'shop', name));
    await runLine({ configDir: 'samples', inboxDir, dataDir: join(folder.path, 'data'), die: null });
    const scored = await seen(inbound);
    expect(scored?.upload).toMatchObject({ ...upTo, state: 'scored', failure: null });
    expect(scored?.upload.score).toEqual(expect.any(Number));
    expect(scored?.by).toBe('account-1');
    expect((await seen(outbound))?.upload).toMatchObject({ ...nothing, state: 'heard' });
    expect((await seen(damaged))?.upload).toMatchObject({
      state: 'failed',
      failure: { code: 'AUDIO_FORMAT_UNKNOWN' },
    });
    expect(await seen('cd'.repeat(16))).toBeNull();
    expect(await seen('../shop')).toBeNull();
    expect(existsSync(join(inboxDir, 'shop', `upload-${inbound}.ogg`))).toBe(true);
  });
});

function storeAt(dataDir: string): Parameters<typeof openStore>[0] {
  const at = { kind: 'embedded' as const, folder: join(dataDir, 'clickhouse'), ownerOnly: false };
  return { at, database: 'etalon', attempts: 1, signal: never };
}

function workOn(callId: string): RecordingWork {
  const nameFacts = {
    fileTime: 0,
    nameStartedAt: null,
    nameStartedAtDoubtful: false,
    nameOperator: null,
    nameDirection: null,
  };
  return {
    project: 'shop',
    callId,
    recordingId: callId,
    uri: `inbox:shop/${callId}.ogg`,
    offsetMs: null,
    nameFacts,
    toldRevision: 0,
    revision: 0,
    version: '1',
    at: 0,
    origin: '',
    bytesBase64: '',
    headers: {},
  };
}
