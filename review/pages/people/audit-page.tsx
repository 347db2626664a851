import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditPage as Answer, AuditRow } from '../../contract/audit.ts';
import { useAnswer, useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { hasWords, say } from '../words.ts';
import './people.css';

/** Who did what, newest first, and whether the chain of entries is whole. */
export default function AuditPage(): JSX.Element {
  const audit = useAnswer('audit');
  const people = useAnswer('people');
  const logins = new Map(people.answer?.rows.map(({ accountId, login }) => [accountId, login]));
  return (
    <>
      <PageHead title={say('people:audit.title')} lead={say('people:audit.lead')} />
      <Shown of={audit}>{(newest) => <Entries newest={newest} logins={logins} />}</Shown>
    </>
  );
}

/** Sign-in names by account, for what was done to somebody. */
type Logins = ReadonlyMap<string, string>;

function Entries({ newest, logins }: { readonly newest: Answer; readonly logins: Logins }): JSX.Element {
  const [older, setOlder] = useState<readonly Answer[]>([]);
  const { busy, error, run } = useSending();
  const pages = [newest, ...older];
  const next = pages.at(-1)?.next ?? null;
  const whole = pages.every(({ chain }) => chain === 'whole');
  const load = async (before: string): Promise<void> => {
    const page = await run(() => ask('audit', { query: { before } }));
    if (page !== null) setOlder([...older, page]);
  };
  return (
    <>
      <Notice tone={whole ? 'pass' : 'fail'}>
        <p>
          {say(whole ? 'people:audit.whole' : 'people:audit.broken')}
          <HelpTip term={say('people:audit.chain')}>{say('people:audit.chainHelp')}</HelpTip>
        </p>
      </Notice>
      <Table
        caption={say('people:audit.title')}
        columns={columnsOf(logins)}
        rows={pages.flatMap(({ rows }) => rows)}
        rowKey={({ seq }) => String(seq)}
      />
      <Refused error={error} />
      {next !== null && (
        <div>
          <Button busy={busy} onClick={() => void load(next)}>
            {say('people:audit.older')}
          </Button>
        </div>
      )}
    </>
  );
}

function columnsOf(logins: Logins): readonly Column<AuditRow>[] {
  return [
    { id: 'at', head: say('people:audit.at'), cell: ({ atMs }) => <Time ms={atMs} zone="" /> },
    { id: 'who', head: say('people:audit.who'), cell: ({ who }) => (who === '' ? say('people:audit.nobody') : who) },
    { id: 'action', head: say('people:audit.action'), cell: ({ action }) => actionWords(action) },
    {
      id: 'what',
      head: say('people:audit.what'),
      cell: ({ project, callId }) => [project, callId].filter(Boolean).join(' · '),
    },
    {
      id: 'details',
      head: say('people:audit.details'),
      cell: ({ details }) => <Details of={details} logins={logins} />,
    },
    { id: 'seq', head: say('people:audit.seq'), align: 'end', cell: ({ seq }) => seq },
  ];
}

/** An action of a newer server stands for itself. */
function actionWords(action: string): string {
  const key = `people:audit.actions.${action}`;
  return hasWords(key) ? say(key) : action;
}

function Details({ of, logins }: { readonly of: AuditRow['details']; readonly logins: Logins }): JSX.Element {
  return (
    <span class="audit-details">
      {Object.entries(of).map(([name, value]) => (
        <span key={name}>
          {detailWords(name)}: {name === 'whom' ? (logins.get(String(value)) ?? value) : value}
        </span>
      ))}
    </span>
  );
}

function detailWords(name: string): string {
  const key = `people:audit.detail.${name}`;
  return hasWords(key) ? say(key) : name;
}
