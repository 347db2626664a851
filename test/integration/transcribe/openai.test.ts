import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecogniseRequest, SpeechEngine } from '../../../transcribe/engine.ts';
import { DEFAULT_LIMITS, openAiEngine } from '../../../transcribe/openai.ts';
import type { OpenAiLimits } from '../../../transcribe/openai.ts';
import { testFolder } from '../../harness/hearing.ts';
import { transcriptionServer } from '../../harness/transcription-server.ts';
import type { Reply, TranscriptionServer, Received } from '../../harness/transcription-server.ts';

const WINDOWS = [
  { startMs: 1_000, endMs: 3_000 },
  { startMs: 5_000, endMs: 9_500 },
];
const HELLO = {
  text: 'Hello, Amber House.',
  language: 'english',
  duration: 2,
  words: [
    { word: 'hello', start: 0.1, end: 0.5 },
    { word: 'amber', start: 0.6, end: 0.9 },
    { word: 'house', start: 0.9, end: 1.4 },
  ],
};
const OK: Reply = { status: 200, body: HELLO };
const signal = new AbortController().signal;

let folder: ReturnType<typeof testFolder>;
let server: TranscriptionServer;
let request: RecogniseRequest;
beforeEach(() => {
  folder = testFolder();
  const path = join(folder.path, 'channel.pcm');
  writeFileSync(path, Buffer.alloc(10_000 * 32, 1));
  request = { pcm: { path, sampleRate: 16_000 }, windows: WINDOWS, language: 'en', prompt: 'Amber House' };
});
afterEach(async () => {
  await server.close();
  folder.remove();
});

async function engineAt(
  reply: (request: Received, nth: number) => Reply,
  limits: Partial<OpenAiLimits> = {},
): Promise<SpeechEngine> {
  server = await transcriptionServer(reply);
  const endpoint = { baseUrl: server.baseUrl, apiKey: 'secret-key', model: 'whisper-large-v3' };
  return openAiEngine(endpoint, { ...DEFAULT_LIMITS, firstDelayMs: 1, maxDelayMs: 5, attempts: 3, ...limits });
}

describe('an OpenAI-compatible endpoint', () => {
  it('is asked as its interface says, with the samples of each window', async () => {
    const engine = await engineAt(() => OK, { concurrency: 1 });
    await engine.recognise(request, signal);
    expect(server.received).toEqual(
      [2_000, 4_500].map((ms) => ({
        method: 'POST',
        path: '/v1/audio/transcriptions',
        authorization: 'Bearer secret-key',
        fields: {
          model: ['whisper-large-v3'],
          language: ['en'],
          prompt: ['Amber House'],
          response_format: ['verbose_json'],
          'timestamp_granularities[]': ['word'],
        },
        samples: ms * 16,
      })),
    );
  });

  it('answers in the order of the windows, words on the recording’s timeline with the text’s punctuation', async () => {
    const engine = await engineAt(({ samples }) => ({
      status: 200,
      body: samples === 32_000 ? HELLO : { ...HELLO, text: 'Yes.', words: [] },
    }));
    const heard = await engine.recognise(request, signal);
    expect(heard.map(({ window, text, timedOut }) => [window, text, timedOut])).toEqual([
      [WINDOWS[0], 'Hello, Amber House.', false],
      [WINDOWS[1], 'Yes.', false],
    ]);
    expect(heard[0]?.words).toEqual([
      { text: 'Hello,', startMs: 1_100, endMs: 1_500, confidence: null },
      { text: 'Amber', startMs: 1_600, endMs: 1_900, confidence: null },
      { text: 'House.', startMs: 1_900, endMs: 2_400, confidence: null },
    ]);
  });

  it('detects the language without being told one', async () => {
    const engine = await engineAt(() => ({ status: 200, body: { ...HELLO, language: 'Ukrainian' } }));
    const window = { startMs: 0, endMs: 1_000 };
    expect(await engine.detectLanguage(request.pcm, window, ['ru', 'uk'], signal)).toBe('uk');
    expect(server.received[0]?.fields).not.toHaveProperty('language');
  });

  it.each<[string, Reply]>([
    ['500', { status: 500, body: { error: { message: 'busy' } } }],
    ['503 as a page', { status: 503, body: '<html>maintenance</html>' }],
    ['429', { status: 429, body: { error: { message: 'slow down' } } }],
    ['408', { status: 408, body: {} }],
    ['a closed connection', 'hang up'],
  ])('%s passes: it is asked again', async (_, fault) => {
    const engine = await engineAt((_request, nth) => (nth === 1 ? fault : OK));
    const heard = await engine.recognise({ ...request, windows: WINDOWS.slice(0, 1) }, signal);
    expect(heard[0]?.text).toBe('Hello, Amber House.');
    expect(server.received).toHaveLength(2);
  });

  it('is given up after its tries, and may be asked again later', async () => {
    const engine = await engineAt(() => ({ status: 503, body: {} }));
    const recognising = engine.recognise({ ...request, windows: WINDOWS.slice(0, 1) }, signal);
    await expect(recognising).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      retriable: true,
      params: { status: 503 },
    });
    expect(server.received).toHaveLength(3);
  });

  it.each<[number, string]>([
    [401, 'ENGINE_UNAUTHORISED'],
    [403, 'ENGINE_UNAUTHORISED'],
    [400, 'ENGINE_REFUSED'],
    [404, 'ENGINE_REFUSED'],
  ])('%d does not pass: it is not asked again', async (status, code) => {
    const engine = await engineAt(() => ({ status, body: { error: { message: 'no' } } }));
    const recognising = engine.recognise({ ...request, windows: WINDOWS.slice(0, 1) }, signal);
    await expect(recognising).rejects.toMatchObject({ code, retriable: false, params: { status } });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['a page', '<html>Welcome</html>'],
    ['another shape', { result: 'ok' }],
    ['nothing', ''],
    ['words without times', { text: 'hello', words: [{ word: 'hello' }] }],
  ])('%s is no transcript', async (_, body) => {
    const engine = await engineAt(() => ({ status: 200, body }));
    const recognising = engine.recognise({ ...request, windows: WINDOWS.slice(0, 1) }, signal);
    await expect(recognising).rejects.toMatchObject({ code: 'ENGINE_ANSWER_INVALID' });
  });

  it.each<Reply>(['hang', 'stall'])(
    'an answer that does not come (%s) ends with its deadline; that window alone is marked',
    async (fault) => {
      const engine = await engineAt(({ samples }) => (samples === 32_000 ? fault : OK), {
        deadlineMs: 200,
        attempts: 2,
      });
      const heard = await engine.recognise(request, signal);
      expect(heard.map(({ text, timedOut }) => [text, timedOut])).toEqual([
        ['', true],
        ['Hello, Amber House.', false],
      ]);
    },
  );

  it('an endpoint that never answers is away: no recording becomes silent by it', async () => {
    const engine = await engineAt(() => 'hang', { deadlineMs: 100, attempts: 2 });
    await expect(engine.recognise(request, signal)).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      retriable: true,
    });
  });

  it('an abort ends the waiting with its reason', async () => {
    const stop = new AbortController();
    const engine = await engineAt(() => {
      stop.abort(new Error('the line ends'));
      return 'hang';
    });
    await expect(engine.recognise(request, stop.signal)).rejects.toThrow('the line ends');
  });

  it('errors name neither the key nor what was said', async () => {
    const engine = await engineAt(() => ({
      status: 400,
      body: { error: { message: 'bad words: Hello, Amber House' } },
    }));
    const error: unknown = await engine.recognise(request, signal).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toMatch(/secret-key|Amber/);
  });
});
