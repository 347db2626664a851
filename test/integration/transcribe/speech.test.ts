import { fork } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transcript } from '../../../ingest/transcript.ts';
import type { Heard, PcmFile, Window } from '../../../transcribe/engine.ts';
import type { LocalSpeech } from '../../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../../transcribe/speech-slots.ts';
import { transcribeRecording } from '../../../transcribe/transcribe.ts';
import type { TranscribeDeps, TranscribeJob } from '../../../transcribe/transcribe.ts';
import { windowsOf } from '../../../transcribe/turns.ts';
import { DEAF_ENGINE, HEARD_PROJECT, depsIn, jobFor, openTestSpeech, testFolder } from '../../harness/hearing.ts';
import { makeAudio, speechTools } from '../../harness/speech-tools.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples', 'inbox', 'shop');
const GOOD_CALL = join(SAMPLES, 'good-call.wav');
const signal = new AbortController().signal;
let folder: ReturnType<typeof testFolder>;
let speech: LocalSpeech;

beforeAll(async () => {
  speech = await openTestSpeech({ slots: 2 });
});
afterAll(async () => {
  await speech.close();
});
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => {
  folder.remove();
});

const depsOf = (local: LocalSpeech, of: Partial<TranscribeDeps> = {}): TranscribeDeps =>
  depsIn(folder.path, { engine: local.engine, findSpeech: local.findSpeech, ...of });

async function transcriptOf(
  path: string,
  job: Partial<TranscribeJob> = {},
  deps = depsOf(speech),
): Promise<Transcript> {
  const result = await transcribeRecording(deps, jobFor(path, job), signal);
  if (result.kind === 'refused') throw new Error(`refused: ${result.reason.code}`);
  expect(readdirSync(deps.workRoot)).toEqual([]);
  return result.transcript;
}

