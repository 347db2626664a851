import type { Call } from '../ingest/call.ts';
import type { Evaluation } from '../score/evaluation.ts';
import { scoreLine, type Names } from './call-card.ts';
import { table } from './table.ts';

/** Prints the calls of a demo, each once: those that are wanted first before all others, however long they take. */
export type Cards = {
  readonly show: (call: Call, evaluations: readonly Evaluation[], card: string) => void;
  readonly isShown: (callId: string) => boolean;
  /** Nothing more is to come: prints what still waits. */
  readonly finish: () => void;
  /** A line a call that was shown, those that were wanted first at the top. */
  readonly summary: (names: Names) => string;
};

type Shown = { readonly call: Call; readonly evaluations: readonly Evaluation[] };

export function openCards(first: ReadonlySet<string>, print: (text: string) => void): Cards {
  const shown = new Map<string, Shown>();
  const awaited = new Set(first);
  let waiting: string[] = [];
  const finish = (): void => {
    for (const card of waiting) print(card);
    waiting = [];
    awaited.clear();
  };
  return {
    show: (call, evaluations, card) => {
      shown.set(call.callId, { call, evaluations });
      if (awaited.size > 0 && !first.has(call.callId)) {
        waiting.push(card);
        return;
      }
      print(card);
      if (awaited.delete(call.callId) && awaited.size === 0) finish();
    },
    isShown: (callId) => shown.has(callId),
    finish,
    summary: (names) => {
      const rank = ({ call }: Shown): number => (first.has(call.callId) ? 0 : 1);
      const rows = [...shown.values()].toSorted((a, b) => rank(a) - rank(b) || a.call.startedAt - b.call.startedAt);
      return table(
        ['call', 'language', 'channel', 'operator', 'score'].map((title) => ({ title })),
        rows.flatMap(({ call, evaluations }) => evaluations.map((one) => rowOf(call, one, names))),
        'No sample call was scored.',
      );
    },
  };
}

function rowOf({ project, callId, language, channel }: Call, evaluation: Evaluation, names: Names): readonly string[] {
  return [`${project}/${callId}`, language, channel, names.operator(evaluation.operatorId), scoreLine(evaluation)];
}
