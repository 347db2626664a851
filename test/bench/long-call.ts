import { join } from 'node:path';
import { makeAudio } from '../harness/speech-tools.ts';
import { SAMPLES } from './samples.ts';

const SAMPLE = join(SAMPLES, 'inbox', 'shop', 'good-call.wav');
/** Of each minute; the rest of it is a pause, in which a line hums and nobody speaks. */
const SPOKEN_SECONDS = 45;

/** Makes a two-channel call (µ-law, 8 kHz) of so many minutes: the beginning of a sample and a pause, again and again. */
export function makeLongCall(path: string, minutes: number, workFolder: string, spokenSeconds = SPOKEN_SECONDS): void {
  const unit = join(workFolder, 'minute.wav');
  const form = ['-c:a', 'pcm_mulaw', '-ar', '8000'];
  makeAudio('-t', String(spokenSeconds), '-i', SAMPLE, '-af', 'apad=whole_dur=60', '-t', '60', ...form, unit);
  makeAudio('-stream_loop', String(minutes - 1), '-i', unit, '-t', String(minutes * 60), ...form, path);
}
