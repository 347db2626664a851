import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Remark } from '../../contract/remarks.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { announce } from '../parts/live.tsx';
import { Refused } from '../parts/refused.tsx';
import { Choice } from '../parts/select.tsx';
import { say } from '../words.ts';

type Decision = NonNullable<Remark['answer']>['decision'];

/** A supervisor's answer to a remark: whether the answer stays, and why. */
export function AnswerForm({
  remark: { remarkId },
  about,
  onAnswered,
}: {
  readonly remark: Remark;
  readonly about: string;
  readonly onAnswered: (remark: Remark) => void;
}): JSX.Element {
  const text = useSignal('');
  const decision = useSignal<Decision | ''>('');
  const { busy, error, run } = useSending();
  const written = text.value.trim();
  const send = async (): Promise<void> => {
    const body = { text: written, decision: decision.value };
    const answered = await run(() => ask('remark.answer', { params: { remarkId }, body }));
    if (answered === null) return;
    announce(say('remarks:answer.sent'));
    onAnswered(answered);
  };
  return (
    <form
      class="remark-form stack"
      aria-label={`${say('remarks:answer.title')}: ${about}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (written !== '' && decision.value !== '') void send();
      }}
    >
      <Choice<Decision>
        label={say('remarks:answer.decision')}
        value={decision.value}
        options={(['kept', 'changed'] as const).map((value) => ({ value, text: say(`remarks:answer.${value}`) }))}
        onChange={(value) => (decision.value = value)}
      />
      <Field
        label={say('remarks:answer.text')}
        hint={say('remarks:answer.hint')}
        lines={3}
        value={text.value}
        maxLength={5000}
        required
        onInput={(value) => (text.value = value)}
      />
      <Refused error={error} />
      <div>
        <Button type="submit" kind="primary" busy={busy} disabled={written === '' || decision.value === ''}>
          {say('remarks:answer.send')}
        </Button>
      </div>
    </form>
  );
}
