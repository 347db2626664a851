import { createHash } from 'node:crypto';
import type { SpeechEngine } from './engine.ts';
import type { TurnOptions } from './turns.ts';

export type AskedOf = {
  readonly engine: Pick<SpeechEngine, 'options'>;
  readonly detector: Readonly<Record<string, string | number>>;
  readonly turns: TurnOptions;
  /** '' when it has to be found among `candidates`. */
  readonly language: string;
  readonly candidates: readonly string[];
  readonly prompt: string;
  /** How a recording without a header was to be heard; '' when its own bytes tell. */
  readonly declared: string;
};

/**
 * What was asked of the engine as JSON with sorted keys, and the sha256 of it. Which channel is the operator's is kept
 * beside, outside the hash: the same sound was heard, only the names of the speakers change.
 */
export function optionsOf(asked: AskedOf, operatorChannel: number): { options: string; optionsHash: string } {
  const language =
    asked.language === '' ? { candidates: [...asked.candidates].sort().join(',') } : { language: asked.language };
  const declared = asked.declared === '' ? {} : { declared: asked.declared };
  const { prompt } = asked;
  const heard = { ...asked.engine.options, ...asked.detector, ...asked.turns, ...language, prompt, ...declared };
  return {
    options: sortedJson({ ...heard, operatorChannel }),
    optionsHash: createHash('sha256').update(sortedJson(heard)).digest('hex'),
  };
}

function sortedJson(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))));
}
