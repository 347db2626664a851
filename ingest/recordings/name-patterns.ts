const DATE_TIME = String.raw`(?<date>\d{8})-(?<time>\d{6})`;
const UNIQUEID = String.raw`(?<callId>\d{10}\.\d+)`;

/**
 * Names of recordings that telephone systems give by themselves, as `namePatterns` calls them. FreePBX, and Issabel after
 * it: `kind-first-second-date-time-uniqueid`, where an outgoing call has the number before the extension that called, an
 * incoming one the extension before the caller, and a queue or ring group its own number before the caller. 3CX: the two
 * parties, moment and number. Zadarma: account, call with the recording, extension, moment.
 */
export const NAMED_PATTERNS: Readonly<Record<string, readonly NamedPattern[]>> = {
  freepbx: [
    { pattern: `^(?:out|force)-[^-]*-(?<operator>\\d+)-${DATE_TIME}-${UNIQUEID}$`, direction: 'outbound' },
    { pattern: `^(?:exten|external)-(?<operator>\\d+)-[^-]*-${DATE_TIME}-${UNIQUEID}$`, direction: 'inbound' },
    { pattern: `^internal-[^-]*-(?<operator>\\d+)-${DATE_TIME}-${UNIQUEID}$`, direction: 'internal' },
    { pattern: `^(?:in|q|rg|ivr)-[^-]*-[^-]*-${DATE_TIME}-${UNIQUEID}$`, direction: 'inbound' },
  ],
  '3cx': [
    {
      pattern: String.raw`^(?:\[[^\]]*\]_)?(?<operator>\d{2,5})-\+?\d{6,}_(?<callId>(?<startedAt>\d{14})\(\d+\))$`,
      direction: 'outbound',
    },
    {
      pattern: String.raw`^(?:\[[^\]]*\]_)?\+?\d{6,}-(?<operator>\d{2,5})_(?<callId>(?<startedAt>\d{14})\(\d+\))$`,
      direction: 'inbound',
    },
    {
      pattern: String.raw`^(?:\[[^\]]*\]_)?(?<operator>\d{2,5})-\d{2,5}_(?<callId>(?<startedAt>\d{14})\(\d+\))$`,
      direction: 'internal',
    },
  ],
  zadarma: [
    {
      pattern: String.raw`^\d+-(?<callId>\d{10}\.\d+)-(?<operator>\d{2,5})-(?<date>\d{4}-\d{2}-\d{2})-(?<time>\d{6})$`,
      direction: null,
    },
  ],
};

export type NamedPattern = {
  readonly pattern: string;
  /** What the kind of name says; null = it does not. */
  readonly direction: 'inbound' | 'outbound' | 'internal' | null;
};

/** A named set of patterns, or a project's own regular expression as a set of one. */
export function patternsOf(told: string): readonly NamedPattern[] {
  return NAMED_PATTERNS[told] ?? [{ pattern: told, direction: null }];
}

export function isNamedPattern(told: string): boolean {
  return Object.hasOwn(NAMED_PATTERNS, told);
}
