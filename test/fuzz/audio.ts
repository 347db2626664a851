import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtalonError } from '../../errors.ts';
import type { RawAudioRule, RawCodec } from '../../ingest/recordings/raw-audio-rule.ts';
import { transcribeRecording } from '../../transcribe/transcribe.ts';
import { amrTone } from '../harness/amr.ts';
import { gsmTone, gsmToneWav } from '../harness/gsm.ts';
import { depsIn, HEARD_PROJECT, jobFor } from '../harness/hearing.ts';
import { makeAudio } from '../harness/speech-tools.ts';
import { chanceOf } from '../simulation/chance.ts';
import { damaged } from './mutate.ts';

/** What became of damaged recordings. */
export type RecordingsHeard = { readonly decoded: number; readonly refused: Readonly<Record<string, number>> };

type Specimen = {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the project says of recordings without a header; null = it has one. Without one anything may be sound. */
  readonly withoutHeader: RawAudioRule | null;
};

const SOUND = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*880*t):s=8000:d=1'];
/** One of each form in which telephone systems record, by the ending that tells ffmpeg what to make. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'pcm.wav': ['-c:a', 'pcm_s16le'],
  'pcm8.wav': ['-c:a', 'pcm_u8'],
  'mulaw.wav': ['-c:a', 'pcm_mulaw'],
  'alaw.wav': ['-c:a', 'pcm_alaw', '-ac', '1'],
  'adpcm.wav': ['-c:a', 'adpcm_ima_wav'],
  'ms.wav': ['-c:a', 'adpcm_ms'],
  'g722.wav': ['-c:a', 'g722', '-ac', '1', '-ar', '16000'],
  'call.mp3': ['-c:a', 'libmp3lame', '-ar', '16000'],
  'call.opus': ['-c:a', 'libopus'],
  'call.flac': ['-c:a', 'flac'],
  'call.m4a': ['-c:a', 'aac'],
  'call.au': ['-c:a', 'pcm_mulaw'],
};
/** The same without a header. */
const RAW: Readonly<Record<'mulaw' | 'alaw' | 'g722', readonly string[]>> = {
  mulaw: ['-c:a', 'pcm_mulaw', '-f', 'mulaw'],
  alaw: ['-c:a', 'pcm_alaw', '-f', 'alaw'],
  g722: ['-c:a', 'g722', '-ar', '16000', '-f', 'g722'],
};
const GSM_FRAMES = 50;

/**
 * Damaged recordings of every form through identification and decoding as they are in the line; what they say is not
 * asked. Throws with the seed at the first that ends in anything but samples, a reason or an error of ours, or that
 * leaves something behind.
 */
export async function fuzzRecordings(from: number, count: number): Promise<RecordingsHeard> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-fuzz-'));
  try {
    const specimens = specimensIn(folder);
    for (const { name, bytes, withoutHeader } of specimens)
      if ((await hear(folder, bytes, withoutHeader)) !== null) throw new Error(`${name} is refused without any damage`);
    const refused: Record<string, number> = {};
    let decoded = 0;
    for (let seed = from; seed < from + count; seed++) {
      const chance = chanceOf(seed);
      const specimen = chance.pick(specimens);
      const outcome = await hear(folder, damaged(specimen.bytes, chance), specimen.withoutHeader).catch(
        (cause: unknown) => {
          throw new Error(`recording of seed ${String(seed)} (${specimen.name})`, { cause });
        },
      );
      if (outcome === null) decoded += 1;
      else refused[outcome] = (refused[outcome] ?? 0) + 1;
    }
    return { decoded, refused };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function specimensIn(folder: string): readonly Specimen[] {
  const made = Object.entries(FORMS).map(([name, encoding]) => {
    const path = join(folder, name);
    makeAudio(...SOUND, ...encoding, path);
    return { name, bytes: readFileSync(path), withoutHeader: null };
  });
  const raw = (['mulaw', 'alaw', 'g722'] as const).map((codec) => {
    const path = join(folder, `call.${codec}`);
    makeAudio(...SOUND, '-ac', '1', ...RAW[codec], path);
    return { name: `call.${codec}`, bytes: readFileSync(path), withoutHeader: ruleFor(codec) };
  });
  // Those that ffmpeg cannot write everywhere.
  const byHand = [
    { name: 'gsm.wav', bytes: gsmToneWav(GSM_FRAMES), withoutHeader: null },
    { name: 'call.gsm', bytes: gsmTone(GSM_FRAMES), withoutHeader: ruleFor('gsm') },
    { name: 'call.amr', bytes: amrTone(1), withoutHeader: null },
  ];
  return [...made, ...raw, ...byHand];
}

function ruleFor(codec: RawCodec): RawAudioRule {
  return { codec, sampleRate: codec === 'g722' ? 16_000 : 8_000, channels: 1 };
}

/** The code of the refusal, null = decoded. */
async function hear(folder: string, bytes: Uint8Array, withoutHeader: RawAudioRule | null): Promise<string | null> {
  const path = join(folder, 'damaged');
  writeFileSync(path, bytes);
  const deps = depsIn(folder);
  mkdirSync(deps.workRoot, { recursive: true });
  const project = { ...HEARD_PROJECT, recordings: { ...HEARD_PROJECT.recordings, withoutHeader } };
  const heard = await transcribeRecording(
    deps,
    jobFor(path, { project, language: 'en' }),
    new AbortController().signal,
  ).catch((error: unknown) => {
    if (error instanceof EtalonError && error.code !== 'UNEXPECTED') return { kind: 'thrown' as const, error };
    throw error;
  });
  const left = readdirSync(deps.workRoot);
  if (left.length > 0) throw new Error(`left in the work folder: ${left.join(', ')}`);
  if (heard.kind === 'thrown') throw new Error(`no fault of the recording's: ${heard.error.code}`);
  return heard.kind === 'refused' ? heard.reason.code : null;
}
