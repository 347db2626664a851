import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, CallRecording } from '../../../ingest/call.ts';
import type { Project } from '../../../ingest/project.ts';
import { recordingFetcher } from '../../../ingest/recordings/fetch-recording.ts';
import { parseRecordingSources } from '../../../ingest/recordings/recording-sources.ts';
import { openAudioCache, type AudioCache } from '../../../review/audio/audio-cache.ts';
import { fetchAgainFrom } from '../../../review/audio/fetch-again.ts';
import { audioOpener, type AudioParts, type OpenAudio } from '../../../review/audio/open-audio.ts';
import { readPeaks } from '../../../review/audio/peaks.ts';
import { readWavFacts } from '../../../review/audio/playable-wav.ts';
import { recordingsOfCall } from '../../../review/call/stored-call.ts';
import { Refused } from '../../../review/refused.ts';
import type { StoredRecording } from '../../../store/store.ts';
import { DEFAULT_GUARDS } from '../../../transcribe/audio-guards.ts';
import { HEARD_PROJECT, testFolder } from '../../harness/hearing.ts';
import { makeAudio, speechTools } from '../../harness/speech-tools.ts';
import { callOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const GIB = 1024 ** 3;
/** 3 s: loud on the left, soft on the right. */
const TWO_TONES = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t)|0.25*sin(2*PI*880*t):s=16000:d=3'];

let folder: ReturnType<typeof testFolder>;
let cacheDir: string;
beforeEach(() => {
  folder = testFolder();
  cacheDir = join(folder.path, 'audio-cache');
  mkdirSync(join(folder.path, 'inbox', 'shop'), { recursive: true });
});
afterEach(() => {
  folder.remove();
});

const inbox = (name: string): string => join(folder.path, 'inbox', 'shop', name);

/** A recording in the inbox as the speech line stored it. */
function heard(name: string, of: Partial<StoredRecording> = {}): StoredRecording {
  // Only what has a digest of its own need not be there.
  const bytes = of.sha256 === undefined ? readFileSync(inbox(name)) : Buffer.alloc(0);
  return {
    project: 'shop',
    callId: 'c1',
    recordingId: 'r1',
    uri: `inbox:shop/${name}`,
    state: 'present',
    failureCode: '',
    failureParams: {},
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    format: '',
    channels: 2,
    durationMs: 0,
    version: '1',
    ...of,
  };
}

function callWith(rows: readonly StoredRecording[], of: Partial<CallRecording> = {}): Call {
  const recordings = rows.map(({ recordingId, uri }) => {
    return { recordingId, uri, state: 'present' as const, offsetMs: 0, failure: null, ...of };
  });
  return callOf('c1', { recordings });
}

type World = { readonly open: OpenAudio; readonly cache: AudioCache; readonly fetched: readonly string[] };

async function world(
  rows: readonly StoredRecording[],
  of: { readonly maxBytes?: number; readonly project?: Project; readonly parts?: Partial<AudioParts> } = {},
): Promise<World> {
  const cache = await openAudioCache(cacheDir, of.maxBytes ?? 2 * GIB);
  const sources = parseRecordingSources(`sources:\n  - file: ${join(folder.path, 'pbx')}\n`, 'recording-sources.yaml');
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const again = fetchAgainFrom(
    { inboxDir: join(folder.path, 'inbox'), maxBytes: GIB },
    recordingFetcher(sources.value, () => null),
  );
  const fetched: string[] = [];
  const open = audioOpener({
    ffmpegPath: speechTools.ffmpeg(),
    guards: DEFAULT_GUARDS,
    workRoot: join(folder.path, 'work'),
    cache,
    fetch: (job, signal) => {
      fetched.push(job.uri);
      return again(job, signal);
    },
    recordings: () => Promise.resolve(rows),
    project: () => of.project ?? HEARD_PROJECT,
    signal: new AbortController().signal,
    ...of.parts,
  });
  return { open, cache, fetched };
}

async function whyAway(opened: Promise<unknown>): Promise<unknown> {
  const error = await opened.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw new Error('was not refused', { cause: error });
  return [error.code, error.params['why']];
}

