import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { placesOf } from '../../setup/places.js';

const { models: MODELS, bin: BIN } = placesOf(process.env);

/** The real tools the speech tests run on. A missing one fails the test that asks for it; nothing is skipped. */
export const speechTools = {
  ffmpeg: (): string => present('ffmpeg', ffmpegPath()),
  vadModel: (): string => present('the voice detector model', join(MODELS, 'silero_vad.onnx')),
  whisperModel: (): string => present('the speech model', join(MODELS, 'ggml-base-q8_0.bin')),
};

/** Makes a file with ffmpeg: `args` end with the output's path. */
export function makeAudio(...args: readonly string[]): void {
  execFileSync(speechTools.ffmpeg(), ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args]);
}

function ffmpegPath(): string {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'ffmpeg'));
  const tried = [process.env['FFMPEG_BIN'] ?? '', join(BIN, 'ffmpeg'), ...onPath];
  return tried.find((path) => path !== '' && existsSync(path)) ?? 'ffmpeg';
}

function present(what: string, path: string): string {
  if (existsSync(path)) return path;
  throw new Error(`${what} is not there: run \`npm run setup\` first.`);
}
