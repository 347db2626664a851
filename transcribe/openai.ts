import { openAsBlob } from 'node:fs';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import { withRetry } from '../retry.ts';
import type { Heard, PcmFile, RecogniseRequest, SpeechEngine, Window } from './engine.ts';
import { bestCandidate } from './language.ts';
import { bytesOfMs } from './pcm.ts';
import { withPunctuation } from './punctuation.ts';
import { createSlots } from './slots.ts';
import { wavHeader } from './wav.ts';

export type OpenAiEndpoint = {
  /** Up to and with the version: `https://gpu.example/v1`. */
  readonly baseUrl: string;
  /** '' for a service of one's own that asks for none. */
  readonly apiKey: string;
  readonly model: string;
};

export type OpenAiLimits = {
  /** Requests at once. */
  readonly concurrency: number;
  /** For one window, from sending to the last byte of the answer. */
  readonly deadlineMs: number;
  /** Tries in all, and the waits between them: doubled each time. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
};

/** A window is 30 s at most; a service that is slower than real time at four at once is too small for its work. */
export const DEFAULT_LIMITS: OpenAiLimits = {
  concurrency: 4,
  deadlineMs: 60_000,
  attempts: 5,
  firstDelayMs: 500,
  maxDelayMs: 15_000,
};

/**
 * Any service with OpenAI's `/audio/transcriptions`. Throws ENGINE_UNAVAILABLE (retriable: no connection, deadline, 408,
 * 409, 429, 5xx, after the retries of the plan), ENGINE_UNAUTHORISED, ENGINE_REFUSED, ENGINE_ANSWER_INVALID. A window
 * whose answer is late each time, while others are answered, is marked timed out.
 */
export function openAiEngine(endpoint: OpenAiEndpoint, limits: OpenAiLimits = DEFAULT_LIMITS): SpeechEngine {
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey === '' ? 'none' : endpoint.apiKey,
    // The package would take these from the environment, and would log what callers say.
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    // A key goes where it was meant to go.
    fetchOptions: { redirect: 'error' },
  });
  const slots = createSlots(Array.from({ length: limits.concurrency }, (_, nth) => nth));
  const policy = { ...limits, retryIf: (error: unknown) => error instanceof EtalonError && error.retriable };
  const ask: Ask = (pcm, window, language, prompt, signal) =>
    slots.use(() => {
      const once = (): Promise<Answer> =>
        transcribe(client, { ...endpoint, ...limits }, pcm, window, { language, prompt }, signal);
      return withRetry(once, policy, signal);
    });
  return {
    name: 'openai',
    model: endpoint.model,
    options: { wordTimes: true },
    recognise: (request, signal, onWindow) => recogniseAll(ask, request, signal, onWindow),
    detectLanguage: async (pcm, window, candidates, signal) => {
      const { language } = await ask(pcm, window, '', '', signal);
      return bestCandidate(codeOf(language), candidates);
    },
    close: () => Promise.resolve(),
  };
}

type Ask = (pcm: PcmFile, window: Window, language: string, prompt: string, signal: AbortSignal) => Promise<Answer>;

async function recogniseAll(
  ask: Ask,
  { pcm, windows, language, prompt }: RecogniseRequest,
  signal: AbortSignal,
  onWindow?: (heard: Heard) => void,
): Promise<readonly Heard[]> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const late: EtalonError[] = [];
  const one = async (window: Window): Promise<Heard> => {
    const answer = await ask(pcm, window, language, prompt, both).catch((error: unknown) => {
      if (!isDeadline(error)) throw error;
      late.push(error);
      return null;
    });
    const heard = answer === null ? { window, text: '', words: [], timedOut: true } : heardIn(window, answer);
    onWindow?.(heard);
    return heard;
  };
  try {
    const heard = await Promise.all(windows.map(one));
    // Late every time: the service is away, and nothing says that the sound is at fault.
    if (late[0] !== undefined && late.length === windows.length) throw late[0];
    return heard;
  } catch (error) {
    // What still runs for this recording would be paid for and thrown away.
    stop.abort(error);
    throw error;
  }
}

