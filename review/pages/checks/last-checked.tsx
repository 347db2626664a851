import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CheckRow, CheckSubmitted } from '../../contract/checks.ts';
import { score } from '../formats.ts';
import { beganAt } from '../judging/call-kind.ts';
import { Notice } from '../parts/notice.tsx';
import { pathTo } from '../route.ts';
import { say } from '../words.ts';

type Checked = { readonly row: CheckRow; readonly submitted: CheckSubmitted };

/** The check that was submitted on the way to the page that is open; null when one came there otherwise. */
export const lastChecked = signal<Checked | null>(null);

/** What came out of it: the counting score follows at once. */
export function LastChecked(): JSX.Element | null {
  const last = lastChecked.value;
  if (last === null) return null;
  const { row, submitted } = last;
  return (
    <Notice tone="pass">
      <p>
        <a href={pathTo('checks', row.project, row.callId, row.operatorId)}>
          {row.operatorName || row.operatorId}, {beganAt(row)}
        </a>
        : <CountsNow {...submitted} /> {say('checks:same', submitted.same)}
      </p>
    </Notice>
  );
}

/** "Now counts: 86.5 (79.5 by the machine)". */
export function CountsNow({ counting, machine }: Pick<CheckSubmitted, 'counting' | 'machine'>): JSX.Element {
  return (
    <>
      {machine === null
        ? say('checks:counts.now', { now: score(counting.score) })
        : say('checks:counts.was', { now: score(counting.score), was: score(machine.score) })}
    </>
  );
}
