import type { EpochMs } from './call.ts';

/** No call lasts 30 days; a longer duration is a wrong unit or a broken clock. */
export const CALL_MAX_SECONDS = 30 * 86_400;
export const CALL_MAX_MS = CALL_MAX_SECONDS * 1_000;

/** What lies behind it is no time of a call, whatever the clock says now: a reader of logs that is pure has none. */
export const LATEST: EpochMs = Date.UTC(2100, 0, 1);
