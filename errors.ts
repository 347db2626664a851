/**
 * The closed list of what can go wrong. `retriable`: whether trying the same thing again may cure it; lines and
 * adapters decide by this and by the code, never by message text. `{param}` is filled from the error's parameters.
 * docs/errors.md holds the same list and a test compares the two.
 */
export const ERRORS = {
  CONFIG_INVALID: {
    retriable: false,
    message: '{faults}',
    cure: 'Mend every line listed; `npm run etalon -- check-config` checks them again.',
  },
  CONFIG_FILE_MISSING: {
    retriable: false,
    message: '{file}: the file is not there.',
    cure: 'Create it, or point --config at the folder that holds projects.yaml.',
  },
  UNEXPECTED: {
    retriable: false,
    message: 'A fault that Etalon does not know: {what}',
    cure: 'This is a defect of Etalon: report it with the log line that names it.',
  },
} as const satisfies Record<string, ErrorEntry>;

type ErrorEntry = { readonly retriable: boolean; readonly message: string; readonly cure: string };
export type ErrorCode = keyof typeof ERRORS;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** A reason as it is stored and shown: a code and its parameters, never a sentence, so that five languages can show it. */
export type Reason = { readonly code: ErrorCode; readonly params: ErrorParams };

/** Thrown where work cannot go on; carries a code of the closed list. Outcomes of a call are values, not this. */
export class EtalonError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(describe({ code, params }), options);
    this.name = 'EtalonError';
    this.code = code;
    this.params = params;
  }

  get retriable(): boolean {
    return ERRORS[this.code].retriable;
  }
}

/** The English sentence of a reason: what happened, without the cure. */
export function describe(reason: Reason): string {
  return ERRORS[reason.code].message.replace(/\{(\w+)\}/g, (_, name: string) => String(reason.params[name] ?? '?'));
}

/** What the reader can do about it, in English. */
export function cureOf(code: ErrorCode): string {
  return ERRORS[code].cure;
}

/** Any thrown value as a reason; what is not ours becomes UNEXPECTED. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof EtalonError) return { code: error.code, params: error.params };
  return {
    code: 'UNEXPECTED',
    params: { what: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
  };
}