describe('a recording is heard', () => {
  it('two channels become operator and customer, with words in their places', async () => {
    const shares: number[] = [];
    const deps = depsOf(speech);
    const result = await transcribeRecording(deps, jobFor(GOOD_CALL), signal, (share) => shares.push(share));
    if (result.kind === 'refused') throw new Error(result.reason.code);
    const { transcript, facts } = result;
    expect(facts).toMatchObject({ format: 'wav/pcm_mulaw', channels: 2, truncated: false });
    expect(transcript).toMatchObject({
      speakersSeparated: true,
      language: 'en',
      engine: 'whisper',
      durationMs: facts.durationMs,
    });
    const said = (speaker: string): string =>
      transcript.utterances
        .filter((u) => u.speaker === speaker)
        .map((u) => u.text)
        .join(' ');
    expect(said('operator')).toMatch(/Thank you for calling Amber House/i);
    expect(said('customer')).toMatch(/send it to my home address/i);
    for (const { startMs, endMs, words } of transcript.utterances) {
      expect(words.length).toBeGreaterThan(0);
      for (const word of words) {
        expect(word.startMs).toBeGreaterThanOrEqual(startMs);
        expect(word.endMs).toBeLessThanOrEqual(endMs);
      }
    }
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('an unknown language is detected among the project’s', async () => {
    const path = join(folder.path, 'short.wav');
    makeAudio('-t', '7', '-i', GOOD_CALL, path);
    const transcript = await transcriptOf(path, {
      language: '',
      project: { ...HEARD_PROJECT, languages: ['ru', 'bg', 'en'] },
    });
    expect(transcript.language).toBe('en');
  });

  it('one voice stored twice is heard once, and nobody is guessed', async () => {
    const path = join(folder.path, 'twice.mp3');
    makeAudio('-t', '7', '-i', GOOD_CALL, '-filter_complex', '[0:a:0]pan=stereo|c0=c0|c1=c0', '-b:a', '64k', path);
    const transcript = await transcriptOf(path);
    expect(transcript.speakersSeparated).toBe(false);
    expect(new Set(transcript.utterances.map(({ speaker }) => speaker))).toEqual(new Set(['unknown']));
    expect(transcript.utterances.map(({ text }) => text).join(' ')).toMatch(/my name is/i);
  });

  it.each([
    ['silence', 'anullsrc=r=8000:cl=mono'],
    ['a dialling tone', 'sine=f=425:r=8000'],
    ['line noise', 'anoisesrc=r=8000:a=0.05:c=pink:seed=7'],
    [
      'hold music',
      'aevalsrc=0.2*sin(2*PI*262*t)*exp(-3*mod(t\\,0.5))+0.2*sin(2*PI*392*t)*exp(-2*mod(t\\,0.75)):s=8000',
    ],
  ])('no word is invented in %s', async (_, source) => {
    const path = join(folder.path, 'wordless.wav');
    makeAudio('-f', 'lavfi', '-t', '40', '-i', source, path);
    expect(await transcriptOf(path)).toMatchObject({ utterances: [], durationMs: 40_000, language: 'en' });
  });
});

describe('nothing is recognised twice', () => {
  it('the same sound under another name takes the transcript that is there, speakers in their places', async () => {
    const path = join(folder.path, 'first.wav');
    makeAudio('-t', '11', '-i', GOOD_CALL, path);
    const known = await transcriptOf(path);
    const copy = join(folder.path, 'second.wav');
    copyFileSync(path, copy);
    const deaf = { ...DEAF_ENGINE, name: known.engine, model: known.model, options: speech.engine.options };
    const deps = depsOf(speech, {
      engine: deaf,
      findTranscript: (of) =>
        Promise.resolve(of.audioSha256 === known.audioSha256 && of.optionsHash === known.optionsHash ? known : null),
    });
    mkdirSync(deps.workRoot, { recursive: true });
    const again = await transcriptOf(copy, { callId: 'c2', recordingId: 'r2' }, deps);
    expect(again.utterances.map(({ text, speaker }) => [speaker, text])).toEqual(
      known.utterances.map(({ text, speaker }) => [speaker, text]),
    );
    expect(again).toMatchObject({ callId: 'c2', recordingId: 'r2' });
    expect(again.utterances.every(({ utteranceId }) => utteranceId.startsWith('r2:'))).toBe(true);

    const operatorOnRight = {
      ...HEARD_PROJECT.recordings,
      operatorChannel: { inbound: 1, outbound: 1, internal: 1 } as const,
    };
    const swapped = await transcriptOf(copy, { project: { ...HEARD_PROJECT, recordings: operatorOnRight } }, deps);
    const other = { operator: 'customer', customer: 'operator', unknown: 'unknown' };
    expect(swapped.utterances.map(({ speaker }) => speaker)).toEqual(
      known.utterances.map(({ speaker }) => other[speaker]),
    );
    expect(swapped.utterances[0]?.utteranceId).toBe(
      `r1:${swapped.utterances[0]?.speaker.charAt(0) ?? ''}:${known.utterances[0]?.startMs ?? 0}`,
    );
  });
});

describe('speech processes', () => {
  let local: LocalSpeech;
  let pcm: PcmFile;
  let windows: Window[];
  beforeEach(async () => {
    const path = join(folder.path, 'operator.pcm');
    makeAudio(
      '-t',
      '40',
      '-i',
      GOOD_CALL,
      '-filter_complex',
      '[0:a:0]aresample=16000,pan=mono|c0=c0',
      '-f',
      's16le',
      path,
    );
    pcm = { path, sampleRate: 16_000 };
    // Short turns: three windows and more in 40 s.
    const spans = await speech.findSpeech(pcm, signal);
    windows = windowsOf(spans, 40_000, { joinGapMs: 700, maxTurnMs: 8_000, padMs: 200 }).slice(0, 3);
    expect(windows).toHaveLength(3);
  });
  afterEach(async () => {
    await local.close();
  });

  const onlyPid = (): number => {
    const [pid] = local.pids();
    if (pid === undefined) throw new Error('no speech process runs');
    return pid;
  };
  const request = (): Parameters<LocalSpeech['engine']['recognise']>[0] => ({
    pcm,
    windows,
    language: 'en',
    prompt: '',
  });
  const timedOut = (heard: readonly Heard[]): boolean[] => heard.map((window) => window.timedOut);

  it('one that dies is started again, and its window heard', async () => {
    local = await openTestSpeech();
    let killed = 0;
    const heard = await local.engine.recognise(request(), signal, () => {
      if (killed === 0) process.kill((killed = onlyPid()), 'SIGKILL');
    });
    expect(timedOut(heard)).toEqual([false, false, false]);
    expect(heard.every(({ text }) => text !== '')).toBe(true);
    expect(onlyPid()).not.toBe(killed);
  });

  it('a window that ends its process twice is given up, the others are heard', async () => {
    local = await openTestSpeech();
    const deaths: Promise<unknown>[] = [];
    const heard = await local.engine.recognise(request(), signal, () => {
      if (deaths.length > 0) return;
      const first = onlyPid();
      process.kill(first, 'SIGKILL');
      const second = vi.waitFor(
        () => {
          expect(onlyPid()).not.toBe(first);
          process.kill(onlyPid(), 'SIGKILL');
        },
        { timeout: 30_000, interval: 5 },
      );
      deaths.push(second);
    });
    await Promise.all(deaths);
    expect(timedOut(heard)).toEqual([false, true, false]);
  });

  it('one that hangs is killed by its deadline, the window marked, the rest heard by another', async () => {
    local = await openTestSpeech({ deadlines: { baseMs: 25_000, perWindow: 0, perChannel: 0 } });
    let hung = 0;
    const heard = await local.engine.recognise(request(), signal, () => {
      if (hung === 0) process.kill((hung = onlyPid()), 'SIGSTOP');
    });
    expect(timedOut(heard)).toEqual([false, true, false]);
    expect(isRunning(hung)).toBe(false);
  });

  it('an abort ends what runs, and the next question starts anew', async () => {
    local = await openTestSpeech();
    const stop = new AbortController();
    const stopped = local.engine.recognise(request(), stop.signal, () => {
      stop.abort(new Error('the line ends'));
    });
    await expect(stopped).rejects.toThrow('the line ends');
    expect(timedOut(await local.engine.recognise({ ...request(), windows: windows.slice(0, 1) }, signal))).toEqual([
      false,
    ]);
  });

  it('closing ends them all', async () => {
    local = await openTestSpeech({ slots: 2 });
    await local.engine.recognise(request(), signal);
    const pids = local.pids();
    expect(pids).toHaveLength(2);
    await local.close();
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('end with their parent, even when it is killed while they work', async () => {
    local = await openTestSpeech();
    const parent = join(folder.path, 'parent.mts');
    const opener = join(import.meta.dirname, '..', '..', '..', 'transcribe', 'local-speech.ts');
    const options = {
      vadPath: speechTools.vadModel(),
      whisperPath: speechTools.whisperModel(),
      slots: 1,
      deadlines: DEFAULT_DEADLINES,
    };
    writeFileSync(
      parent,
      `import { openLocalSpeech } from ${JSON.stringify(opener)};
       const speech = await openLocalSpeech(${JSON.stringify(options)});
       const request = ${JSON.stringify(request())};
       void speech.engine.recognise({ ...request, windows: Array(50).fill(request.windows[0]) }, new AbortController().signal, () => {
         process.send(speech.pids()[0]);
       });`,
    );
    const child = fork(parent, [], { execArgv: [] });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(Number(message));
      });
      child.once('exit', () => {
        reject(new Error('the parent ended before it was killed'));
      });
    });
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(
      () => {
        expect(isRunning(pid)).toBe(false);
      },
      { timeout: 10_000 },
    );
  });
});

