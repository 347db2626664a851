import { EtalonError } from '../errors.ts';
import type { EpochMs } from '../ingest/call.ts';
import { parseMoment } from '../ingest/time.ts';

/** From inclusive, to exclusive. */
export type Period = { readonly fromMs: EpochMs; readonly toMs: EpochMs };

/** 1970 to 2200: everything, in bounds that 64-bit milliseconds and DateTime64 both hold. */
export const ALL_TIME: Period = { fromMs: 0, toMs: Date.UTC(2200, 0, 1) };

/**
 * `--from` and `--to` in a zone: a day (`2026-03-02`), or a moment. Left out, the period is open on that side. `to` is
 * exclusive as a moment and inclusive as a day.
 * @throws EtalonError PERIOD_INVALID
 */
export function periodOf(from: string | undefined, to: string | undefined, timeZone: string): Period {
  const period = {
    fromMs: from === undefined ? ALL_TIME.fromMs : momentOf(from, timeZone),
    toMs: to === undefined ? ALL_TIME.toMs : endOf(to, timeZone),
  };
  if (period.fromMs >= period.toMs) throw new EtalonError('PERIOD_INVALID', { text: `${from ?? ''} … ${to ?? ''}` });
  return period;
}

/** A day counts whole: `--from 2026-03-02 --to 2026-03-02` is that day. */
function endOf(text: string, timeZone: string): EpochMs {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (day === null) return momentOf(text, timeZone);
  momentOf(text, timeZone);
  const next = new Date(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]) + 1));
  return momentOf(next.toISOString().slice(0, 10), timeZone);
}

function momentOf(text: string, timeZone: string): EpochMs {
  const written = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00:00` : text.replace(/([T ]\d\d:\d\d)$/, '$1:00');
  const moment = parseMoment(written, timeZone);
  if (moment === null) throw new EtalonError('PERIOD_INVALID', { text });
  return moment.at;
}
