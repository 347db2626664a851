import type { JSX } from 'preact';
import { Field } from '../parts/field.tsx';
import { say } from '../words.ts';

export type PasswordTyped = { readonly password: string; readonly again: string };

/** A new password, twice, with what is expected of it said first. The server decides. */
export function NewPassword({
  typed,
  onType,
}: {
  readonly typed: PasswordTyped;
  readonly onType: (typed: PasswordTyped) => void;
}): JSX.Element {
  const differs = typed.again !== '' && !typed.password.startsWith(typed.again);
  return (
    <>
      <Field
        type="password"
        label={say('account:newPassword')}
        name="new-password"
        autoComplete="new-password"
        hint={say('account:passwordRules')}
        value={typed.password}
        required
        onInput={(password) => {
          onType({ ...typed, password });
        }}
      />
      <Field
        type="password"
        label={say('account:newPasswordAgain')}
        name="new-password-again"
        autoComplete="new-password"
        error={differs ? say('account:passwordsDiffer') : ''}
        value={typed.again}
        required
        onInput={(again) => {
          onType({ ...typed, again });
        }}
      />
    </>
  );
}