const answerSchema = z.object({
  text: z.string(),
  language: z.string().nullish(),
  /** Seconds from the start of the window. */
  words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })).nullish(),
});
type Answer = z.infer<typeof answerSchema>;

async function transcribe(
  client: OpenAI,
  { model, deadlineMs }: OpenAiEndpoint & OpenAiLimits,
  pcm: PcmFile,
  window: Window,
  { language, prompt }: { readonly language: string; readonly prompt: string },
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const file = await wavOf(pcm, window);
  try {
    const answer: unknown = await client.audio.transcriptions.create(
      {
        file,
        model,
        response_format: 'verbose_json',
        timestamp_granularities: ['word'],
        ...(language === '' ? {} : { language }),
        ...(prompt === '' ? {} : { prompt }),
      },
      { signal: AbortSignal.any([signal, deadline]), timeout: deadlineMs },
    );
    return answerSchema.parse(answer);
  } catch (cause) {
    signal.throwIfAborted();
    throw deadline.aborted ? away(DEADLINE, cause) : errorOf(cause);
  }
}

/** A window as a file that is read while it is sent: all windows of an hour are 100 MB, and none is needed twice. */
async function wavOf({ path, sampleRate }: PcmFile, window: Window): Promise<File> {
  const samples = (await openAsBlob(path)).slice(bytesOfMs(window.startMs), bytesOfMs(window.endMs));
  return new File([wavHeader(samples.size, sampleRate), samples], 'window.wav', { type: 'audio/wav' });
}

const DEADLINE = 'deadline';
/** Statuses that pass by themselves; 5xx as well. */
const PASSING_STATUSES: readonly number[] = [408, 409, 425, 429];
const REFUSED_KEY_STATUSES: readonly number[] = [401, 403];

function errorOf(cause: unknown): EtalonError {
  if (cause instanceof APIConnectionError || cause instanceof APIUserAbortError) return away('no connection', cause);
  const status = cause instanceof APIError && typeof cause.status === 'number' ? cause.status : null;
  if (status === null) return new EtalonError('ENGINE_ANSWER_INVALID', {}, { cause });
  if (status >= 500 || PASSING_STATUSES.includes(status)) return away(status, cause);
  if (REFUSED_KEY_STATUSES.includes(status)) return new EtalonError('ENGINE_UNAUTHORISED', { status }, { cause });
  return new EtalonError('ENGINE_REFUSED', { status }, { cause });
}

function away(status: number | string, cause: unknown): EtalonError {
  return new EtalonError('ENGINE_UNAVAILABLE', { status }, { cause });
}

function isDeadline(error: unknown): error is EtalonError {
  return error instanceof EtalonError && error.code === 'ENGINE_UNAVAILABLE' && error.params['status'] === DEADLINE;
}

function heardIn(window: Window, answer: Answer): Heard {
  const text = answer.text.trim();
  const place = (seconds: number): number =>
    Math.min(window.endMs, window.startMs + Math.max(0, Math.round(seconds * 1_000)));
  const words = (answer.words ?? []).map(({ word, start, end }) => ({
    text: word,
    startMs: place(start),
    endMs: place(Math.max(start, end)),
    confidence: null,
  }));
  return { window, text, words: withPunctuation(words, text), timedOut: false };
}

/** Some services answer with the English name of the language, some with its code. */
const CODES: Readonly<Record<string, string>> = {
  russian: 'ru',
  ukrainian: 'uk',
  bulgarian: 'bg',
  polish: 'pl',
  english: 'en',
  belarusian: 'be',
  macedonian: 'mk',
  czech: 'cs',
  slovak: 'sk',
};

function codeOf(language: string | null | undefined): string {
  const heard = (language ?? '').toLowerCase();
  return CODES[heard] ?? heard;
}
