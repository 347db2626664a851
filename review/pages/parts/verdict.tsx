import type { JSX } from 'preact';
import type { Verdict as Known } from '../../../score/evaluation.ts';
import { percent } from '../formats.ts';
import { say } from '../words.ts';
import './score.css';

type Tone = 'pass' | 'fail' | 'unclear' | 'neutral';
const SIGNS: Readonly<Record<Known, { readonly sign: string; readonly tone: Tone }>> = {
  yes: { sign: '✓', tone: 'pass' },
  no: { sign: '✗', tone: 'fail' },
  na: { sign: '–', tone: 'neutral' },
  unclear: { sign: '?', tone: 'unclear' },
  pending: { sign: '…', tone: 'neutral' },
  points: { sign: '◐', tone: 'neutral' },
};

/** The answer to a criterion: a sign, a colour and always the word. */
export function Verdict({
  verdict,
  share = null,
  signOnly = false,
}: {
  readonly verdict: Known;
  /** Of the weight, 0–1; shown with `points`. */
  readonly share?: number | null;
  /** Where a row has no place for the word: it is still read out and shown on hover. */
  readonly signOnly?: boolean;
}): JSX.Element {
  const { sign, tone } = SIGNS[verdict];
  const word = verdict === 'points' ? percent(share) : say(`shell:verdict.${verdict}`);
  return (
    <span class={`verdict ${tone}`} title={signOnly ? word : undefined}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class={signOnly ? 'unseen' : ''}>{word}</span>
    </span>
  );
}
