import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Word } from '../../../ingest/transcript.ts';
import type { PcmFile, SpeechEngine, Window } from '../../../transcribe/engine.ts';
import { createSlots } from '../../../transcribe/slots.ts';
import type { SpeechReply, SpeechRequest } from '../../../transcribe/speech-messages.ts';
import type { Asked, SpeechProcess } from '../../../transcribe/speech-process.ts';
import { DEFAULT_DEADLINES } from '../../../transcribe/speech-slots.ts';
import { requireVoskLibrary, VOSK_OPTIONS } from '../../../transcribe/vosk-options.ts';
import { meanConfidence, voskEngine } from '../../../transcribe/vosk.ts';

const PCM: PcmFile = { path: 'call.pcm', sampleRate: 16_000 };
const WINDOW: Window = { startMs: 1_000, endMs: 3_000 };
const signal = new AbortController().signal;

const word = (startMs: number, endMs: number, confidence: number): Word => ({ text: 'да', startMs, endMs, confidence });
const heard = (...words: readonly Word[]): SpeechReply => ({ kind: 'heard', text: 'да', words: [...words] });
const answered = (reply: SpeechReply): Asked => ({ kind: 'answered', reply });

/** An engine with Russian and Ukrainian models over one process, which answers as the test says. */
function engineOver(answer: (request: SpeechRequest, nth: number) => Asked): {
  readonly engine: SpeechEngine;
  readonly asked: SpeechRequest[];
  readonly deadlines: number[];
} {
  const asked: SpeechRequest[] = [];
  const deadlines: number[] = [];
  const process: SpeechProcess = {
    ask: (request, deadlineMs) => {
      deadlines.push(deadlineMs);
      return Promise.resolve(answer(request, asked.push(request) - 1));
    },
    pid: () => 7,
    close: () => Promise.resolve(),
  };
  const models = { model: 'both', folders: { ru: '/models/ru', uk: '/models/uk' }, known: () => [] };
  const engine = voskEngine({ ...models, deadlines: DEFAULT_DEADLINES }, createSlots([process]), () =>
    Promise.resolve(),
  );
  return { engine, asked, deadlines };
}

const recognise = (
  engine: SpeechEngine,
  windows: readonly Window[] = [WINDOW],
): ReturnType<SpeechEngine['recognise']> => engine.recognise({ pcm: PCM, windows, language: 'ru', prompt: '' }, signal);
const loads = (request: SpeechRequest): Asked => answered(request.kind === 'load' ? { kind: 'loaded' } : heard());

describe('the engine vosk', () => {
  it('has a model loaded once a process, with ten times the patience', async () => {
    const { engine, asked, deadlines } = engineOver(loads);
    await recognise(engine, [WINDOW, WINDOW, WINDOW]);
    expect(asked.map(({ kind }) => kind)).toEqual(['load', 'recognise', 'recognise', 'recognise']);
    expect(deadlines.slice(0, 2)).toEqual([300_000, 36_000]);
  });

  it('takes the language whose model is surer over the window, not of single words', async () => {
    const { engine } = engineOver((request) => {
      if (request.kind !== 'recognise') return loads(request);
      const sureOfLittle = heard(word(1_000, 1_200, 1));
      return answered(
        request.language === 'ru' ? sureOfLittle : heard(word(1_000, 2_000, 0.9), word(2_000, 3_000, 0.7)),
      );
    });
    expect(await engine.detectLanguage(PCM, WINDOW, ['ru', 'uk', 'bg'], signal)).toBe('uk');
  });

  it('asks nobody when only one candidate has a model', async () => {
    const { engine, asked } = engineOver(loads);
    expect(await engine.detectLanguage(PCM, WINDOW, ['bg', 'uk'], signal)).toBe('uk');
    expect(asked).toEqual([]);
  });

  it('takes a process that ends while it loads for a damaged model, and does not try it for every window', async () => {
    const { engine, asked } = engineOver(() => ({ kind: 'ended', how: 'SIGABRT' }));
    await expect(recognise(engine, Array<Window>(20).fill(WINDOW))).rejects.toMatchObject({
      code: 'SPEECH_MODEL_DAMAGED',
      params: { model: 'ru' },
    });
    // Twice for the first, and for the one that had the slot next when it was told.
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['was killed, as for want of memory', { kind: 'ended', how: 'SIGKILL' }],
    ['never came to an end of loading', { kind: 'late' }],
  ] as const)('tries again later when a process %s', async (_, how) => {
    const { engine } = engineOver(() => how);
    await expect(recognise(engine)).rejects.toMatchObject({ code: 'SPEECH_PROCESS_FAILED', retriable: true });
  });

  it('marks a window whose process was late', async () => {
    const { engine } = engineOver((request, nth) => (nth === 1 ? { kind: 'late' } : loads(request)));
    const [first, second] = await recognise(engine, [WINDOW, WINDOW]);
    expect([first?.timedOut, second?.timedOut]).toEqual([true, false]);
  });
});

describe('mean confidence', () => {
  it('is weighed by time, and silence counts as not sure', () => {
    const of = (...words: readonly Word[]): number =>
      meanConfidence({ window: WINDOW, text: '', words, timedOut: false });
    expect(of()).toBe(0);
    expect(of(word(1_000, 2_000, 0.8))).toBeCloseTo(0.4);
    expect(of(word(1_000, 2_000, 1), word(2_000, 3_000, 0.5))).toBeCloseTo(0.75);
  });
});

describe('libvosk', () => {
  it('is there for Linux x64 and macOS, and its absence elsewhere is told', () => {
    expect(requireVoskLibrary('linux-x64')).toMatch(/libvosk\.so$/);
    expect(requireVoskLibrary('darwin-arm64')).toMatch(/libvosk\.dylib$/);
    expect(() => requireVoskLibrary('linux-arm64')).toThrow('no library for this machine (linux-arm64)');
  });

  it('is the version that transcripts name', () => {
    const Manifest = z.object({ dependencies: z.object({ vosk: z.string() }) });
    const { vosk } = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8'))).dependencies;
    expect(VOSK_OPTIONS.libvosk).toBe(vosk);
  });
});
