import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { sameAnswers } from '../../../score/agreement.ts';
import type { CheckOpened, CheckRow } from '../../contract/checks.ts';
import type { Judgement } from '../../contract/judging.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { NoSound, OneChannel } from '../call/heard-by.tsx';
import { KeyHelp } from '../call/key-help.tsx';
import { marksOf } from '../call/marks.ts';
import { PlayerPanel, usePlayer, usePlayerKeys } from '../call/player.tsx';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { SideBySide } from '../call/side-by-side.tsx';
import { Transcript } from '../call/transcript.tsx';
import { Compare, type Voice } from '../judging/compare.tsx';
import '../judging/judging.css';
import { ResultHead } from '../judging/result-head.tsx';
import { Scores } from '../judging/scores.tsx';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Refused } from '../parts/refused.tsx';
import { pathTo, useAddress } from '../route.ts';
import { say } from '../words.ts';
import { CountsNow } from './last-checked.tsx';

/** After a check: what counts now, and both judgements criterion by criterion. */
export function CheckResult({
  opened: { opened, scorecard, machine, row },
  own,
  next,
  fresh,
  onCorrect,
}: {
  readonly opened: CheckOpened;
  readonly own: Judgement;
  readonly next: CheckRow | null;
  /** Whether it has just been submitted here. */
  readonly fresh: boolean;
  /** The check was opened again. */
  readonly onCorrect: () => void;
}): JSX.Element {
  const player = usePlayer(opened);
  const { go } = useAddress();
  const to = next === null ? '/checks' : pathTo('checks', next.project, next.callId, next.operatorId);
  usePlayerKeys(
    player,
    useMemo(
      () => ({
        n: () => {
          go(to);
        },
      }),
      [to],
    ),
  );
  const { busy, error, run } = useSending();
  const correct = async (): Promise<void> => {
    const { project, callId, operatorId } = row;
    const chosen = await run(() => ask('checks.choose', { body: { project, callId, operatorId } }));
    if (chosen !== null) onCorrect();
  };
  const mine: Voice = { head: say('judging:own'), judgement: own };
  const others: readonly Voice[] = machine === null ? [] : [{ head: say('judging:voice.machine'), judgement: machine }];
  const heard = player.timeline.tracks.length > 0;
  return (
    <div class="call heard">
      <ResultHead fresh={fresh}>
        <p class="same">
          <CountsNow counting={own} machine={machine} />{' '}
          {machine !== null && (
            <span class="soft">{say('checks:same', sameAnswers(own.answers, machine.answers))}</span>
          )}
        </p>
        <Scores voices={[mine, ...others]} />
        <div class="row">
          <ButtonLink kind="primary" href={to}>
            {say(next === null ? 'checks:one.toList' : 'checks:one.next')} <kbd aria-hidden="true">N</kbd>
          </ButtonLink>
          <Button busy={busy} onClick={() => void correct()}>
            {say('checks:one.correct')}
          </Button>
        </div>
        <Refused error={error} />
      </ResultHead>
      <NoSound opened={opened} />
      <PlayerPanel opened={opened} player={player} marks={marksOf(own)} />
      <SideBySide>
        <div class="stack">
          <OneChannel opened={opened} />
          <Transcript
            opened={opened}
            player={player}
            marks={marksOf(own)}
            criterionTitle={criterionTitleOf(scorecard)}
          />
          <KeyHelp
            heard={heard}
            more={[
              { keys: ['N'], text: say('judging:keys.onward') },
              { keys: ['?'], text: say('judging:keys.help') },
            ]}
          />
        </div>
        <Compare scorecard={scorecard} own={mine} others={others} player={player} />
      </SideBySide>
    </div>
  );
}
