import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallOpened } from '../../contract/call.ts';
import type { Remark } from '../../contract/remarks.ts';
import { useAnswer } from '../answer.ts';
import { AnswerLine } from '../call/answer-line.tsx';
import { NoSound } from '../call/heard-by.tsx';
import { PlayStretch } from '../call/play-stretch.tsx';
import type { Player } from '../call/playback.ts';
import { usePlayer } from '../call/player.tsx';
import { HEARD_MS } from '../call/remarks.tsx';
import { criterionTitleOf } from '../call/scorecard.tsx';
import '../call/transcript.css';
import { Turn } from '../call/turn.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { say } from '../words.ts';

/** What was said at the moment of a remark, to be heard and read, and the answer that it is about. */
export function RemarkMoment({ remark }: { readonly remark: Remark }): JSX.Element {
  const { project, callId } = remark;
  const call = useAnswer('call', { params: { project, callId } });
  return (
    <Shown of={call} skeleton={<Skeleton lines={4} height={24} />}>
      {(opened) => <Opened opened={opened} remark={remark} />}
    </Shown>
  );
}

function Opened({ opened, remark }: { readonly opened: CallOpened; readonly remark: Remark }): JSX.Element {
  const player = usePlayer(opened);
  const { atMs, criterionId, operatorId } = remark;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    if (atMs !== null) player.play(atMs, endOf(atMs, player));
  }, [player]);
  const part = opened.parts.find((one) => one.operatorId === operatorId);
  const criterion = part?.scorecard?.sections
    .flatMap(({ criteria }) => criteria)
    .find((one) => one.criterionId === criterionId);
  const judgement = part?.judgements[0];
  return (
    <div class="remark-moment stack" ref={place} tabIndex={-1}>
      <NoSound opened={opened} />
      {atMs !== null && (
        <div>
          <PlayStretch player={player} stretch={{ startMs: atMs, endMs: endOf(atMs, player) }}>
            {say('remarks:moment')}
          </PlayStretch>
        </div>
      )}
      {atMs !== null && <Around opened={opened} player={player} atMs={atMs} />}
      {criterion !== undefined && judgement !== undefined && (
        <ul role="list">
          <AnswerLine
            criterion={criterion}
            answer={judgement.answers.find((one) => one.criterionId === criterionId) ?? null}
            comment={judgement.comments[criterionId] ?? ''}
            byPerson={judgement.evaluator !== 'machine'}
            player={player}
            criterionTitle={criterionTitleOf(part?.scorecard ?? null)}
          />
        </ul>
      )}
    </div>
  );
}

function endOf(atMs: number, { timeline }: Player): number {
  return Math.min(atMs + HEARD_MS, timeline.lengthMs);
}

/** So much before and after is read to understand a moment. */
const AROUND_MS = 15_000;

function Around({
  opened,
  player,
  atMs,
}: {
  readonly opened: CallOpened;
  readonly player: Player;
  readonly atMs: number;
}): JSX.Element | null {
  const turns = opened.turns.filter(({ startMs, endMs }) => endMs >= atMs - AROUND_MS && startMs <= atMs + AROUND_MS);
  if (turns.length === 0) return null;
  return (
    <ol role="list" class="turns" aria-label={say('call:transcript.title')}>
      {turns.map((turn, nth) => (
        <Turn
          key={turn.utteranceId}
          turn={turn}
          begins={turns[nth - 1]?.speaker !== turn.speaker}
          call={opened.call}
          player={player}
          marks={[]}
          wanted=""
        />
      ))}
    </ol>
  );
}
