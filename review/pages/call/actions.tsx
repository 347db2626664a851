import type { JSX } from 'preact';
import type { CallOpened } from '../../contract/call.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Refused } from '../parts/refused.tsx';
import { pathTo, useAddress } from '../route.ts';
import { say } from '../words.ts';

/** What the reader can do with a call: judge it themselves (operators), score it (supervisors). */
export function Actions({ opened }: { readonly opened: CallOpened }): JSX.Element {
  const { call, can, parts } = opened;
  const { busy, error, run } = useSending();
  const { go } = useAddress();
  const body = { project: call.project, callId: call.callId };

  const review = async (): Promise<void> => {
    if ((await run(() => ask('reviews.choose', { body }))) !== null) go(pathTo('reviews', call.project, call.callId));
  };
  const check = async (operatorId: string): Promise<void> => {
    const chosen = await run(() => ask('checks.choose', { body: { ...body, operatorId } }));
    if (chosen !== null) go(pathTo('checks', call.project, call.callId, operatorId));
  };
  return (
    <>
      {/* A part that waits for its review has its own way there. */}
      {can.review && !parts.some(({ blind }) => blind) && (
        <Button kind="primary" busy={busy} onClick={() => void review()}>
          {say('call:actions.review')}
        </Button>
      )}
      {can.check &&
        parts.map(({ operatorId, name }) => (
          <Button key={operatorId} kind="primary" busy={busy} onClick={() => void check(operatorId)}>
            {parts.length < 2 ? say('call:actions.check') : say('call:actions.checkOf', { name })}
          </Button>
        ))}
      <Refused error={error} />
    </>
  );
}
