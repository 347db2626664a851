import type { Chance } from './chance.ts';
import type { Actor, Clock } from './clock.ts';

/** What processes ask of the world, in the order of the lines. */
export const REQUESTS = [
  ...['insertCustomers', 'insertSourceEvents', 'insertOperatorEvents', 'insertDeadLetters', 'insertCalls'],
  ...['insertRecordings', 'insertTranscripts', 'insertTones', 'insertEvaluations'],
  ...['readSourceEvents', 'readCalls', 'readTranscripts', 'readEvaluations', 'readTones', 'recordingsAt'],
  ...['fetch', 'hear'],
  ...['send', 'commit', 'leave'],
] as const;
export type RequestName = (typeof REQUESTS)[number];

/** How rough a schedule is. Rates are per request; once `most` of a kind have happened it happens no more. */
export type Climate = {
  /** Here everything goes wrong far more often than elsewhere; null = nowhere. */
  readonly weakSpot: RequestName | null;
  /** How long a request is under way, each way, ms. */
  readonly latencyMs: readonly [number, number];
  readonly crashes: { readonly rate: number; readonly most: number };
  /** A process is stopped (SIGSTOP) and goes on later. */
  readonly freezes: { readonly rate: number; readonly most: number };
  /** Requests that the store or the broker answers with an error, or never answers. */
  readonly faults: { readonly rate: number; readonly most: number };
  /** Announcements that are gone before anybody reads them. */
  readonly lostAnnouncements: number;
  /** Messages that their producer sends twice. */
  readonly duplicates: number;
  /** Messages that come again days later. */
  readonly redeliveries: number;
  /** Messages are sent in any order within this time instead of in their own; 0 = in their own. */
  readonly shuffledMs: number;
  /** Processes that are stopped by SIGTERM, or join for a while: so many in all. */
  readonly comings: number;
  readonly skewMs: number;
};

/** No fault, no second process, everything in its order. */
export const CALM: Climate = {
  weakSpot: null,
  latencyMs: [1, 5],
  crashes: { rate: 0, most: 0 },
  freezes: { rate: 0, most: 0 },
  faults: { rate: 0, most: 0 },
  lostAnnouncements: 0,
  duplicates: 0,
  redeliveries: 0,
  shuffledMs: 0,
  comings: 0,
  skewMs: 0,
};

export function climateOf(chance: Chance): Climate {
  return {
    weakSpot: chance.hit(0.5) ? chance.pick(REQUESTS) : null,
    latencyMs: chance.pick([
      [1, 20],
      [1, 2_000],
      [1, 60_000],
    ]),
    crashes: { rate: chance.pick([0, 0.003, 0.01, 0.03]), most: 2 + chance.below(8) },
    freezes: { rate: chance.pick([0, 0, 0.003, 0.01]), most: 1 + chance.below(3) },
    faults: { rate: chance.pick([0, 0.01, 0.05]), most: 5 + chance.below(20) },
    lostAnnouncements: chance.pick([0, 0, 0, 0.3]),
    duplicates: chance.pick([0, 0.1, 0.3]),
    redeliveries: chance.pick([0, 0.1, 0.3]),
    shuffledMs: chance.pick([0, 0, 10_000, 120_000, 3_600_000]),
    comings: chance.pick([0, 0, 1, 3]),
    skewMs: chance.pick([0, 0, 5_000]),
  };
}

const WEAKER = 20;

export type Breach = { readonly invariant: string; readonly detail: string };

/** What one schedule is made of. */
export type World = {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly climate: Climate;
  /** Counts everything that is stored or sent, so that it can be said what came first. */
  readonly nextNr: () => number;
  readonly trace: (actor: Actor | null, what: () => string) => void;
  readonly breach: (invariant: string, detail: string) => void;
  readonly breaches: readonly Breach[];
  readonly traced: readonly string[];
  /** Whether this fault happens at a request. */
  readonly strikes: (kind: 'crashes' | 'freezes' | 'faults', request: RequestName) => boolean;
  /** From here on nothing goes wrong any more. */
  readonly calmDown: () => void;
  readonly isCalm: () => boolean;
};

export function openWorld(clock: Clock, chance: Chance, climate: Climate, traces: boolean): World {
  const breaches: Breach[] = [];
  const traced: string[] = [];
  const struck = { crashes: 0, freezes: 0, faults: 0 };
  let calm = false;
  let nr = 0;
  const trace: World['trace'] = (actor, what) => {
    if (traces)
      traced.push(`${(clock.nowMs() / 1000).toFixed(3).padStart(12)} s  ${(actor?.name ?? '').padEnd(18)} ${what()}`);
  };
  return {
    clock,
    chance,
    climate,
    nextNr: () => ++nr,
    trace,
    breach: (invariant, detail) => {
      breaches.push({ invariant, detail });
      trace(null, () => `BREACH of ${invariant}: ${detail}`);
    },
    breaches,
    traced,
    strikes: (kind, request) => {
      const { rate, most } = climate[kind];
      const now = request === climate.weakSpot ? rate * WEAKER : rate;
      if (calm || struck[kind] >= most || !chance.hit(now)) return false;
      struck[kind] += 1;
      return true;
    },
    calmDown: () => {
      calm = true;
    },
    isCalm: () => calm,
  };
}
