import { join } from 'node:path';
import type { AudioGuards } from '../../transcribe/audio-guards.ts';
import { inWorkFolder } from '../../transcribe/work-folder.ts';
import { readWavFacts, writePlayableWav } from '../audio/playable-wav.ts';
import type { UploadParts } from './take-upload.ts';

/**
 * How long a recording is, by decoding it: what a header says of it may be wrong or missing. An hour takes a few seconds.
 * What cannot be decoded is refused while its sender still looks at the page.
 */
export function recordingLength(
  {
    ffmpegPath,
    guards,
    workRoot,
  }: { readonly ffmpegPath: string; readonly guards: AudioGuards; readonly workRoot: string },
  signal: AbortSignal,
): UploadParts['lengthOf'] {
  return (path, format) =>
    inWorkFolder(workRoot, async (folder) => {
      const output = join(folder, 'whole.wav');
      const refusal = await writePlayableWav(ffmpegPath, guards, { path, format, output }, signal);
      if (refusal !== null) return refusal;
      const { frames, sampleRate } = await readWavFacts(output);
      return Math.round((frames / sampleRate) * 1_000);
    });
}
