import { AwayError, RefusedError } from './api.ts';
import { hasWords, say } from './words.ts';

/** What went wrong and what to do, in the reader's language. For whatever `ask` throws. */
export function refusedWords(error: unknown): string {
  if (error instanceof AwayError) return say('errors:OFFLINE');
  if (!(error instanceof RefusedError)) return say('errors:UNEXPECTED');
  const { code, params } = error.refusal;
  const key = `errors:${code}`;
  return say(hasWords(key) ? key : 'errors:UNEXPECTED', params);
}