describe('a recording becomes a file that browsers play', () => {
  it.each([
    ['pcm8.wav', ['-c:a', 'pcm_u8', '-ar', '8000'], 8_000],
    ['alaw.wav', ['-c:a', 'pcm_alaw', '-ar', '8000'], 8_000],
    ['odd.wav', ['-c:a', 'pcm_s16le', '-ar', '11025'], 11_025],
    ['slow.wav', ['-c:a', 'pcm_s16le', '-ar', '6000'], 8_000],
    ['fine.wav', ['-c:a', 'pcm_s24le', '-ar', '96000'], 48_000],
    ['call.mp3', ['-c:a', 'libmp3lame', '-ar', '16000', '-b:a', '64k', '-joint_stereo', '0'], 16_000],
    ['call.opus', ['-c:a', 'libopus', '-b:a', '64k'], 48_000],
    ['call.flac', ['-ar', '44100'], 44_100],
  ])('%s', async (name, encoding, sampleRate) => {
    makeAudio(...TWO_TONES, ...encoding, inbox(name));
    const row = heard(name);
    const { open } = await world([row]);
    const file = await open(callWith([row]), 'r1');
    const wav = await readWavFacts(file.path);
    expect([wav.sampleRate, wav.channels]).toEqual([sampleRate, 2]);
    expect(Math.abs(wav.frames / sampleRate - 3)).toBeLessThan(0.12);
    expect(file.tag).toBe(row.sha256);
    const peaks = await readPeaks(file);
    expect([peaks.perSecond, Math.round(peaks.durationMs / 1_000)]).toEqual([50, 3]);
    const [left = [], right = []] = peaks.channels.map((list) => list.slice(20, 100));
    expect([Math.min(...left), Math.max(...left)].map((peak) => Math.round(peak * 10))).toEqual([-5, 5]);
    expect(Math.max(...right)).toBeGreaterThan(0.2);
    expect(Math.max(...right)).toBeLessThan(0.35);
  });

  it('one channel stays one, of six the first two are kept', async () => {
    makeAudio('-f', 'lavfi', '-i', 'sine=440:r=8000:d=1', inbox('one.wav'));
    makeAudio('-f', 'lavfi', '-i', 'sine=440:r=8000:d=1', '-ac', '6', inbox('six.wav'));
    const rows = [heard('one.wav', { recordingId: 'one' }), heard('six.wav', { recordingId: 'six' })];
    const { open } = await world(rows);
    const files = [await open(callWith(rows), 'one'), await open(callWith(rows), 'six')];
    expect(await Promise.all(files.map(async ({ path }) => (await readWavFacts(path)).channels))).toEqual([1, 2]);
  });

  it('bytes without a header, as the rule of the project says', async () => {
    makeAudio(...TWO_TONES, '-ac', '1', '-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'mulaw', inbox('call.ulaw'));
    const withoutHeader = { codec: 'mulaw' as const, sampleRate: 8_000, channels: 1 as const };
    const project = { ...HEARD_PROJECT, recordings: { ...HEARD_PROJECT.recordings, withoutHeader } };
    const row = heard('call.ulaw');
    const { open, fetched } = await world([row], { project });
    const first = await open(callWith([row]), 'r1');
    const second = await open(callWith([row]), 'r1');
    expect(first.tag).toBe(`${row.sha256}-mulaw-8000-1`);
    expect([second, fetched.length]).toEqual([first, 1]);
    expect(await whyAway((await world([row])).open(callWith([row]), 'r1'))).toEqual([
      'RECORDING_AWAY',
      'AUDIO_FORMAT_UNKNOWN',
    ]);
  });

  it('from where the telephone system keeps them', async () => {
    const pbx = join(folder.path, 'pbx', 'day');
    mkdirSync(pbx, { recursive: true });
    makeAudio(...TWO_TONES, inbox('call.wav'));
    copyFileSync(inbox('call.wav'), join(pbx, 'call.wav'));
    const row = heard('call.wav', { recordingId: 'listed', uri: `file://${pbx}/call.wav` });
    const outside = heard('', { recordingId: 'outside', uri: 'file:///etc/hostname', sha256: 'any' });
    const { open } = await world([row, outside]);
    const call = callWith([row, outside]);
    expect((await readWavFacts((await open(call, 'listed')).path)).sampleRate).toBe(16_000);
    expect(await whyAway(open(call, 'outside'))).toEqual(['RECORDING_AWAY', 'RECORDING_URI_REFUSED']);
  });

  it('the peaks of the noisiest long call are small on the wire', async () => {
    const noise = 'anoisesrc=d=1800:r=8000:a=0.9';
    makeAudio('-f', 'lavfi', '-i', noise, '-f', 'lavfi', '-i', `${noise}:s=2`, ...STEREO, inbox('noise.wav'));
    const row = heard('noise.wav');
    const { open } = await world([row]);
    const peaks = await readPeaks(await open(callWith([row]), 'r1'));
    expect([peaks.durationMs, peaks.perSecond]).toEqual([1_800_000, 16]);
    expect(peaks.channels.map((list) => list.length)).toEqual([57_600, 57_600]);
    expect(gzipSync(JSON.stringify(peaks)).length).toBeLessThan(200_000);
  });
});

const STEREO = ['-filter_complex', '[0:a][1:a]amerge=inputs=2'];
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('what is kept', () => {
  it('two who ask at once wait for one decoding', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    const { open, fetched } = await world([row]);
    const files = await Promise.all([1, 2, 3].map(() => open(callWith([row]), 'r1')));
    expect(new Set(files.map(({ path }) => path)).size).toBe(1);
    expect(fetched).toEqual(['inbox:shop/call.wav']);
    expect(readdirSync(cacheDir).sort()).toEqual([`${row.sha256}.json`, `${row.sha256}.wav`]);
  });

  it('is played again without its source, by a later process as well', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    await (await world([row])).open(callWith([row]), 'r1');
    truncateSync(inbox('call.wav'), 0);
    const { open, fetched } = await world([row]);
    expect((await open(callWith([row]), 'r1')).tag).toBe(row.sha256);
    expect(fetched).toEqual([]);
  });

  it('goes when it was used least recently and there is no more room', async () => {
    const names = ['a.wav', 'b.wav', 'c.wav'];
    names.forEach((name, nth) => {
      makeAudio('-f', 'lavfi', '-i', `sine=${String(300 + nth)}:r=8000:d=1`, inbox(name));
    });
    const rows = names.map((name) => heard(name, { recordingId: name }));
    // Two files of 16,044 bytes.
    const { open } = await world(rows, { maxBytes: 40_000 });
    const call = callWith(rows);
    await open(call, 'a.wav');
    await open(call, 'b.wav');
    await open(call, 'a.wav');
    await open(call, 'c.wav');
    const kept = [rows[0], rows[2]].flatMap((row) => [`${row?.sha256 ?? ''}.json`, `${row?.sha256 ?? ''}.wav`]);
    expect(readdirSync(cacheDir).sort()).toEqual(kept.sort());
  });

  it('is never larger than the newest file where that alone is too large', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    const { open } = await world([row], { maxBytes: 1_000 });
    await open(callWith([row]), 'r1');
    expect(readdirSync(cacheDir)).toHaveLength(2);
  });

  it('is whole: what a process left unfinished is removed and never played', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    await world([]);
    writeFileSync(join(cacheDir, `${row.sha256}.left.part`), 'half');
    const { open, cache } = await world([row]);
    expect(await cache.find(row.sha256)).toBeNull();
    expect(readdirSync(cacheDir)).toEqual([]);
    await open(callWith([row]), 'r1');
    expect(await cache.find(row.sha256)).not.toBeNull();
  });
});

