import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { CheckOpened, CheckSubmitted } from '../../contract/checks.ts';
import type { DraftSubmit } from '../../contract/judging.ts';
import { useAnswer, type Awaited } from '../answer.ts';
import { ask } from '../api.ts';
import { callTitle } from '../call/facts.tsx';
import { Judging, type Then } from '../judging/judging.tsx';
import { isSubmitted, useNoDraft } from '../judging/use-draft.ts';
import { Chip } from '../parts/chip.tsx';
import { announce } from '../parts/live.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { pathTo, useAddress, useParam } from '../route.ts';
import { viewer } from '../session.ts';
import { score } from '../formats.ts';
import { say } from '../words.ts';
import { CheckResult } from './check-result.tsx';
import { lastChecked, LastChecked } from './last-checked.tsx';
import { ModeHelp } from './mode-help.tsx';

/** One check: the machine's answers to agree with or to overrule; or blind, and side by side after it. */
export default function CheckPage(): JSX.Element {
  const [project, callId, operatorId] = [useParam('project'), useParam('callId'), useParam('operatorId')];
  const check = useAnswer('check', { params: { project, callId, operatorId } });
  const row = check.answer?.row;
  const known = row?.callId === callId && row.operatorId === operatorId ? check : { ...check, answer: null };
  return (
    <Shown of={known} skeleton={<Waiting />}>
      {(opened) => <Opened key={`${project} ${callId} ${operatorId}`} opened={opened} check={check} />}
    </Shown>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack wide">
      <PageHead title={say('checks:one.title')} />
      <Skeleton lines={1} height={150} />
      <Skeleton lines={8} height={28} />
    </div>
  );
}

function Opened({
  opened,
  check,
}: {
  readonly opened: CheckOpened;
  readonly check: Awaited<CheckOpened>;
}): JSX.Element {
  const { row, own, machine, next } = opened;
  const { go } = useAddress();
  const params = { project: row.project, callId: row.callId, operatorId: row.operatorId };
  const place = [viewer()?.accountId ?? '', 'check', row.project, row.callId, row.operatorId];
  const fresh = useRef(false);
  useNoDraft(own !== null, place);
  const onward = (submitted: CheckSubmitted, then: Then): void => {
    announce(say('checks:counts.now', { now: score(submitted.counting.score) }));
    if (then === 'next') {
      lastChecked.value = { row, submitted };
      const to = submitted.next;
      go(to === null ? '/checks' : pathTo('checks', to.project, to.callId, to.operatorId));
    } else {
      lastChecked.value = null;
      fresh.current = true;
      check.put({ ...opened, own: submitted.counting, machine: submitted.machine, next: submitted.next });
    }
    window.scrollTo({ top: 0 });
  };
  const submit = async (body: DraftSubmit, then: Then): Promise<void> => {
    try {
      // After a blind check the answers are compared before one goes on.
      onward(await ask('check.submit', { params, body }), row.mode === 'blind' ? 'result' : then);
    } catch (error) {
      // From another window, or its answer was lost on its way: it is there.
      if (!isSubmitted(error)) throw error;
      check.again();
    }
  };
  return (
    <article>
      <PageHead
        title={say('checks:one.head', {
          name: row.operatorName || row.operatorId,
          call: callTitle(opened.opened.call),
        })}
        back={{ href: '/checks', text: say('checks:one.back') }}
      >
        {own === null && (
          <div class="mode-line">
            <span>
              <Chip tone={row.mode === 'blind' ? 'accent' : 'neutral'}>{say(`checks:mode.${row.mode}`)}</Chip>
              <ModeHelp />
            </span>
            <span>{say(`checks:one.${row.mode}`)}</span>
          </div>
        )}
      </PageHead>
      {own === null ? (
        <div class="stack">
          <LastChecked />
          <Judging
            task={{ opened: opened.opened, scorecard: opened.scorecard, draft: opened.draft, machine }}
            place={place}
            save={(body) => ask('check.draft', { params, body })}
            submit={submit}
            onElsewhere={check.again}
            hasNext={row.mode === 'verify'}
          />
        </div>
      ) : (
        <CheckResult opened={opened} own={own} next={next} fresh={fresh.current} onCorrect={check.again} />
      )}
    </article>
  );
}
