import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CallFacts, TurnShown } from '../../contract/call.ts';
import { duration, moment } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { say } from '../words.ts';
import { marksIn, type Mark } from './marks.ts';
import { cut, isWithin, pieceAt, piecesOf, rangesOf } from './pieces.ts';
import type { Player } from './playback.ts';

/** Turns that a reader picks as evidence. */
export type Choosing = {
  readonly chosen: (turn: TurnShown) => boolean;
  readonly onToggle: (turn: TurnShown) => void;
  /** What the button of a turn is called, as "mark as evidence". */
  readonly label: string;
};

type Props = {
  readonly turn: TurnShown;
  /** True where another voice begins: then it is named. */
  readonly begins: boolean;
  readonly call: CallFacts;
  readonly player: Player;
  readonly marks: readonly Mark[];
  readonly wanted: string;
  readonly criterionTitle?: ((criterionId: string) => string) | undefined;
  readonly choosing?: Choosing | undefined;
};

/** One turn: who, when, the words. Only the turn that is heard follows the position word by word. */
export function Turn(props: Props): JSX.Element {
  const { turn, begins, call, player, criterionTitle, choosing } = props;
  const marks = useMemo(() => marksIn(turn, props.marks), [turn, props.marks]);
  const now = useComputed(() => player.turn.value?.utteranceId === turn.utteranceId).value;
  const who = nameOf(turn, call);
  return (
    <li
      class={`turn ${turn.speaker} ${now ? 'now' : ''} ${begins ? 'begins' : ''}`}
      data-turn={turn.utteranceId}
      aria-current={now ? 'true' : undefined}
    >
      <When turn={turn} who={who} call={call} player={player} />
      <div class="said">
        <p class={begins ? 'who' : 'who unseen'}>{who}</p>
        <Words {...props} marks={marks} />
        {turn.doubts.length > 0 && (
          <p class="row">
            {turn.doubts.map((doubt) => (
              <Chip key={doubt} tone="unclear" title={say(`call:doubt.${doubt}.why`)}>
                {say(`call:doubt.${doubt}.word`)}
              </Chip>
            ))}
          </p>
        )}
        {criterionTitle !== undefined && marks.length > 0 && <Notes marks={marks} titleOf={criterionTitle} />}
      </div>
      {choosing !== undefined && (
        // A click leaves the focus alone, so that space goes on playing.
        <span
          onMouseDown={(event) => {
            event.preventDefault();
          }}
        >
          <Button
            small
            label={choosing.label}
            pressed={choosing.chosen(turn)}
            onClick={() => {
              choosing.onToggle(turn);
            }}
          >
            <span aria-hidden="true">{choosing.chosen(turn) ? '✓' : '+'}</span>
          </Button>
        </span>
      )}
    </li>
  );
}

function nameOf({ speaker, operatorId }: TurnShown, { legs }: CallFacts): string {
  const name = legs.find((leg) => leg.operatorId === operatorId)?.name ?? '';
  const role = say(`call:speaker.${speaker}`);
  return speaker === 'operator' && name !== '' ? `${role} · ${name}` : role;
}

/** A voice plays from its time; a written message only has one. */
function When({
  turn,
  who,
  call,
  player,
}: Pick<Props, 'turn' | 'call' | 'player'> & { readonly who: string }): JSX.Element {
  if (player.timeline.tracks.length === 0) {
    const written = call.channel !== 'voice';
    const at = written ? moment(call.startedMs + turn.startMs, call.timeZone, 'clock') : duration(turn.startMs);
    return <span class="when numbers soft">{at}</span>;
  }
  const at = duration(turn.startMs);
  return (
    <button
      type="button"
      class="when numbers"
      aria-label={say('call:transcript.playFrom', { at, who })}
      onClick={() => {
        player.play(turn.startMs);
      }}
    >
      {at}
    </button>
  );
}

function Words({ turn, player, marks, wanted }: Props): JSX.Element {
  const pieces = useMemo(() => piecesOf(turn), [turn]);
  const shown = useMemo(() => cut(pieces, rangesOf(pieces.map(({ text }) => text).join(''), wanted)), [pieces, wanted]);
  const at = useComputed(() => {
    if (player.turn.value?.utteranceId !== turn.utteranceId) return -1;
    return pieces[pieceAt(pieces, player.position.value)]?.startMs ?? -1;
  }).value;
  const stretch = useComputed(() => {
    const asked = player.stretch.value;
    return asked !== null && asked.startMs < turn.endMs && asked.endMs > turn.startMs ? asked : null;
  }).value;
  return (
    <p class="words" lang={turn.language || undefined}>
      {shown.map((piece, nth) => {
        const mark = marks.find(({ startMs, endMs }) => isWithin(shown, nth, startMs, endMs));
        const asked = stretch !== null && isWithin(shown, nth, stretch.startMs, stretch.endMs);
        const names = [
          piece.startMs === null ? '' : 'word',
          piece.startMs !== null && piece.startMs === at ? 'now' : '',
          mark === undefined ? '' : `proof ${mark.tone}`,
          asked ? 'asked' : '',
        ];
        const text = piece.found ? <mark>{piece.text}</mark> : piece.text;
        return (
          <span key={piece.from} class={names.filter(Boolean).join(' ')} data-ms={piece.startMs ?? undefined}>
            {text}
          </span>
        );
      })}
    </p>
  );
}

const SIGNS = { pass: '✓', fail: '✗', unclear: '?' } as const;

/** What the underlined words prove. */
function Notes({
  marks,
  titleOf,
}: {
  readonly marks: readonly Mark[];
  readonly titleOf: (criterionId: string) => string;
}): JSX.Element {
  const shown = marks.filter((mark, nth) => marks.findIndex((one) => one.criterionId === mark.criterionId) === nth);
  return (
    <ul role="list" class="notes">
      {shown.map(({ criterionId, tone, verdict }) => (
        <li key={criterionId} class={tone}>
          <span aria-hidden="true">{SIGNS[tone]}</span>
          <span class="unseen">{say(`shell:verdict.${verdict}`)}: </span> {titleOf(criterionId)}
        </li>
      ))}
    </ul>
  );
}
