import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../ingest/csv.ts';
import { transcribeRecording, type TranscribeDeps } from '../../transcribe/transcribe.ts';
import { jobFor } from '../harness/hearing.ts';
import { totalErrors, wordErrors, type WordErrors } from '../harness/word-error-rate.ts';
import { percent, type Finding } from './finding.ts';

/**
 * Greatest word error rate by language. Whisper base (q8_0) was measured at 21.2 % of 392 Russian and 2.9 % of 206 English
 * words; a change of the engine's build moves a few of them.
 */
const FLOORS: Readonly<Record<string, number>> = { ru: 0.25, en: 0.06 };
const WORST = 3;
/** How transcripts.tsv writes of a file in which nobody speaks. */
const NOTHING_SAID = /^\(.*silence\)$/i;

type Prompt = { readonly file: string; readonly text: string };
type HeardPrompt = { readonly file: string; readonly errors: WordErrors };

/** Recorded prompts of known text in one language: word error rate over all of them, and the files heard worst. */
export async function promptFinding(
  deps: TranscribeDeps,
  folder: string,
  language: string,
): Promise<Omit<Finding, 'what'>> {
  const heard: HeardPrompt[] = [];
  for (const prompt of promptsIn(folder)) heard.push(await hear(deps, folder, prompt, language));
  const { errors, words, rate } = totalErrors(heard.map((one) => one.errors));
  const worst = heard
    .toSorted((a, b) => b.errors.errors - a.errors.errors)
    .slice(0, WORST)
    .map((one) => `${one.file} ${String(one.errors.errors)}/${String(one.errors.words)}`);
  const floor = FLOORS[language] ?? 0;
  const found = `${percent(rate ?? NaN)} word errors (${String(errors)} of ${String(words)} words, ${String(heard.length)} files; at most ${percent(floor)}); worst: ${worst.join(', ')}`;
  return { found, ok: rate !== null && rate <= floor };
}

function promptsIn(folder: string): readonly Prompt[] {
  const table = readTable(readFileSync(join(folder, 'transcripts.tsv'), 'utf8'));
  if (!table.ok) throw new Error(`transcripts.tsv, line ${String(table.line)}: ${table.code}`);
  const column = (name: string): number => table.header.indexOf(name);
  return table.rows.map((row) => {
    const text = row[column('text')] ?? '';
    return { file: row[column('file')] ?? '', text: NOTHING_SAID.test(text) ? '' : text };
  });
}

async function hear(deps: TranscribeDeps, folder: string, prompt: Prompt, language: string): Promise<HeardPrompt> {
  const job = jobFor(join(folder, prompt.file), { language, file: prompt.file });
  const result = await transcribeRecording(deps, job, new AbortController().signal);
  if (result.kind === 'refused') throw new Error(`${prompt.file}: ${result.reason.code}`);
  const text = result.transcript.utterances.map((utterance) => utterance.text).join(' ');
  return { file: prompt.file, errors: wordErrors(prompt.text, text) };
}
