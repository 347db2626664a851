import { useMemo } from 'preact/hooks';
import type { Keys } from '../call/keys.ts';
import type { ListedKey } from '../call/key-help.tsx';
import { usePlayerKeys } from '../call/player.tsx';
import { say } from '../words.ts';
import type { Desk } from './use-judging.ts';
import { VERDICTS } from './sheet.ts';

/** The keys of a scorecard that is filled in; `onNext`: what N does, where it does anything. */
export function useJudgingKeys(desk: Desk, onNext: (() => void) | null): void {
  const more = useMemo(() => ({ ...keysOf(desk), ...(onNext === null ? {} : { n: onNext }) }), [desk, onNext]);
  usePlayerKeys(desk.player, more);
}

function keysOf(desk: Desk): Keys {
  const { current, task } = desk;
  const agree = (): void => {
    desk.agree(current.peek());
    desk.move(1);
  };
  return {
    ...Object.fromEntries(
      VERDICTS.map((verdict, nth) => [
        String(nth + 1),
        () => {
          desk.answer(current.peek(), verdict);
        },
      ]),
    ),
    '0': () => {
      desk.clear(current.peek());
    },
    ArrowUp: () => {
      desk.move(-1);
    },
    ArrowDown: () => {
      desk.move(1);
    },
    e: desk.hear,
    h: desk.markHere,
    m: () => {
      const turn = desk.player.turn.peek();
      if (turn !== null) desk.markTurn(turn);
    },
    ...(task.machine === null ? {} : { a: agree, Enter: agree }),
  };
}

/** The same keys, to be read. */
export function judgingKeysListed({ task, player }: Desk, hasNext: boolean): readonly ListedKey[] {
  const heard = player.timeline.tracks.length > 0;
  return [
    { keys: ['1', '2', '3'], text: say('judging:keys.answer') },
    { keys: ['0'], text: say('judging:keys.clear') },
    { keys: ['↑', '↓'], text: say('judging:keys.move') },
    ...(task.machine === null ? [] : [{ keys: ['A', '↵'], text: say('judging:keys.agree') }]),
    { keys: ['E'], text: say('judging:keys.hear') },
    { keys: ['M'], text: say('judging:keys.turn') },
    ...(heard ? [{ keys: ['H'], text: say('judging:keys.here') }] : []),
    ...(hasNext ? [{ keys: ['N'], text: say('judging:keys.next') }] : []),
    { keys: ['?'], text: say('judging:keys.help') },
  ];
}
