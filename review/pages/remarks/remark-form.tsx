import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Remark } from '../../contract/remarks.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import type { Player } from '../call/playback.ts';
import { duration } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { announce } from '../parts/live.tsx';
import { Refused } from '../parts/refused.tsx';
import { Tick } from '../parts/select.tsx';
import { say } from '../words.ts';
import './remarks.css';

type Part = Pick<Remark, 'project' | 'callId' | 'operatorId' | 'criterionId'>;

/** "Not right, here": a button that opens a few lines and a moment, and sends them to the supervisor. */
export function RemarkForm({
  part,
  about,
  player,
  onSent,
}: {
  readonly part: Part;
  /** What it is about: the criterion's title. */
  readonly about: string;
  readonly player: Player;
  readonly onSent: (remark: Remark) => void;
}): JSX.Element {
  const isOpen = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  useFocusAlong(place, isOpen.value);
  return (
    <div ref={place}>
      {!isOpen.value ? (
        <Button
          small
          kind="quiet"
          label={`${say('remarks:form.open')}: ${about}`}
          onClick={() => (isOpen.value = true)}
        >
          {say('remarks:form.open')}
        </Button>
      ) : (
        <Form
          part={part}
          player={player}
          onClose={() => (isOpen.value = false)}
          onSent={(remark) => {
            isOpen.value = false;
            announce(say('remarks:form.sent'));
            onSent(remark);
          }}
        />
      )}
    </div>
  );
}

/** The focus goes into the form that opens, and back to the button when it closes. */
function useFocusAlong(place: { readonly current: HTMLElement | null }, isOpen: boolean): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) place.current?.querySelector<HTMLElement>(isOpen ? 'textarea' : 'button')?.focus();
    first.current = false;
  }, [isOpen]);
}

function Form({
  part,
  player,
  onClose,
  onSent,
}: {
  readonly part: Part;
  readonly player: Player;
  readonly onClose: () => void;
  readonly onSent: (remark: Remark) => void;
}): JSX.Element {
  const text = useSignal('');
  const here = useSignal(true);
  const { busy, error, run } = useSending();
  const written = text.value.trim();
  const send = async (): Promise<void> => {
    const atMs = here.value ? Math.round(player.position.peek()) : null;
    const remark = await run(() => ask('remarks.add', { body: { ...part, atMs, text: written } }));
    if (remark !== null) onSent(remark);
  };
  return (
    <form
      class="remark-form stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (written !== '') void send();
      }}
    >
      <Field
        label={say('remarks:form.text')}
        hint={say('remarks:form.hint')}
        lines={3}
        value={text.value}
        maxLength={5000}
        required
        onInput={(value) => (text.value = value)}
      />
      <Tick
        label={say('remarks:form.here', { at: duration(player.position.value) })}
        checked={here.value}
        onChange={(checked) => (here.value = checked)}
      />
      <Refused error={error} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy} disabled={written === ''}>
          {say('remarks:form.send')}
        </Button>
        <Button onClick={onClose}>{say('shell:cancel')}</Button>
      </div>
    </form>
  );
}
