import { z } from 'zod';
import type { Word } from '../ingest/transcript.ts';
import type { Window } from './engine.ts';
import { bytesOfMs, readWindow } from './pcm.ts';
import { loadVoskModel } from './vosk-library.ts';
import type { VoskModel } from './vosk-library.ts';

/** What ffmpeg leaves behind; a model of 8 kHz takes it down itself (`--allow-downsample` in its conf/mfcc.conf). */
const SAMPLE_RATE = 16_000;
/** Sound given at once: between two pieces the process answers, so small enough to be soon and large enough to cost nothing. */
const PIECE_MS = 500;
/** How Vosk writes a sound that is no word it knows. */
const UNKNOWN_WORDS: readonly string[] = ['[unk]', '<unk>'];

const resultSchema = z.object({
  text: z.string().default(''),
  result: z.array(z.object({ word: z.string(), start: z.number(), end: z.number(), conf: z.number() })).default([]),
});
type Result = z.infer<typeof resultSchema>;

/**
 * Loads a model and makes a recogniser of it once: only then it is known that the decoding graph can be used.
 * @throws EtalonError SPEECH_MODEL_DAMAGED
 */
export async function loadVosk(folder: string): Promise<VoskModel> {
  const model = await loadVoskModel(folder);
  try {
    model.createRecogniser(SAMPLE_RATE).free();
    return model;
  } catch (error) {
    model.free();
    throw error;
  }
}

/**
 * Text and words of a window, words on the recording's timeline with their confidence, 0–1. A recogniser a window: what
 * one caller said adapts nothing of the next, and times begin with the window.
 */
export async function recogniseVoskWindow(
  model: VoskModel,
  path: string,
  window: Window,
): Promise<{ text: string; words: Word[] }> {
  const recogniser = model.createRecogniser(SAMPLE_RATE);
  try {
    const results: Result[] = [];
    const samples = readWindow(path, window);
    for (let at = 0; at < samples.length; at += bytesOfMs(PIECE_MS)) {
      const complete = await recogniser.accept(samples.subarray(at, at + bytesOfMs(PIECE_MS)));
      if (complete) results.push(parsed(recogniser.result()));
    }
    results.push(parsed(recogniser.finalResult()));
    const words = results.flatMap(({ result }) => result).filter(({ word }) => !UNKNOWN_WORDS.includes(word));
    return { text: words.map(({ word }) => word).join(' '), words: words.map((word) => placed(word, window)) };
  } finally {
    recogniser.free();
  }
}

function parsed(json: string): Result {
  return resultSchema.parse(JSON.parse(json));
}

function placed({ word, start, end, conf }: Result['result'][number], window: Window): Word {
  const place = (seconds: number): number =>
    Math.min(window.endMs, window.startMs + Math.max(0, Math.round(seconds * 1_000)));
  return {
    text: word,
    startMs: place(start),
    endMs: place(Math.max(start, end)),
    confidence: Math.min(1, Math.max(0, conf)),
  };
}
