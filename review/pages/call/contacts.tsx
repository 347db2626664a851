import type { JSX } from 'preact';
import type { CallRow } from '../../contract/calls.ts';
import { useAnswer } from '../answer.ts';
import { CallTable } from '../calls/call-table.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { say } from '../words.ts';

/** The same customer's other contacts, as far as the reader may see them. */
export function Contacts({ project, callId }: { readonly project: string; readonly callId: string }): JSX.Element {
  const contacts = useAnswer('call.contacts', { params: { project, callId } });
  return (
    <section class="stack tight contacts">
      <h2>
        {say('call:contacts.title')}
        <HelpTip term={say('call:contacts.title')}>{say('call:contacts.help')}</HelpTip>
      </h2>
      <Shown of={contacts} skeleton={<Skeleton lines={2} height={28} />}>
        {({ rows }) => <Rows rows={rows} />}
      </Shown>
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly CallRow[] }): JSX.Element {
  if (rows.length === 0) return <p class="soft">{say('call:contacts.none')}</p>;
  return <CallTable caption={say('call:contacts.title')} rows={rows} />;
}
