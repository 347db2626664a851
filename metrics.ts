import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EffectName } from './effects.ts';
import type { ErrorCode } from './errors.ts';

export const LINES = ['ingest', 'speech', 'score'] as const;
export type Line = (typeof LINES)[number];

/** What became of a message: its rows are in the store, it is a dead letter, or it is tried again later. */
export const OUTCOMES = ['loaded', 'refused', 'retried'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Steps of a line that are timed apart: each effect, and the fetching of a recording; hearing has metrics of its own. */
export type TimedStep = EffectName | 'fetch';

/** What was not there and is tried again. */
export const RETRIED = ['store', 'broker', 'recording', 'engine'] as const;
export type Retried = (typeof RETRIED)[number];

/**
 * What Etalon counts and measures, for Prometheus. Every label comes from a closed list, the topic from the
 * configuration: no number, name or text of a person can become one.
 */
export type Metrics = {
  readonly message: (line: Line, outcome: Outcome, count?: number) => void;
  readonly stage: (line: Line, stage: TimedStep, seconds: number) => void;
  /** Messages of a topic that the line's group has not committed yet. */
  readonly lag: (line: Line, topic: string, messages: number) => void;
  /** `stage`: the line that could not process it. */
  readonly deadLetter: (stage: Line, code: ErrorCode) => void;
  readonly retry: (what: Retried) => void;
  /** A recording was heard: how long it is, and how long hearing it took in its slot. */
  readonly heard: (audioSeconds: number, tookSeconds: number) => void;
  readonly slots: (busy: number, all: number) => void;
  /** Age of the call that has waited longest for its evaluation; 0 = none waits. */
  readonly oldestUnscored: (seconds: number) => void;
  readonly stalled: (line: Line, stalled: boolean) => void;
  readonly build: (version: string) => void;
  /** All of it in the text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
};

const HELP = {
  etalon_build_info: 'Is always 1; the label says which version of Etalon runs.',
  etalon_messages_total: 'Messages that a line is done with, by what became of them.',
  etalon_stage_seconds: 'How long a step of a line took, in seconds.',
  etalon_lag_messages: 'Messages of a topic that a line has not committed yet.',
  etalon_dead_letters_total: 'Messages put aside as dead letters, by line and reason.',
  etalon_retries_total: 'How often something was tried again because it was not there.',
  etalon_real_time_factor: 'Seconds that hearing one second of a recording took; below 1 is faster than speech.',
  etalon_audio_seconds_total: 'Seconds of recordings that were heard.',
  etalon_hearing_seconds_total: 'Seconds that slots spent on hearing.',
  etalon_speech_slots: 'Recordings that may be heard at the same time.',
  etalon_speech_slots_busy: 'Recordings that are being heard at the moment.',
  etalon_oldest_unscored_call_seconds: 'Age of the call that has waited longest for its evaluation, in seconds.',
  etalon_stalled: 'Is 1 while a line has work and nothing moves.',
} as const;
type MetricName = keyof typeof HELP;

/** Etalon's own metrics. Those of the process come beside them as etalon_process_* and etalon_nodejs_*. */
export const METRIC_NAMES: readonly string[] = Object.keys(HELP);

/** From a parsed message to the recognition of an hour. */
const STAGE_SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30, 60, 300, 1_200, 3_600];
const REAL_TIME_FACTORS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5];

/** Opens metrics with a registry of their own: two in one process do not see each other. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'etalon_' });
  const of = <L extends string>(name: MetricName, ...labelNames: readonly L[]) => {
    return { name, help: HELP[name], labelNames: [...labelNames], registers: [registry] };
  };
  const build = new Gauge(of('etalon_build_info', 'version'));
  const messages = new Counter(of('etalon_messages_total', 'line', 'outcome'));
  const stages = new Histogram({ ...of('etalon_stage_seconds', 'line', 'stage'), buckets: STAGE_SECONDS });
  const lag = new Gauge(of('etalon_lag_messages', 'line', 'topic'));
  const deadLetters = new Counter(of('etalon_dead_letters_total', 'stage', 'code'));
  const retries = new Counter(of('etalon_retries_total', 'what'));
  const factor = new Histogram({ ...of('etalon_real_time_factor'), buckets: REAL_TIME_FACTORS });
  const audio = new Counter(of('etalon_audio_seconds_total'));
  const hearing = new Counter(of('etalon_hearing_seconds_total'));
  const slots = new Gauge(of('etalon_speech_slots'));
  const busySlots = new Gauge(of('etalon_speech_slots_busy'));
  const oldestUnscored = new Gauge(of('etalon_oldest_unscored_call_seconds'));
  const stalled = new Gauge(of('etalon_stalled', 'line'));
  const topicLabel = topicLabels();

  // A counter that begins with its first event hides that event from rate(); dead letters are `refused` here.
  for (const line of LINES) for (const outcome of OUTCOMES) messages.inc({ line, outcome }, 0);
  for (const what of RETRIED) retries.inc({ what }, 0);

  return {
    message: (line, outcome, count = 1) => {
      messages.inc({ line, outcome }, count);
    },
    stage: (line, stage, seconds) => {
      stages.observe({ line, stage }, seconds);
    },
    lag: (line, topic, count) => {
      lag.set({ line, topic: topicLabel(topic) }, count);
    },
    deadLetter: (stage, code) => {
      deadLetters.inc({ stage, code });
    },
    retry: (what) => {
      retries.inc({ what });
    },
    heard: (audioSeconds, tookSeconds) => {
      audio.inc(audioSeconds);
      hearing.inc(tookSeconds);
      // A recording without length has no speed.
      if (audioSeconds > 0) factor.observe(tookSeconds / audioSeconds);
    },
    slots: (busy, all) => {
      busySlots.set(busy);
      slots.set(all);
    },
    oldestUnscored: (seconds) => {
      oldestUnscored.set(seconds);
    },
    stalled: (line, isStalled) => {
      stalled.set({ line }, isStalled ? 1 : 0);
    },
    build: (version) => {
      build.set({ version }, 1);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Seven digits can be a telephone number; a topic's name needs fewer. */
const MAX_TOPIC_DIGITS = 6;
const MAX_TOPICS = 64;

/**
 * Topics are named by the configuration, the one label that is not a closed list: what does not look like a topic, or
 * comes after the first MAX_TOPICS, is `other`.
 */
function topicLabels(): (topic: string) => string {
  const known = new Set<string>();
  return (topic) => {
    const isName = /^[A-Za-z][\w.-]{0,99}$/.test(topic) && topic.replace(/\D/g, '').length <= MAX_TOPIC_DIGITS;
    if (!isName || (!known.has(topic) && known.size >= MAX_TOPICS)) return 'other';
    known.add(topic);
    return topic;
  };
}
