import { statSync } from 'node:fs';
import { transcribeRecording } from '../../transcribe/transcribe.ts';
import { depsIn, jobFor } from '../harness/hearing.ts';
import { saidBy, sampleScripts } from '../harness/sample-claims.ts';
import { totalErrors, wordErrors } from '../harness/word-error-rate.ts';
import { bareEngine, type BareRun } from './bare-engine.ts';
import { CALLS, openSpeech, recordingOf, SPEAKERS, withChannels, type Channel } from './channels.ts';
import { fasterWhisper, installFasterWhisper } from './faster-whisper.ts';
import { cpuSeconds, median, ratioOf, type Measured } from './measure.ts';

export type PipelineSizes = { readonly calls: readonly string[]; readonly rounds: number };
const SIZES: PipelineSizes = { calls: CALLS, rounds: 5 };
const BAR = '≤ 0.6, word error rate within +0.3 points';
const BAR_RATIO = 0.6;
const BAR_POINTS = 0.3;

/** `held`: the bar is held against it. What it is not held against is reported beside it. */
type Yardstick = { readonly what: string; readonly held: boolean; readonly run: () => BareRun };

/**
 * P3: what the whole speech line costs against engines that hear both channels from end to end, silence included. A:
 * recording in, transcript out, its process started and ended. B, in turn with it: whisper.cpp as the line has it,
 * started and ended, against which the bar is held; and, reported beside it, faster-whisper with the weights that ours
 * are made of, int8, greedy, its start left out, without and with its own voice detector. One thread each. Word error
 * rates beside it, against the samples' scripts.
 */
export async function speechPipeline(sizes: PipelineSizes = SIZES): Promise<readonly Measured[]> {
  await installFasterWhisper();
  return withChannels(async (channels, folder) => {
    const files = channels.map(({ pcm }) => pcm.path);
    const yardsticks: readonly Yardstick[] = [
      {
        what: 'the bare engine over both full channels',
        held: true,
        run: () => bareEngine(files.map((path) => ({ path, windows: null }))),
      },
      {
        what: 'faster-whisper over both full channels, same weights, without its voice detector',
        held: false,
        run: () => fasterWhisper({ files, language: 'en', vad: false }),
      },
      {
        what: 'faster-whisper over both full channels, same weights, with its voice detector',
        held: false,
        run: () => fasterWhisper({ files, language: 'en', vad: true }),
      },
    ];
    const ours: BareRun[] = [];
    const theirs: BareRun[][] = yardsticks.map(() => []);
    for (let round = 0; round < sizes.rounds; round++) {
      ours.push(await line(sizes.calls, folder));
      for (const [nth, { run }] of yardsticks.entries()) theirs[nth]?.push(run());
    }
    return yardsticks.map((yardstick, nth) => measuredOf(yardstick, channels, ours, theirs[nth] ?? []));
  }, sizes.calls);
}

function measuredOf(
  { what, held }: Yardstick,
  channels: readonly Channel[],
  ours: readonly BareRun[],
  theirs: readonly BareRun[],
): Measured {
  const result = ratioOf(ours.map(({ seconds }, nth) => ({ a: seconds, b: theirs[nth]?.seconds ?? NaN })));
  const [errors, theirErrors] = [errorsIn(channels, ours), errorsIn(channels, theirs)];
  const hours = channels.reduce((sum, { pcm }) => sum + statSync(pcm.path).size / 32_000 / 3_600, 0) / 2;
  const perHour = (runs: readonly BareRun[]): string => (median(runs.map(({ seconds }) => seconds)) / hours).toFixed(0);
  return {
    id: 'P3',
    what: `whole speech line CPU / ${what}`,
    bar: BAR,
    ...result,
    pass: held ? result.ratio <= BAR_RATIO && errors - theirErrors <= BAR_POINTS : null,
    note:
      `${perHour(ours)}/${perHour(theirs)} CPU-s an hour of call; ` +
      `word error rate ${errors.toFixed(1)} % against ${theirErrors.toFixed(1)} %`,
  };
}

/** The speech line over the calls: the text of each channel, in the order of `calls` and SPEAKERS. */
async function line(calls: readonly string[], folder: string): Promise<BareRun> {
  const before = cpuSeconds();
  const speech = await openSpeech();
  const deps = depsIn(folder, { engine: speech.engine, findSpeech: speech.findSpeech });
  const texts: string[] = [];
  for (const call of calls) {
    const result = await transcribeRecording(deps, jobFor(recordingOf(call)), new AbortController().signal);
    if (result.kind === 'refused') throw new Error(result.reason.code);
    const { utterances } = result.transcript;
    for (const speaker of SPEAKERS) {
      const own = utterances.filter((utterance) => utterance.speaker === speaker);
      texts.push(own.map(({ text }) => text).join(' '));
    }
  }
  await speech.close();
  return { seconds: cpuSeconds() - before, texts };
}

/** Percent, of the last of the runs: greedy decoding gives the same text each time. */
function errorsIn(channels: readonly Channel[], runs: readonly BareRun[]): number {
  const texts = runs.at(-1)?.texts ?? [];
  const scripts = sampleScripts();
  const each = channels.map(({ call, speaker }, nth) => {
    const script = scripts.find(({ name }) => name === call);
    return wordErrors(script === undefined ? '' : saidBy(script, speaker), texts[nth] ?? '');
  });
  return (totalErrors(each).rate ?? NaN) * 100;
}
