import { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';

/**
 * What each number of the command line means: docs/metrics.md as data. The SQL named by `query` is the definition itself;
 * a test holds the words here against the numbers it gives.
 */
export type KpiDefinition = {
  readonly id: string;
  readonly title: string;
  /** queries/<query>.sql */
  readonly query: string;
  readonly unit: 'percent' | 'ms' | 'ratio' | 'count' | '0–100';
  readonly variants: readonly KpiVariant[];
  /** What the n beside the value counts. */
  readonly n: string;
  readonly parameters: readonly string[];
  readonly attribution: string;
  /** Grows when the meaning changes. */
  readonly version: number;
  /** Whether it is about operators, and can be asked of one. */
  readonly ofOperators: boolean;
  /**
   * Where the SQL holds what is counted: a part of its WITH, or null for its rows; none = it has no calls to show. Rows that
   * have the column `each` in common count once.
   */
  readonly items?: { readonly from: string | null; readonly where: string; readonly each?: string };
};

export type KpiVariant = {
  /** '' where there is only one. */
  readonly variant: string;
  readonly numerator: string;
  readonly denominator: string;
  /** Of an item, in SQL: whether it stands in the numerator, in the denominator, or how many times. */
  readonly inNumerator: string;
  readonly inDenominator: string;
};

const only = (
  numerator: string,
  denominator: string,
  inNumerator = '1',
  inDenominator = '0',
): readonly KpiVariant[] => [{ variant: '', numerator, denominator, inNumerator, inDenominator }];

const ANSWERED = "outcome = 'answered'";
const ABANDONED = "outcome = 'abandoned'";
const IN_TIME = `${ANSWERED} AND waitMs <= {thresholdMs:Int64}`;
const LOST_IN_TIME = `${ABANDONED} AND waitMs <= {thresholdMs:Int64}`;
const ENDED = `${ANSWERED} OR ${ABANDONED}`;
const IN_ANY_TIME = `(${IN_TIME}) OR (${LOST_IN_TIME})`;
const SHORT = `${ABANDONED} AND waitMs <= {shortMs:Int64}`;
const REACHED_T = `((outcome IN ('answered', 'abandoned') AND waitMs <= {thresholdMs:Int64}) OR waitMs > {thresholdMs:Int64})`;
const not = (condition: string): string => `NOT ifNull(${condition}, 0)`;

type Formula = readonly [numerator: string, denominator: string, inNumerator: string, inDenominator: string];

/** An entry is an offer and an outcome, two items, for by `event` they may lie in different periods. */
const OFFERED = "kind = 'offer'";
const outcome = (condition: string): string => `kind = 'outcome' AND (${condition})`;
const ofOutcomes = (...[numerator, denominator, inNumerator, inDenominator]: Formula): Formula => [
  numerator,
  denominator,
  outcome(inNumerator),
  outcome(inDenominator),
];

/** A = answered within T, s = short abandon, R = entries that reached T or ended before it by answer or abandon. */
const SERVICE_LEVELS: Record<(typeof SERVICE_LEVEL_VARIANTS)[number], Formula> = {
  offered: ['A', 'offered', outcome(IN_TIME), OFFERED],
  offered_less_short: [
    ...(['A', 'offered − short abandons', outcome(IN_TIME)] as const),
    `(${OFFERED}) - ifNull(${outcome(SHORT)}, 0)`,
  ],
  answered_only: ofOutcomes('A', 'answered', IN_TIME, ANSWERED),
  genesys: ofOutcomes('A', 'answered + abandoned', IN_TIME, ENDED),
  genesys_less_short: ofOutcomes(
    ...(['A', 'answered + abandoned − short abandons', IN_TIME] as const),
    `(${ENDED}) AND ${not(SHORT)}`,
  ),
  genesys_less_short_with_flow_outs: ofOutcomes(
    ...(['A', 'answered + abandoned + flow-outs − short abandons', IN_TIME] as const),
    `outcome != 'waiting' AND ${not(SHORT)}`,
  ),
  icmi_positive: ofOutcomes('A + abandoned within T', 'answered + abandoned', IN_ANY_TIME, ENDED),
  bright: ofOutcomes(
    ...(['A', 'answered + abandoned after T', IN_TIME] as const),
    `${ANSWERED} OR (${ABANDONED} AND ${not(LOST_IN_TIME)})`,
  ),
  cisco_ignore: ofOutcomes('A', 'R − abandoned within T', IN_TIME, `${REACHED_T} AND ${not(LOST_IN_TIME)}`),
  cisco_negative: ofOutcomes('A', 'R', IN_TIME, REACHED_T),
  cisco_positive: ofOutcomes('A + abandoned within T', 'R', IN_ANY_TIME, REACHED_T),
};

const QUEUE = ['project', 'queue', 'period', 'working hours (a variant of its own)'];
const HANDLED = 'answeredMs < {toMs:Int64} AND greatest(freeMs, acwToMs) > greatest(answeredMs, {fromMs:Int64})';
const COHORT = 'cohort: by the arrival of the customer';
const CLIPPED = 'event: by when it happened, clipped to the period';
const BEGUN = 'cohort: by the start of the call';
const ACW = ['ACW reasons', 'seconds within which ACW begins', 'wrap-up seconds by queue'];

export const KPI_DEFINITIONS: readonly KpiDefinition[] = [
  {
    ...{ id: 'service-level', title: 'Service level', query: 'service-level', unit: 'percent', version: 1 },
    variants: SERVICE_LEVEL_VARIANTS.map((variant) => {
      const [numerator, denominator, inNumerator, inDenominator] = SERVICE_LEVELS[variant];
      return { variant, numerator, denominator, inNumerator, inDenominator };
    }),
    ...{ n: 'queue entries of the denominator', ofOperators: false },
    parameters: [...QUEUE, 'T (A = answered within it)', 'short abandon s', 'attribution', 'half hours'],
    attribution: 'cohort (default), or event: an outcome counts where it happened',
    items: { from: 'facts', where: '1' },
  },
  {
    ...{ id: 'asa', title: 'Average speed of answer', query: 'waiting', unit: 'ms', version: 1, ofOperators: false },
    variants: only(
      'sum of the waits of answered entries, from entering the queue',
      'answered entries whose wait is known',
      `${ANSWERED} AND waitMs IS NOT NULL`,
      `${ANSWERED} AND waitMs IS NOT NULL`,
    ),
    ...{ n: 'answered entries; median and 90th percentile are of the same', parameters: QUEUE, attribution: COHORT },
    items: { from: 'entries', where: '1' },
  },
  {
    ...{ id: 'abandon-rate', title: 'Abandon rate', query: 'abandon-rate', unit: 'percent', version: 1 },
    variants: [
      {
        ...{ variant: 'abandoned', numerator: 'abandoned', denominator: 'offered' },
        ...{ inNumerator: ABANDONED, inDenominator: '1' },
      },
      {
        ...{ variant: 'less_short', numerator: 'abandoned − short', denominator: 'offered − short' },
        ...{ inNumerator: `${ABANDONED} AND ${not(SHORT)}`, inDenominator: not(SHORT) },
      },
      {
        ...{ variant: 'lost', numerator: 'abandoned + flow-outs', denominator: 'offered' },
        ...{ inNumerator: `${ABANDONED} OR outcome = 'flow_out'`, inDenominator: '1' },
      },
    ],
    ...{
      n: 'queue entries offered',
      parameters: [...QUEUE, 'short abandon s'],
      attribution: COHORT,
      ofOperators: false,
    },
    items: { from: 'entries', where: '1' },
  },
  {
    ...{
      id: 'reconciliation',
      title: 'Offered = answered + abandoned + flow-outs',
      query: 'reconciliation',
      unit: 'count',
    },
    variants: only('queue entries that break it or contradict themselves, with the problem', '–'),
    ...{
      n: 'problems',
      parameters: ['project', 'queue', 'period'],
      attribution: COHORT,
      version: 2,
      ofOperators: false,
    },
    items: { from: null, where: '1' },
  },
  {
    ...{
      id: 'missed-calls',
      title: 'Missed calls and their recovery',
      query: 'missed-calls',
      unit: 'percent',
      version: 2,
    },
    variants: only(
      'missed calls whose customer was reached later, by callback or by calling again',
      'missed calls that are not excluded (short, internal, spam, wrong number) and not of a hidden number',
      "startsWith(fate, 'recovered')",
      "NOT startsWith(fate, 'excluded') AND fate != 'hidden'",
    ),
    ...{ n: 'missed calls, within and outside working hours', attribution: BEGUN, ofOperators: false },
    parameters: ['project', 'queue (the last one)', 'period', 'as of', 'short abandon s', 'window', 'working hours'],
    items: { from: 'counted', where: '1' },
  },
  {
    ...{
      id: 'missed-not-reached',
      title: 'Missed and not yet reached',
      query: 'missed-not-reached',
      unit: 'count',
      version: 2,
    },
    variants: only(
      'missed calls that are open or attempted; those of one customer that follow each other within the window are one row',
      'missed calls',
      "state IN ('open', 'attempted') AND customerKey != ''",
      '1',
    ),
    ...{ n: 'rows: customers to be called back', attribution: BEGUN, ofOperators: false },
    parameters: ['project', 'queue (the last one)', 'period', 'as of', 'short abandon s', 'window', 'working hours'],
    items: { from: 'missed', where: '1' },
  },
  {
    ...{ id: 'callers', title: 'First and repeated callers', query: 'callers', unit: 'percent', version: 1 },
    variants: only(
      'inbound calls whose customer called within the window before',
      'inbound calls whose number is known',
      "customerKey != '' AND startedMs - earlierMs <= {windowMs:Int64}",
      "customerKey != ''",
    ),
    ...{ n: 'first and repeated calls', parameters: ['project', 'period', 'window'], attribution: BEGUN },
    ofOperators: false,
    items: { from: 'inbound', where: 'startedMs >= {fromMs:Int64}' },
  },
  {
    ...{ id: 'direction-mix', title: 'Inbound : outbound', query: 'direction-mix', unit: 'ratio', version: 1 },
    variants: only('inbound calls', 'outbound calls', "direction = 'inbound'", "direction = 'outbound'"),
    ...{ n: 'calls, by channel', parameters: ['project', 'operator', 'period'], attribution: BEGUN, ofOperators: true },
    items: { from: 'begun', where: '1' },
  },
  {
    ...{ id: 'outgoing', title: 'Outgoing calls', query: 'outgoing', unit: 'percent', version: 1, ofOperators: true },
    variants: only('outbound calls that the customer answered', 'outbound calls', 'connected', '1'),
    ...{ n: 'attempts', parameters: ['project', 'operator', 'period'], attribution: BEGUN },
    items: { from: 'attempts', where: 'operatorId = {operatorId:String}' },
  },
  {
    ...{
      id: 'target-calls',
      title: 'Target calls',
      query: 'target-calls',
      unit: 'percent',
      version: 1,
      ofOperators: true,
    },
    variants: only('answered calls of at least the target talk', 'answered calls', 'isTarget', 'isAnswered'),
    ...{ n: 'answered calls, by direction', attribution: BEGUN },
    parameters: ['project', 'operator', 'period', 'target-call seconds'],
    items: { from: 'spoken', where: 'operatorId = {operatorId:String}' },
  },
  {
    ...{
      id: 'calls-by-weekday-hour',
      title: 'Calls by weekday and hour',
      query: 'calls-by-weekday-hour',
      unit: 'ratio',
    },
    variants: only(
      'calls that began in that hour of that weekday, by the wall clock',
      'such hours that the period holds',
    ),
    ...{ n: 'calls', attribution: BEGUN, version: 1, ofOperators: true },
    parameters: ['project', 'queue', 'operator', 'direction', 'channel', 'period', 'time zone'],
    items: { from: 'begun', where: '1' },
  },
  {
    ...{ id: 'aht', title: 'Average handle time', query: 'aht', unit: 'ms', version: 2, ofOperators: true },
    variants: [
      {
        ...{
          variant: 'by_leg',
          numerator: 'talk + hold + ACW of the legs',
          denominator: 'answered legs whose talk is known',
        },
        ...{ inNumerator: "basis = 'leg'", inDenominator: "basis = 'leg'" },
      },
      {
        ...{
          variant: 'by_call',
          numerator: 'talk + hold + ACW of all legs of the calls',
          denominator: 'calls with such a leg',
        },
        ...{ inNumerator: "basis = 'call'", inDenominator: "basis = 'call'" },
      },
    ],
    ...{
      n: 'handled legs or calls, by channel; holdKnown and acwKnown are those of the sums',
      attribution: 'event: a leg where it was answered, a call where it began',
    },
    parameters: ['project', 'queue', 'operator', 'period', ...ACW],
    items: { from: 'counted', where: 'operatorId = {operatorId:String}', each: 'item' },
  },
  {
    ...{
      id: 'talk-and-hold',
      title: 'Talk and hold',
      query: 'talk-and-hold',
      unit: 'ms',
      version: 1,
      ofOperators: true,
    },
    variants: only(
      'talk (or hold) of answered legs',
      'answered legs whose talk (or hold) is known',
      'talkMs IS NOT NULL',
      'talkMs IS NOT NULL',
    ),
    ...{ n: 'talkKnown, holdKnown', parameters: ['project', 'queue', 'operator', 'period'] },
    attribution: 'event: a leg where it was answered',
    items: { from: 'parts', where: '1' },
  },
  {
    ...{ id: 'occupancy', title: 'Occupancy', query: 'occupancy', unit: 'percent', version: 3, ofOperators: true },
    variants: only('talk + hold + ACW while logged in, each moment once', 'that + idle: logged in and in no pause'),
    ...{ n: 'handled legs', parameters: ['project', 'operator', 'period', ...ACW], attribution: CLIPPED },
    items: { from: 'handled', where: HANDLED },
  },
  {
    ...{
      id: 'time-by-state',
      title: 'Time by state',
      query: 'time-by-state',
      unit: 'ms',
      version: 2,
      ofOperators: true,
    },
    variants: only('talk, hold, ACW, pause by reason, idle', 'logged-in time, to which they add up exactly'),
    ...{ n: 'logged-in time', parameters: ['project', 'operator', 'period', ...ACW], attribution: CLIPPED },
    items: { from: 'handled', where: HANDLED },
  },
  {
    ...{ id: 'quality', title: 'Quality per operator', query: 'quality-per-operator', unit: '0–100', version: 1 },
    variants: only(
      'sum of the machine scores of the current run',
      'evaluations with a score, neither provisional nor withdrawn',
    ),
    ...{ n: 'evaluations with a score', ofOperators: true },
    parameters: ['project', 'queue', 'operators', 'period', 'scorecard', 'evaluator'],
    attribution: BEGUN,
  },
];

/** A number by its id, or by the name of its SQL. */
export function definitionOf(name: string): KpiDefinition | undefined {
  return KPI_DEFINITIONS.find(({ id, query }) => id === name || query === name);
}
