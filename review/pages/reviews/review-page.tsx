import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { DraftSubmit } from '../../contract/judging.ts';
import type { ReviewOpened } from '../../contract/reviews.ts';
import { useAnswer, type Awaited } from '../answer.ts';
import { ask } from '../api.ts';
import { callTitle } from '../call/facts.tsx';
import { Judging } from '../judging/judging.tsx';
import { isSubmitted, useNoDraft } from '../judging/use-draft.ts';
import { announce } from '../parts/live.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useParam } from '../route.ts';
import { viewer } from '../session.ts';
import { say } from '../words.ts';
import { ReviewResultView } from './review-result.tsx';

/** One self-review: the call scored blind, and then side by side. */
export default function ReviewPage(): JSX.Element {
  const [project, callId] = [useParam('project'), useParam('callId')];
  const review = useAnswer('review', { params: { project, callId } });
  const known = review.answer?.row.callId === callId ? review : { ...review, answer: null };
  return (
    <Shown of={known} skeleton={<Waiting />}>
      {(opened) => <Opened key={`${project} ${callId}`} opened={opened} review={review} />}
    </Shown>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack wide">
      <PageHead title={say('reviews:one.title')} />
      <Skeleton lines={1} height={150} />
      <Skeleton lines={8} height={28} />
    </div>
  );
}

function Opened({
  opened,
  review,
}: {
  readonly opened: ReviewOpened;
  readonly review: Awaited<ReviewOpened>;
}): JSX.Element {
  const { row, result } = opened;
  const params = { project: row.project, callId: row.callId };
  const place = [viewer()?.accountId ?? '', 'review', row.project, row.callId, row.operatorId];
  const fresh = useRef(false);
  useNoDraft(result !== null, place);
  const submit = async (body: DraftSubmit): Promise<void> => {
    try {
      const judged = await ask('review.submit', { params, body });
      review.put({ ...opened, row: { ...row, submittedMs: Date.now(), same: judged.same }, result: judged });
      fresh.current = true;
      announce(say('reviews:same.long', judged.same));
      window.scrollTo({ top: 0 });
    } catch (error) {
      // From another window, or its answer was lost on its way: it is there.
      if (!isSubmitted(error)) throw error;
      review.again();
    }
  };
  return (
    <article>
      <PageHead
        title={callTitle(opened.opened.call)}
        lead={say(result === null ? 'reviews:one.lead' : 'reviews:one.done')}
        back={{ href: '/reviews', text: say('reviews:one.back') }}
      />
      {result === null ? (
        <Judging
          task={{ opened: opened.opened, scorecard: opened.scorecard, draft: opened.draft, machine: null }}
          place={place}
          save={(body) => ask('review.draft', { params, body })}
          submit={submit}
          onElsewhere={review.again}
          final
        />
      ) : (
        <ReviewResultView opened={opened} result={result} fresh={fresh.current} />
      )}
    </article>
  );
}