describe('a recording is away, and says why', () => {
  it('that the call does not know, that was erased, that was never heard', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    const { open } = await world([row]);
    expect(await whyAway(open(callWith([row]), 'r2'))).toEqual(['RECORDING_AWAY', 'unknown']);
    expect(await whyAway(open(callWith([row], { state: 'erased' }), 'r1'))).toEqual(['RECORDING_AWAY', 'erased']);
    const other = await world([]);
    expect(await whyAway(other.open(callWith([row]), 'r1'))).toEqual(['RECORDING_AWAY', 'not-heard']);
  });

  it('that is another file now, and is gone', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    makeAudio('-f', 'lavfi', '-i', 'sine=440:r=8000:d=1', inbox('call.wav'));
    const gone = heard('gone.wav', { sha256: row.sha256, recordingId: 'gone' });
    const { open } = await world([row, gone]);
    expect(await whyAway(open(callWith([row]), 'r1'))).toEqual(['RECORDING_AWAY', 'changed']);
    expect(await whyAway(open(callWith([gone]), 'gone'))).toEqual(['RECORDING_AWAY', 'AUDIO_MISSING']);
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it.each([
    ['inbox:shop/../../secret.wav', 'RECORDING_URI_REFUSED'],
    ['inbox:other/call.wav', 'RECORDING_URI_REFUSED'],
    ['inbox:shop/linked.wav', 'RECORDING_URI_REFUSED'],
    ['inbox:shop', 'RECORDING_URI_REFUSED'],
  ])('that lies outside the inbox of its project: %s', async (uri, why) => {
    makeAudio(...TWO_TONES, join(folder.path, 'secret.wav'));
    mkdirSync(join(folder.path, 'inbox', 'other'));
    copyFileSync(join(folder.path, 'secret.wav'), join(folder.path, 'inbox', 'other', 'call.wav'));
    symlinkSync(join(folder.path, 'secret.wav'), inbox('linked.wav'));
    const row = heard('', { uri, sha256: digest(join(folder.path, 'secret.wav')) });
    const { open } = await world([row]);
    expect(await whyAway(open(callWith([row]), 'r1'))).toEqual(['RECORDING_AWAY', why]);
  });

  it('that takes too long or is too long, and nothing half of it stays', async () => {
    makeAudio(...TWO_TONES, inbox('call.wav'));
    const row = heard('call.wav');
    const decodeDeadline = { baseMs: 1, share: 0 };
    const late = await world([row], { parts: { guards: { ...DEFAULT_GUARDS, decodeDeadline } } });
    expect(await whyAway(late.open(callWith([row]), 'r1'))).toEqual(['RECORDING_AWAY', 'AUDIO_DECODE_TIMEOUT']);
    expect(readdirSync(cacheDir)).toEqual([]);
    const { open } = await world([row]);
    expect((await open(callWith([row]), 'r1')).tag).toBe(row.sha256);
  });
});

describe('the rows of a call', () => {
  it('are of its recordings in their newest version', async () => {
    const store = await openTestStore();
    const old = heard('', { sha256: 'a', version: '1' });
    const now = heard('', { sha256: 'b', version: '2' });
    await store.insertRecordings([now, old, heard('', { sha256: 'c', callId: 'c2' })]);
    expect(await store.run(recordingsOfCall, { project: 'shop', callId: 'c1' })).toEqual([now]);
  });
});
