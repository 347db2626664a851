/**
 * `npm run check:data -- [folder] [--show]`: the real recordings and records of `../shared/data`, or of another folder laid
 * out like it, through the real stages. Their owners allow looking at them, not passing them on, so nothing of them is in
 * this repository and no test needs them. Prints a line of what was found about each, never what was said unless --show asks for
 * it. Ends with 1 when something crashed or was not as it should be, with 0 as well where there is no such folder.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openLocalSpeech } from '../../transcribe/local-speech.ts';
import { DEFAULT_DEADLINES } from '../../transcribe/speech-slots.ts';
import type { TranscribeDeps } from '../../transcribe/transcribe.ts';
import { depsIn } from '../harness/hearing.ts';
import { speechTools } from '../harness/speech-tools.ts';
import { findingOf, type Finding } from './finding.ts';
import { otherAudioFindings } from './other-audio.ts';
import { dialogueFindings, pbxFindings } from './pbx.ts';
import { promptFinding } from './prompts.ts';
import { twoPartyFinding } from './two-party-call.ts';

const BESIDE = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const LANGUAGES = ['ru', 'en'] as const;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean', default: false } },
});
const folder = resolve(positionals[0] ?? BESIDE);
if (existsSync(folder)) process.exitCode = await check(folder);
else console.log('There is no folder of real data to check against; nothing was checked.');

async function check(data: string): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'etalon-check-data-'));
  const findings: Finding[] = [];
  const say = (some: readonly Finding[]): void => {
    for (const { what, found, ok } of some) console.log(`${ok ? 'ok    ' : 'WRONG '} ${what}: ${found}`);
    findings.push(...some);
  };
  try {
    say(await pbxFindings(data));
    say(await dialogueFindings(data));
    say(await otherAudioFindings(join(data, 'audio'), join(work, 'work')));
    await withSpeech(work, async (deps) => {
      for (const language of LANGUAGES) {
        const place = join(data, 'audio', `prompts_${language}`);
        say([await findingOf(`audio/prompts_${language}`, () => promptFinding(deps, place, language))]);
      }
      const derived = join(data, 'audio', 'derived');
      for (const name of readdirSync(derived))
        say([await findingOf(`audio/derived/${name}`, () => twoPartyFinding(deps, join(derived, name), values.show))]);
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const wrong = findings.filter(({ ok }) => !ok);
  console.log(`\n${String(findings.length)} looked at, ${String(wrong.length)} not as it should be.`);
  for (const { what, found } of wrong) console.log(`WRONG  ${what}: ${found}`);
  return wrong.length === 0 ? 0 : 1;
}

/** The default engine, as the line opens it. */
async function withSpeech(work: string, use: (deps: TranscribeDeps) => Promise<void>): Promise<void> {
  const { engine, findSpeech, close } = await openLocalSpeech({
    vadPath: speechTools.vadModel(),
    whisperPath: speechTools.whisperModel(),
    slots: 1,
    deadlines: DEFAULT_DEADLINES,
  });
  try {
    await use(depsIn(work, { engine, findSpeech }));
  } finally {
    await close();
  }
}
