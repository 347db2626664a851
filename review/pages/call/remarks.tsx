import type { JSX } from 'preact';
import type { CallOpened } from '../../contract/call.ts';
import type { Remark } from '../../contract/remarks.ts';
import { moment } from '../formats.ts';
import { Chip } from '../parts/chip.tsx';
import { say } from '../words.ts';
import { PlayStretch } from './play-stretch.tsx';
import type { Player } from './playback.ts';

/** Long enough to hear what a remark points at. */
export const HEARD_MS = 10_000;

/** What operators marked as "not right, here", and what was answered. */
export function CallRemarks({
  opened: { remarks, call },
  player,
  criterionTitle,
}: {
  readonly opened: CallOpened;
  readonly player: Player;
  readonly criterionTitle: (criterionId: string) => string;
}): JSX.Element | null {
  if (remarks.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{say('call:remarks.title')}</h2>
      <ul role="list" class="remarks">
        {remarks.map((remark) => (
          <RemarkLine
            key={remark.remarkId}
            remark={remark}
            player={player}
            zone={call.timeZone}
            about={remark.criterionId === '' ? say('call:remarks.whole') : criterionTitle(remark.criterionId)}
          />
        ))}
      </ul>
    </section>
  );
}

/** One remark: about what, by whom, where in the call, and the answer. `about` is left out where the place says it. */
export function RemarkLine({
  remark,
  player,
  zone,
  about = '',
}: {
  readonly remark: Remark;
  readonly player: Player;
  readonly zone: string;
  readonly about?: string;
}): JSX.Element {
  const { operatorName, writtenMs, atMs, text, answer } = remark;
  return (
    <li class="stack tight">
      <p class="row small">
        {about !== '' && <strong>{about}</strong>}
        <span class="soft">
          {operatorName} · {moment(writtenMs, zone)}
        </span>
        <RemarkState remark={remark} />
      </p>
      {atMs !== null && (
        <div>
          <PlayStretch
            player={player}
            stretch={{ startMs: atMs, endMs: Math.min(atMs + HEARD_MS, player.timeline.lengthMs) }}
          >
            {say('call:remarks.here')}
          </PlayStretch>
        </div>
      )}
      <p class="comment">{text}</p>
      {answer !== null && <RemarkAnswer answer={answer} zone={zone} />}
    </li>
  );
}

/** What was answered, by whom and when. */
export function RemarkAnswer({
  answer: { by, atMs, text },
  zone,
}: {
  readonly answer: NonNullable<Remark['answer']>;
  readonly zone: string;
}): JSX.Element {
  return (
    <p class="comment answered">
      <span class="soft small">
        {by} · {moment(atMs, zone)}
      </span>{' '}
      {text}
    </p>
  );
}

/** Whether a remark is answered, and how. */
export function RemarkState({ remark: { answer } }: { readonly remark: Remark }): JSX.Element {
  if (answer === null) return <Chip tone="unclear">{say('call:remarks.open')}</Chip>;
  return (
    <Chip tone={answer.decision === 'changed' ? 'accent' : 'neutral'}>{say(`call:remarks.${stateOf(answer)}`)}</Chip>
  );
}

/** Whoever agreed scores the call after it. */
function stateOf({ decision, scoredSince }: NonNullable<Remark['answer']>): 'kept' | 'changed' | 'scored' {
  return scoredSince ? 'scored' : decision;
}
