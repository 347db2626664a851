import type { ImportRule } from './imports.ts';
import type { RawAudioRule } from './recordings/raw-audio-rule.ts';
import type { WorkingHours } from './working-hours.ts';

/** Service level variants of docs/metrics.md; `offered` is the default. */
export const SERVICE_LEVEL_VARIANTS = [
  'offered',
  'offered_less_short',
  'answered_only',
  'genesys',
  'genesys_less_short',
  'genesys_less_short_with_flow_outs',
  'icmi_positive',
  'bright',
  'cisco_ignore',
  'cisco_negative',
  'cisco_positive',
] as const;
export type ServiceLevelVariant = (typeof SERVICE_LEVEL_VARIANTS)[number];

export type Language = 'ru' | 'uk' | 'bg' | 'pl' | 'en';
export const LANGUAGES: readonly Language[] = ['ru', 'uk', 'bg', 'pl', 'en'];

/** Which scorecard judges which calls; the first rule that matches wins. */
export type ScorecardRule = {
  readonly scorecard: string;
  readonly directions: readonly ('inbound' | 'outbound' | 'internal')[];
  readonly channels: readonly ('voice' | 'chat' | 'email' | 'messenger')[];
  readonly queues: readonly string[];
};

/** `wrapUpSeconds`: what the telephone system leaves an operator after a call of the queue before it sends the next one. */
export type QueueRule = { readonly wrapUpSeconds: number };

/** A client, shop or campaign: the wall inside one installation. Read from projects.yaml. */
export type Project = {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly languages: readonly Language[];
  /** ISO 3166-1 alpha-2: how a number without a country code is read. */
  readonly country: string;
  readonly serviceLevel: {
    readonly variant: ServiceLevelVariant;
    readonly targetPercent: number;
    readonly thresholdSeconds: number;
    readonly shortAbandonSeconds: number;
  };
  readonly targetCallSeconds: number;
  /** 0–100. */
  readonly qualityTarget: number;
  readonly acwReasons: readonly string[];
  /** A pause with an ACW reason counts as ACW when it starts at most this long after the operator's call ended. */
  readonly acwWithinSeconds: number;
  /** What holds for a queue by its name; those that are not named have no wrap-up time. */
  readonly queues: Readonly<Record<string, QueueRule>>;
  /** Each from its date on; none = always open. */
  readonly workingHours: readonly WorkingHours[];
  readonly vendor: string;
  readonly site: string;
  /** Facts the scorecards refer to by name (company, products, …): the spellings a customer may hear. */
  readonly vocabulary: Readonly<Record<string, readonly string[]>>;
  readonly recordings: {
    /**
     * Named sets (freepbx, 3cx, zadarma) and regular expressions with named groups callId, operator, direction, startedAt;
     * tried in turn on the file name without its ending.
     */
    readonly namePatterns: readonly string[];
    /** 0 = left, 1 = right; by direction of the call. */
    readonly operatorChannel: { readonly inbound: 0 | 1; readonly outbound: 0 | 1; readonly internal: 0 | 1 };
    readonly expected: boolean;
    /** What a recording is whose first bytes tell no format; null: it is refused. */
    readonly withoutHeader: RawAudioRule | null;
  };
  readonly scorecards: readonly ScorecardRule[];
  /** Which files of the inbox hold foreign formats, beside those that are known by their names. */
  readonly imports: readonly ImportRule[];
  /** How calls of an Asterisk are told apart: its trunks by channel (`PJSIP/carrier`), and contexts calls come in by. */
  readonly asterisk: { readonly trunks: readonly string[]; readonly inboundContexts: readonly string[] };
};
