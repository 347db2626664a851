import type { JSX } from 'preact';
import type { Remark } from '../../contract/remarks.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { Refused } from '../parts/refused.tsx';
import { pathTo, useAddress } from '../route.ts';
import { say } from '../words.ts';

/** An answer is changed by scoring the call: a remark that was found right leads there, also later from the list. */
export function ScoreAgain({ remark: { project, callId, operatorId } }: { readonly remark: Remark }): JSX.Element {
  const { busy, error, run } = useSending();
  const { go } = useAddress();
  const score = async (): Promise<void> => {
    const chosen = await run(() => ask('checks.choose', { body: { project, callId, operatorId } }));
    if (chosen !== null) go(pathTo('checks', project, callId, operatorId));
  };
  return (
    <Notice title={say('remarks:again.title')}>
      <p>{say('remarks:again.why')}</p>
      <div>
        <Button kind="primary" busy={busy} onClick={() => void score()}>
          {say('remarks:again.score')}
        </Button>
      </div>
      <Refused error={error} />
    </Notice>
  );
}
