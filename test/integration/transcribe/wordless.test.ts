import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transcript } from '../../../ingest/transcript.ts';
import type { LocalSpeech } from '../../../transcribe/local-speech.ts';
import { transcribeRecording } from '../../../transcribe/transcribe.ts';
import { depsIn, jobFor, openTestSpeech, testFolder } from '../../harness/hearing.ts';
import { makeAudio } from '../../harness/speech-tools.ts';

const GOOD_CALL = join(import.meta.dirname, '..', '..', '..', 'samples', 'inbox', 'shop', 'good-call.wav');
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

async function heard(path: string): Promise<Transcript> {
  const deps = depsIn(folder.path, { engine: speech.engine, findSpeech: speech.findSpeech });
  mkdirSync(deps.workRoot, { recursive: true });
  const result = await transcribeRecording(deps, jobFor(path), new AbortController().signal);
  if (result.kind === 'refused') throw new Error(result.reason.code);
  return result.transcript;
}

const wordsOf = ({ utterances }: Transcript): string =>
  utterances
    .map(({ text }) => text.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, ''))
    .join(' ')
    .replace(/\s+/g, ' ');

/** Sixteen keys, 120 ms each with 100 ms between, as telephones send them. */
const ROWS = '697+73*eq(mod(floor(t/0.22),4),1)+155*eq(mod(floor(t/0.22),4),2)+244*eq(mod(floor(t/0.22),4),3)';
const COLUMNS = '1209+127*eq(mod(floor(t/0.88),4),1)+268*eq(mod(floor(t/0.88),4),2)+424*eq(mod(floor(t/0.88),4),3)';
const DTMF = `0.25*(sin(2*PI*(${ROWS})*t)+sin(2*PI*(${COLUMNS})*t))*lt(mod(t,0.22),0.12)`;

/** A bowed melody: five harmonics that swell and tremble, two and a half notes a second. */
const NOTE = '220*pow(2,(mod(floor(t*2.5)*5,12)+mod(floor(t*2.5)*3,5))/12)';
const PHASE = `(2*PI*${NOTE}*t+${NOTE}/40*sin(2*PI*5.5*t))`;
const MELODY = `0.12*(sin(${PHASE})+0.7*sin(2*${PHASE})+0.5*sin(3*${PHASE})+0.4*sin(4*${PHASE})+0.3*sin(5*${PHASE}))*(0.5+0.5*sin(PI*min(1,mod(t,0.4)*2.5)))`;
/** Plucked chords of a root, a third and a fifth that wander. */
const ROOT = '261.6*pow(2,floor(mod(t/2,4))*5/12)';
const CHORDS = `0.18*(sin(2*PI*${ROOT}*t)+sin(2*PI*1.26*${ROOT}*t)+sin(2*PI*1.5*${ROOT}*t))*exp(-1.2*mod(t,0.5))`;
const DRUMS = '0.15*(random(0)-0.5)*exp(-12*mod(t,0.4))';
/** A buzz of a voice's pitch that rises and falls: no mouth shapes it. */
const BUZZ = '0.6*(mod(t*130+10*sin(PI*t),1)-0.5)*(0.6+0.4*sin(6*PI*t))';

const WORDLESS: readonly (readonly [string, string])[] = [
  ['silence', '0'],
  ['keys that are pressed', DTMF],
  ['ringback of Europe', '0.3*sin(2*PI*425*t)*lt(mod(t,5),1)'],
  ['ringback of America', '0.2*(sin(2*PI*440*t)+sin(2*PI*480*t))*lt(mod(t,6),2)'],
  ['a busy line', '0.3*sin(2*PI*425*t)*lt(mod(t,1),0.5)'],
  ['three tones: no such number', '0.3*sin(2*PI*(950+450*gt(mod(t,2),0.33)+400*gt(mod(t,2),0.66))*t)*lt(mod(t,2),1)'],
  ['a fax', '0.3*sin(2*PI*1100*t)*lt(mod(t,3.5),0.5)+0.3*sin(2*PI*2100*t)*gt(mod(t,3.5),1)'],
  ['a hum of the mains', '0.2*sin(2*PI*50*t)+0.1*sin(2*PI*150*t)+0.05*sin(2*PI*250*t)+0.02*random(0)'],
  ['crackling', '0.8*(random(0)-0.5)*lt(mod(t,0.7),0.05)'],
  ['a melody', MELODY],
  ['a band', `${MELODY}+${CHORDS}+${DRUMS}`],
  ['chords', CHORDS],
  ['a band so loud that it is clipped', `max(-0.9,min(0.9,12*(${MELODY}+${CHORDS}+${DRUMS})))`],
  ['a buzz like a voice', BUZZ],
];

describe('what is no speech gives no words', () => {
  it.each(WORDLESS)('%s', async (_, sound) => {
    const path = join(folder.path, 'wordless.wav');
    makeAudio('-f', 'lavfi', '-t', '30', '-i', `aevalsrc='${sound}':s=8000`, '-c:a', 'pcm_mulaw', path);
    expect(await heard(path)).toMatchObject({ utterances: [], durationMs: 30_000 });
  });

  it('keys, ringing and music between words add none to them', async () => {
    const [quiet, noisy] = [join(folder.path, 'quiet.wav'), join(folder.path, 'noisy.wav')];
    const part = (from: number, to: number): string =>
      `[0:a:0]pan=mono|c0=c0,atrim=${from}:${to},aresample=8000,asetpts=PTS-STARTPTS`;
    const joined = (between: readonly string[], seconds: number, path: string): void => {
      const fillers = between.flatMap((sound) => [
        '-f',
        'lavfi',
        '-t',
        String(seconds),
        '-i',
        `aevalsrc='${sound}':s=8000`,
      ]);
      const parts = [0, 5.8, 9.5, 13.6].slice(0, between.length + 1);
      const ends = [5.8, 9.5, 13.6, 18].slice(0, between.length + 1);
      const graph = parts.map((from, nth) => `${part(from, ends[nth] ?? 0)}[p${nth}]`).join(';');
      const order = parts.map((_, nth) => `[p${nth}]${nth < between.length ? `[${nth + 1}:a]` : ''}`).join('');
      makeAudio(
        '-i',
        GOOD_CALL,
        ...fillers,
        '-filter_complex',
        `${graph};${order}concat=n=${2 * between.length + 1}:v=0:a=1[o]`,
        '-map',
        '[o]',
        '-c:a',
        'pcm_mulaw',
        path,
      );
    };
    joined(['0', '0', '0'], 2.5, quiet);
    joined([DTMF, '0.2*(sin(2*PI*440*t)+sin(2*PI*480*t))*lt(mod(t,6),2)', MELODY], 2.5, noisy);
    const words = wordsOf(await heard(quiet));
    expect(words).toContain('my name is emma');
    expect(wordsOf(await heard(noisy))).toBe(words);
  });
});
