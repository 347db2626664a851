/** What the endpoint itself refuses, before the engine is asked: in ClickHouse's own codes, which clients know. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly type: string;

  constructor(status: number, code: number, type: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.type = type;
  }
}

/** Source of the numbers: src/Common/ErrorCodes.cpp of ClickHouse. */
export const notImplemented = (what: string): Refusal => new Refusal(501, 48, 'NOT_IMPLEMENTED', what);
export const readOnly = (what: string): Refusal => new Refusal(403, 164, 'READONLY', what);
export const accessDenied = (what: string): Refusal => new Refusal(403, 497, 'ACCESS_DENIED', what);

export const syntaxError = (what: string): Refusal => new Refusal(400, 62, 'SYNTAX_ERROR', what);

/** The same for a wrong user and a wrong password, and without the name that was shown. */
export const unknownUser = (): Refusal =>
  new Refusal(
    403,
    516,
    'AUTHENTICATION_FAILED',
    'Authentication failed: password is incorrect, or there is no user with such name.',
  );
