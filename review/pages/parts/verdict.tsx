import type { JSX } from 'preact';
import type { Verdict as Known } from '../../../score/evaluation.ts';
import { percent } from '../formats.ts';
import { say } from '../words.ts';
import './score.css';

type Tone = 'pass' | 'fail' | 'unclear' | 'neutral';
const SIGNS: Readonly<Record<Known | 'unanswered', { readonly sign: string; readonly tone: Tone }>> = {
  yes: { sign: '✓', tone: 'pass' },
  no: { sign: '✗', tone: 'fail' },
  na: { sign: '–', tone: 'neutral' },
  unclear: { sign: '?', tone: 'unclear' },
  pending: { sign: '…', tone: 'neutral' },
  points: { sign: '◐', tone: 'neutral' },
  unanswered: { sign: '–', tone: 'neutral' },
};

/** The answer to a criterion: a sign, a colour and always the word. */
export function Verdict({
  verdict,
  share = null,
  byPerson = false,
  signOnly = false,
}: {
  readonly verdict: Known;
  /** Of the weight, 0–1; shown with `points`. */
  readonly share?: number | null;
  /** A person cannot choose `unclear`: it stands for what they left unanswered. */
  readonly byPerson?: boolean;
  /** Where a row has no place for the word: it is still read out and shown on hover. */
  readonly signOnly?: boolean;
}): JSX.Element {
  const shown = byPerson && verdict === 'unclear' ? 'unanswered' : verdict;
  const { sign, tone } = SIGNS[shown];
  const word = shown === 'points' ? percent(share) : say(`shell:verdict.${shown}`);
  return (
    <span class={`verdict ${tone}`} title={signOnly ? word : undefined}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class={signOnly ? 'unseen' : ''}>{word}</span>
    </span>
  );
}
