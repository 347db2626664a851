import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CallOpened } from '../../contract/call.ts';
import type { Remark } from '../../contract/remarks.ts';
import { useAnswer } from '../answer.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { RemarkForm } from '../remarks/remark-form.tsx';
import { useParam } from '../route.ts';
import { may, viewer } from '../session.ts';
import { say } from '../words.ts';
import { Actions } from './actions.tsx';
import { Contacts } from './contacts.tsx';
import { callTitle, Facts } from './facts.tsx';
import { HeardBy, NoSound, OneChannel } from './heard-by.tsx';
import { KeyHelp } from './key-help.tsx';
import { marksOfParts } from './marks.ts';
import { Part } from './part.tsx';
import { PlayerPanel, usePlayer, usePlayerKeys } from './player.tsx';
import { CallRemarks } from './remarks.tsx';
import { criterionTitleOf, evidenceKeys } from './scorecard.tsx';
import { SideBySide } from './side-by-side.tsx';
import { Transcript } from './transcript.tsx';
import './call-page.css';

/** A call: hear it, read it, see how it was judged and why. */
export default function CallPage(): JSX.Element {
  const [project, callId] = [useParam('project'), useParam('callId')];
  const call = useAnswer('call', { params: { project, callId } });
  const known = call.answer?.call.callId === callId ? call : { ...call, answer: null };
  if (known.answer === null && known.state === 'refused') return <NotShown error={known.error} again={known.again} />;
  return (
    <Shown of={known} skeleton={<Waiting />}>
      {(opened) => <Opened key={`${project} ${callId}`} opened={opened} />}
    </Shown>
  );
}

/** Refused: the head stays, with the way back. */
function NotShown({ error, again }: { readonly error: unknown; readonly again: () => void }): JSX.Element {
  return (
    <div class="stack">
      <PageHead title={say('call:title')} back={{ href: '/calls', text: say('call:back') }} />
      <Refused error={error} again={again} />
    </div>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack wide">
      <PageHead title={say('call:title')} />
      <Skeleton lines={1} height={150} />
      <Skeleton lines={8} height={28} />
    </div>
  );
}

function Opened({ opened }: { readonly opened: CallOpened }): JSX.Element {
  const { call, parts } = opened;
  const player = usePlayer(opened);
  const marks = useMemo(() => marksOfParts(parts), [parts]);
  const titles = useMemo(() => parts.map(({ scorecard }) => criterionTitleOf(scorecard)), [parts]);
  const criterionTitle = (criterionId: string): string =>
    titles.map((title) => title(criterionId)).find((title) => title !== criterionId) ?? criterionId;
  usePlayerKeys(
    player,
    useMemo(() => evidenceKeys(parts[0]?.judgements[0], player), [parts, player]),
  );
  const sent = useSignal<readonly Remark[]>([]);
  const aside = (criterionId: string): JSX.Element => (
    <RemarkForm
      part={{ project: call.project, callId: call.callId, operatorId: viewer()?.operatorId ?? '', criterionId }}
      about={criterionTitle(criterionId)}
      player={player}
      onSent={(remark) => (sent.value = [...sent.value, remark])}
    />
  );
  return (
    <article class={player.timeline.tracks.length > 0 ? 'call heard' : 'call'}>
      <PageHead
        title={callTitle(call)}
        back={{ href: '/calls', text: say('call:back') }}
        actions={<Actions opened={opened} />}
      >
        <Facts call={call} />
      </PageHead>
      <NoSound opened={opened} />
      <PlayerPanel opened={opened} player={player} marks={marks} />
      <SideBySide>
        <div class="stack">
          <OneChannel opened={opened} />
          <Transcript opened={opened} player={player} marks={marks} criterionTitle={criterionTitle} />
          {parts.length > 0 && <KeyHelp heard={player.timeline.tracks.length > 0} />}
        </div>
        <div class="stack wide">
          {parts.length === 0 && <Notice>{say('call:part.none')}</Notice>}
          {parts.map((part, nth) => (
            <Part
              key={part.operatorId}
              part={part}
              project={call.project}
              callId={call.callId}
              player={player}
              tone={opened.tone}
              keyed={nth === 0}
              target={viewer()?.projects.find(({ id }) => id === call.project)?.qualityTarget}
              aside={part.operatorId === viewer()?.operatorId && opened.can.remark ? aside : undefined}
            />
          ))}
          <CallRemarks
            opened={{ ...opened, remarks: [...opened.remarks, ...sent.value] }}
            player={player}
            criterionTitle={criterionTitle}
          />
          <HeardBy opened={opened} />
        </div>
      </SideBySide>
      {may('call.contacts') && <Contacts project={call.project} callId={call.callId} />}
    </article>
  );
}