describe('a speech model that is not in order says so, and how to mend it', () => {
  it('missing', async () => {
    await expect(openTestSpeech({ whisperPath: join(folder.path, 'none.bin') })).rejects.toMatchObject({
      code: 'SPEECH_MODEL_MISSING',
    });
    await expect(openTestSpeech({ vadPath: join(folder.path, 'none.onnx') })).rejects.toMatchObject({
      code: 'SPEECH_MODEL_MISSING',
    });
  });

  it('not a model', async () => {
    const path = join(folder.path, 'page.bin');
    writeFileSync(path, '<html>not found</html>');
    await expect(openTestSpeech({ whisperPath: path })).rejects.toMatchObject({ code: 'SPEECH_MODEL_DAMAGED' });
  });

  it('cut short', async () => {
    const path = join(folder.path, 'half.bin');
    writeFileSync(path, readFileSync(speechTools.whisperModel()).subarray(0, 20_000_000));
    const half = await openTestSpeech({ whisperPath: path });
    try {
      await expect(transcriptOf(GOOD_CALL, {}, depsOf(half))).rejects.toMatchObject({ code: 'SPEECH_MODEL_DAMAGED' });
    } finally {
      await half.close();
      rmSync(path);
    }
  });

  it('a voice detector that is no model', async () => {
    const path = join(folder.path, 'vad.onnx');
    writeFileSync(path, 'not a network');
    const broken = await openTestSpeech({ vadPath: path });
    try {
      await expect(transcriptOf(GOOD_CALL, {}, depsOf(broken))).rejects.toMatchObject({
        code: 'SPEECH_PROCESS_FAILED',
      });
    } finally {
      await broken.close();
    }
  });
});

/** Whether a process is there and not merely waiting to be collected. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
