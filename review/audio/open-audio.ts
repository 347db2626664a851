import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { reasonOf, EtalonError, type Reason } from '../../errors.ts';
import type { Call } from '../../ingest/call.ts';
import type { Project } from '../../ingest/project.ts';
import type { RawAudioRule } from '../../ingest/recordings/raw-audio-rule.ts';
import type { StoredRecording } from '../../store/store.ts';
import type { AudioGuards } from '../../transcribe/audio-guards.ts';
import { identifyAudio } from '../../transcribe/identify-audio.ts';
import { readBytes } from '../../transcribe/pcm.ts';
import { createSlots } from '../../transcribe/slots.ts';
import { inWorkFolder } from '../../transcribe/work-folder.ts';
import { Refused } from '../refused.ts';
import type { AudioCache, PlayableFile } from './audio-cache.ts';
import type { FetchAgain } from './fetch-again.ts';
import { peaksOf } from './peaks.ts';
import { writePlayableWav } from './playable-wav.ts';

export type AudioParts = {
  readonly ffmpegPath: string;
  readonly guards: AudioGuards;
  /** Where recordings lie that were fetched from afar, while they are decoded. */
  readonly workRoot: string;
  readonly cache: AudioCache;
  readonly fetch: FetchAgain;
  /** Newest rows of the recordings of a call. */
  readonly recordings: (call: Pick<Call, 'project' | 'callId'>) => Promise<readonly StoredRecording[]>;
  readonly project: (id: string) => Project;
  /** Ends decoding when the app stops. */
  readonly signal: AbortSignal;
};

/**
 * A recording of a call as a file that browsers play. Whether the reader may hear it is asked before.
 * @throws Refused RECORDING_AWAY with why: `unknown`, `erased`, `not-heard`, `changed`, or the code of errors.ts
 * @throws EtalonError WORK_FOLDER_FULL, WORK_FOLDER_IO, FFMPEG_MISSING
 */
export type OpenAudio = (call: Call, recordingId: string) => Promise<PlayableFile>;

/** Recordings decoded at the same time; the lines need the rest of the machine. */
const DECODED_AT_ONCE = 2;

/** Two who ask for one recording at once wait for one decoding. */
export function audioOpener(parts: AudioParts): OpenAudio {
  const inHand = new Map<string, Promise<PlayableFile>>();
  const slots = createSlots(Array.from({ length: DECODED_AT_ONCE }, (_, nth) => nth));
  return async (call, recordingId) => {
    const recording = await storedOf(call, recordingId, parts);
    const { withoutHeader } = parts.project(call.project).recordings;
    for (const tag of tagsOf(recording.sha256, withoutHeader)) {
      const here = await parts.cache.find(tag);
      if (here !== null) return here;
    }
    const key = JSON.stringify([recording.project, recording.uri, recording.sha256]);
    const known = inHand.get(key);
    if (known !== undefined) return known;
    const made = slots
      .use(() => inWorkFolder(parts.workRoot, (folder) => madeOf(recording, folder, parts)))
      .finally(() => inHand.delete(key));
    inHand.set(key, made);
    return made;
  };
}

/** What the store knows of it. Erased is erased, whatever rows or files are left. */
async function storedOf(call: Call, recordingId: string, parts: AudioParts): Promise<StoredRecording> {
  const known = call.recordings.find((recording) => recording.recordingId === recordingId);
  if (known === undefined) throw away('unknown');
  if (known.state === 'erased') throw away('erased');
  const rows = await parts.recordings(call);
  const row = rows.find((recording) => recording.recordingId === recordingId);
  if (row === undefined || row.sha256 === '') throw away('not-heard');
  return row;
}

async function madeOf(recording: StoredRecording, folder: string, parts: AudioParts): Promise<PlayableFile> {
  // 1. Fetch.
  const { project, uri, sha256 } = recording;
  const fetched = await parts.fetch({ project, uri, folder }, parts.signal).catch((error: unknown) => {
    if (error instanceof EtalonError && error.code === 'RECORDING_SOURCE_AWAY')
      return { kind: 'absent' as const, reason: reasonOf(error) };
    throw error;
  });
  if (fetched.kind !== 'here') throw away(fetched.reason.code);
  const { path } = fetched;

  // 2. Is it still what was heard?
  const before = await stampOf(path);
  if ((await digestOf(path, parts.signal)) !== sha256) throw away('changed');
  const bytes = { size: before.size, read: (offset: number, length: number) => readBytes(path, offset, length) };
  const { withoutHeader } = parts.project(project).recordings;
  const identified = identifyAudio(bytes, withoutHeader);
  if (identified.kind === 'refused') throw away(identified.reason.code);

  // 3. Decode and draw. A file that was written to meanwhile is another one.
  const { format } = identified;
  const tag = format.kind === 'raw' && withoutHeader !== null ? rawTag(sha256, withoutHeader) : sha256;
  return parts.cache.add(tag, async (output) => {
    const refusal: Reason | null = await writePlayableWav(
      parts.ffmpegPath,
      parts.guards,
      { path, format, output },
      parts.signal,
    );
    if (refusal !== null) throw away(refusal.code);
    const after = await stampOf(path);
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw away('changed');
    return JSON.stringify(await peaksOf(output));
  });
}

/** Under which names the cache may have it. */
function tagsOf(sha256: string, rule: RawAudioRule | null): readonly string[] {
  return rule === null ? [sha256] : [sha256, rawTag(sha256, rule)];
}

/** Bytes without a header are another sound by another rule. */
function rawTag(sha256: string, { codec, sampleRate, channels }: RawAudioRule): string {
  return `${sha256}-${codec}-${String(sampleRate)}-${String(channels)}`;
}

async function stampOf(path: string): Promise<{ readonly size: number; readonly mtimeNs: bigint }> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return { size: Number(size), mtimeNs };
}

const DIGEST_READ_BYTES = 1024 ** 2;

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: DIGEST_READ_BYTES }), hash, { signal });
  return hash.digest('hex');
}

function away(why: string): Refused {
  return new Refused('RECORDING_AWAY', { why });
}
