import type { Refusal, RefusalCode } from './contract/refusal.ts';

/** Every refusal there is, with its HTTP status. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  WRONG_PASSWORD: 401,
  TOO_MANY_TRIES: 429,
  SESSION_OVER: 401,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  LINK_USED_UP: 410,
  PASSWORD_TOO_SHORT: 422,
  PASSWORD_WELL_KNOWN: 422,
  NAME_TAKEN: 409,
  LAST_ADMINISTRATOR: 409,
  FILTER_INVALID: 400,
  REQUEST_INVALID: 400,
  NEWER_DRAFT: 409,
  SCORECARD_CHANGED: 409,
  ALREADY_SUBMITTED: 409,
  ANSWERS_MISSING: 422,
  CALL_NOT_SCORED: 409,
  UPLOAD_TOO_LARGE: 413,
  UPLOAD_NOT_AUDIO: 415,
  UPLOADS_OFF: 403,
  RECORDING_AWAY: 404,
  STORE_AWAY: 503,
  REQUEST_FORGED: 403,
  UNEXPECTED: 500,
};

/** A request that is refused: a code that the pages have words for, and what else the answer carries. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly params: Refusal['params'];
  readonly also: Readonly<Record<string, unknown>>;

  constructor(code: RefusalCode, params: Refusal['params'] = {}, also: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'Refused';
    this.code = code;
    this.params = params;
    this.also = also;
  }

  get status(): number {
    return REFUSAL_STATUS[this.code];
  }
}
