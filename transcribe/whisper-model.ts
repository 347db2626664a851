import whisper from '@napi-rs/whisper';
import type { Word } from '../ingest/transcript.ts';
import { floatsOf, readWindow } from './pcm.ts';
import type { Window } from './engine.ts';
import { MAX_TOKENS } from './whisper-options.ts';

const { Whisper, WhisperFullParams, WhisperSamplingStrategy } = whisper;
export type WhisperModel = InstanceType<typeof Whisper>;

/** whisper.cpp refuses less than a second; silence fills up. */
const MIN_SAMPLES = 17_600;
const SAMPLES_PER_FRAME = 320;
const FULL_CONTEXT_FRAMES = 1_500;
/** Callbacks come after the text; when they stop coming the text stands alone. */
const WORDS_LATE_MS = 500;

/** Loads a ggml model; throws whatever the engine throws when the file is damaged. About 180 MB for base. */
export function loadWhisper(modelPath: string): WhisperModel {
  return new Whisper(modelPath);
}

/** Text and words of a window, words on the recording's timeline. Blocks while the engine works. */
export async function recogniseWindow(
  model: WhisperModel,
  path: string,
  window: Window,
  language: string,
  prompt: string,
): Promise<{ text: string; words: Word[] }> {
  const samples = floatsOf(readWindow(path, window), MIN_SAMPLES);
  const params = paramsFor(samples, language);
  if (prompt !== '') params.initialPrompt = prompt;
  const words = collectWords(params, window);
  const text = model.full(params, samples).trim();
  return { text, words: await words.whenComplete(text) };
}

/** ISO 639-1 of the language that the engine hears in a window. */
export function detectWindow(model: WhisperModel, path: string, window: Window): string {
  const samples = floatsOf(readWindow(path, window), MIN_SAMPLES);
  const params = paramsFor(samples, 'auto');
  params.detectLanguage = true;
  model.full(params, samples);
  return Whisper.lang(model.fullLangId) ?? '';
}

function paramsFor(samples: Float32Array, language: string): InstanceType<typeof WhisperFullParams> {
  const params = new WhisperFullParams(WhisperSamplingStrategy.Greedy);
  params.language = language;
  params.nThreads = 1;
  params.noContext = true;
  params.maxTokens = MAX_TOKENS;
  params.audioCtx = fittedContext(samples.length);
  params.printProgress = false;
  params.printRealtime = false;
  params.printTimestamps = false;
  return params;
}

/**
 * The encoder looks at 30 s whatever it is given, unless told less: fitted to the window it costs 3–9 times less, at no
 * visible cost in errors. 128 frames (2.6 s) of room, in steps of 64.
 */
function fittedContext(samples: number): number {
  return Math.min(FULL_CONTEXT_FRAMES, Math.ceil((samples / SAMPLES_PER_FRAME + 128) / 64) * 64);
}

/** One segment a word; times come in units of 10 ms, callbacks only after `full` has given back the loop. */
function collectWords(
  params: InstanceType<typeof WhisperFullParams>,
  window: Window,
): { whenComplete: (text: string) => Promise<Word[]> } {
  const words: Word[] = [];
  let onWord = (): void => undefined;
  params.tokenTimestamps = true;
  params.maxLen = 1;
  params.splitOnWord = true;
  params.onNewSegment = ({ text, start, end }) => {
    const place = (units: number): number => Math.min(window.startMs + units * 10, window.endMs);
    if (text.trim() !== '')
      words.push({ text: text.trim(), startMs: place(start), endMs: place(end), confidence: null });
    onWord();
  };
  return {
    whenComplete: (text) =>
      new Promise((resolve) => {
        const letters = lettersIn(text);
        const done = (): void => {
          clearTimeout(late);
          resolve(words);
        };
        const late = setTimeout(done, WORDS_LATE_MS);
        onWord = () => {
          if (words.reduce((sum, word) => sum + lettersIn(word.text), 0) >= letters) done();
        };
        onWord();
      }),
  };
}

function lettersIn(text: string): number {
  return text.replace(/\s/g, '').length;
}
