import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtalonError } from '../../errors.ts';
import { transcribeRecording } from '../../transcribe/transcribe.ts';
import { depsIn, HEARD_PROJECT, jobFor } from '../harness/hearing.ts';
import { makeAudio } from '../harness/speech-tools.ts';
import { chanceOf } from '../simulation/chance.ts';
import { damaged } from './mutate.ts';

/** What became of damaged recordings. */
export type RecordingsHeard = { readonly decoded: number; readonly refused: Readonly<Record<string, number>> };

const SOUND = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*880*t):s=8000:d=1'];
/** One of each form in which telephone systems record, by the ending that tells ffmpeg what to make. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'pcm.wav': ['-c:a', 'pcm_s16le'],
  'pcm8.wav': ['-c:a', 'pcm_u8'],
  'mulaw.wav': ['-c:a', 'pcm_mulaw'],
  'alaw.wav': ['-c:a', 'pcm_alaw', '-ac', '1'],
  'adpcm.wav': ['-c:a', 'adpcm_ima_wav'],
  'ms.wav': ['-c:a', 'adpcm_ms'],
  'call.mp3': ['-c:a', 'libmp3lame', '-ar', '16000'],
  'call.opus': ['-c:a', 'libopus'],
  'call.flac': ['-c:a', 'flac'],
  'call.m4a': ['-c:a', 'aac'],
  'call.au': ['-c:a', 'pcm_mulaw'],
};
/** Without a header anything may be sound. */
const RAW = 'call.ulaw';
const RAW_RULE = { codec: 'mulaw', sampleRate: 8_000, channels: 1 } as const;

/**
 * Damaged recordings of every form through identification and decoding as they are in the line; what they say is not
 * asked. Throws with the seed at the first that ends in anything but samples, a reason or an error of ours, or that
 * leaves something behind.
 */
export async function fuzzRecordings(from: number, count: number): Promise<RecordingsHeard> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-fuzz-'));
  try {
    const specimens = specimensIn(folder);
    const refused: Record<string, number> = {};
    let decoded = 0;
    for (let seed = from; seed < from + count; seed++) {
      const chance = chanceOf(seed);
      const specimen = chance.pick(specimens);
      const outcome = await hear(folder, damaged(specimen.bytes, chance), specimen.name === RAW).catch(
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

function specimensIn(folder: string): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const made = Object.entries(FORMS).map(([name, encoding]) => {
    const path = join(folder, name);
    makeAudio(...SOUND, ...encoding, path);
    return { name, bytes: readFileSync(path) };
  });
  const raw = join(folder, RAW);
  makeAudio(...SOUND, '-ac', '1', '-c:a', 'pcm_mulaw', '-f', 'mulaw', raw);
  return [...made, { name: RAW, bytes: readFileSync(raw) }];
}

/** The code of the refusal, null = decoded. */
async function hear(folder: string, bytes: Buffer, raw: boolean): Promise<string | null> {
  const path = join(folder, 'damaged');
  writeFileSync(path, bytes);
  const deps = depsIn(folder);
  mkdirSync(deps.workRoot, { recursive: true });
  const withoutHeader = raw ? RAW_RULE : null;
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
