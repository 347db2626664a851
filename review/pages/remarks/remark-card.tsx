import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Remark } from '../../contract/remarks.ts';
import { RemarkAnswer, RemarkState } from '../call/remarks.tsx';
import { moment } from '../formats.ts';
import { zoneOf } from '../judging/call-kind.ts';
import { Button } from '../parts/button.tsx';
import { pathTo } from '../route.ts';
import { may, viewer } from '../session.ts';
import { say, titleOf } from '../words.ts';
import { AnswerForm } from './answer-form.tsx';
import { RemarkMoment } from './remark-moment.tsx';
import { ScoreAgain } from './score-again.tsx';

/** A remark with what it is about; the call opens in place, at the moment it points at. */
export function RemarkCard({ remark: given }: { readonly remark: Remark }): JSX.Element {
  /** The answered one takes the place of the open one, so that the list does not jump. */
  const answered = useSignal<Remark | null>(null);
  const hearing = useSignal(false);
  const place = useRef<HTMLLIElement>(null);
  const remark = answered.value ?? given;
  const { project, callId, operatorName, operatorId, writtenMs, text, answer } = remark;
  const zone = zoneOf(project);
  const title = titleOfRemark(remark);
  return (
    <li class="remark-card stack" ref={place} tabIndex={-1}>
      <header class="row">
        <h2>{title}</h2>
        <RemarkState remark={remark} />
      </header>
      <p class="small soft">
        {operatorName || operatorId} · {moment(writtenMs, zone)} ·{' '}
        <a href={pathTo('calls', project, callId)}>{say('remarks:openCall')}</a>
      </p>
      <p class="comment prose">{text}</p>
      {hearing.value ? (
        <RemarkMoment remark={remark} />
      ) : (
        <div>
          <Button small label={`${say('remarks:hear')}: ${title}`} onClick={() => (hearing.value = true)}>
            {say('remarks:hear')}
          </Button>
        </div>
      )}
      {answer !== null && (
        <div class="prose">
          <RemarkAnswer answer={answer} zone={zone} />
        </div>
      )}
      {answer === null && may('remark.answer') && (
        <AnswerForm
          remark={remark}
          about={title}
          onAnswered={(one) => {
            answered.value = one;
            place.current?.focus({ preventScroll: true });
          }}
        />
      )}
      {answer?.decision === 'changed' && !answer.scoredSince && may('checks.choose') && <ScoreAgain remark={remark} />}
    </li>
  );
}

/** The criterion's title as the reader's project names it. */
function titleOfRemark({ project, criterionId }: Remark): string {
  if (criterionId === '') return say('call:remarks.whole');
  const scorecards = viewer()?.projects.find(({ id }) => id === project)?.scorecards ?? [];
  const criteria = scorecards.flatMap((scorecard) => scorecard.criteria);
  return titleOf(criteria.find((one) => one.criterionId === criterionId)?.titles ?? {}, criterionId);
}
