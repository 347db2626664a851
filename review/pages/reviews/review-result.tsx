import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Remark } from '../../contract/remarks.ts';
import type { ReviewOpened, ReviewResult } from '../../contract/reviews.ts';
import { NoSound, OneChannel } from '../call/heard-by.tsx';
import { KeyHelp } from '../call/key-help.tsx';
import { marksOf } from '../call/marks.ts';
import type { Player } from '../call/playback.ts';
import { PlayerPanel, usePlayer, usePlayerKeys } from '../call/player.tsx';
import { RemarkLine } from '../call/remarks.tsx';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { SideBySide } from '../call/side-by-side.tsx';
import { Transcript } from '../call/transcript.tsx';
import { Compare, type Voice } from '../judging/compare.tsx';
import { ResultHead } from '../judging/result-head.tsx';
import { Scores } from '../judging/scores.tsx';
import '../judging/judging.css';
import { HelpTip } from '../parts/help-tip.tsx';
import { RemarkForm } from '../remarks/remark-form.tsx';
import { say } from '../words.ts';

/** After the submission: own answers, the machine's and the supervisor's, and a word against what is not right. */
export function ReviewResultView({
  opened: { opened, scorecard, row },
  result,
  fresh,
}: {
  readonly opened: ReviewOpened;
  readonly result: ReviewResult;
  /** Whether it has just been submitted here. */
  readonly fresh: boolean;
}): JSX.Element {
  const player = usePlayer(opened);
  usePlayerKeys(player);
  const remarks = useSignal(result.remarks);
  const others = othersOf(result);
  const own: Voice = { head: say('judging:own'), judgement: result.own };
  const counting = others[0]?.judgement;
  const title = criterionTitleOf(scorecard);
  const heard = player.timeline.tracks.length > 0;

  const aside = (criterionId: string): JSX.Element => (
    <>
      <Remarks
        remarks={remarks.value.filter((remark) => remark.criterionId === criterionId)}
        player={player}
        zone={opened.call.timeZone}
      />
      <RemarkForm
        part={{ project: row.project, callId: row.callId, operatorId: row.operatorId, criterionId }}
        about={criterionId === '' ? say('call:remarks.whole') : title(criterionId)}
        player={player}
        onSent={(remark) => (remarks.value = [...remarks.value, remark])}
      />
    </>
  );
  return (
    <div class="call heard">
      <ResultHead fresh={fresh}>
        <p class="same">
          {say('reviews:same.long', result.same)}
          <HelpTip term={say('reviews:same.term')}>{say('reviews:same.help')}</HelpTip>
        </p>
        <Scores voices={[own, ...others]} />
      </ResultHead>
      <NoSound opened={opened} />
      <PlayerPanel opened={opened} player={player} marks={marksOf(counting)} />
      <SideBySide>
        <div class="stack">
          <OneChannel opened={opened} />
          <Transcript opened={opened} player={player} marks={marksOf(counting)} criterionTitle={title} />
          <KeyHelp heard={heard} more={[{ keys: ['?'], text: say('judging:keys.help') }]} />
        </div>
        <div class="stack wide">
          <Compare scorecard={scorecard} own={own} others={others} player={player} aside={aside} />
          <section class="scorecard-section stack">
            <h2>{say('call:remarks.whole')}</h2>
            {aside('')}
          </section>
        </div>
      </SideBySide>
    </div>
  );
}

/** The one that counts first: with it the operator's answers are compared. */
function othersOf({ machine, supervisor }: ReviewResult): readonly Voice[] {
  return [supervisor, machine].flatMap((judgement) =>
    judgement === null ? [] : [{ head: say(`judging:voice.${judgement.evaluator}`), judgement }],
  );
}

function Remarks({
  remarks,
  player,
  zone,
}: {
  readonly remarks: readonly Remark[];
  readonly player: Player;
  readonly zone: string;
}): JSX.Element | null {
  if (remarks.length === 0) return null;
  return (
    <ul role="list" class="remarks">
      {remarks.map((remark) => (
        <RemarkLine key={remark.remarkId} remark={remark} player={player} zone={zone} />
      ))}
    </ul>
  );
}
