import type { JSX } from 'preact';
import { refusedWords } from '../refused.ts';
import { say } from '../words.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** What a refused or lost request says, with a way to try again. Nothing while there is no error. */
export function Refused({
  error,
  again,
}: {
  readonly error: unknown;
  readonly again?: (() => void) | undefined;
}): JSX.Element | null {
  if (error === null || error === undefined) return null;
  return (
    <Notice tone="fail">
      <p>{refusedWords(error)}</p>
      {again && (
        <div>
          <Button small onClick={again}>
            {say('shell:again')}
          </Button>
        </div>
      )}
    </Notice>
  );
}
