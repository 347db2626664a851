import type { JSX } from 'preact';
import { duration, moment, NOTHING, type MomentForm } from '../formats.ts';

/** A moment (epoch ms) in the project's time zone; '' is the reader's own. */
export function Time({
  ms,
  zone,
  form = 'moment',
}: {
  readonly ms: number | null;
  readonly zone: string;
  readonly form?: MomentForm;
}): JSX.Element {
  if (ms === null) return <span>{NOTHING}</span>;
  const exact = new Date(ms).toISOString();
  return (
    <time dateTime={exact} title={`${moment(ms, zone)}${zone === '' ? '' : ` (${zone})`}`}>
      {moment(ms, zone, form)}
    </time>
  );
}

/** A length as m:ss; `none` says why there is none. */
export function Duration({ ms, none }: { readonly ms: number | null; readonly none?: string }): JSX.Element {
  return (
    <span class="numbers" title={ms === null ? none : undefined}>
      {duration(ms)}
    </span>
  );
}
