import { reasonOf, type ErrorCode } from '../errors.ts';
import type { EpochMs } from '../ingest/call.ts';
import type { Consumption } from '../ingest/kafka/kafka-consumer.ts';
import type { TopicMessage } from '../ingest/topic-message.ts';

export const LINES = ['ingest', 'speech', 'score'] as const;
/** Each line is a role: a process has one, or several. */
export type Line = (typeof LINES)[number];

/** A message in hand; committed by saying that it is done. */
export type Work = { readonly message: TopicMessage; readonly done: () => void };

/** A line that runs over topics. */
export type Role = Consumption & {
  readonly line: Line;
  readonly group: string;
  /** What waits here is work to do now; topics in which messages wait for their time are not among them. */
  readonly liveTopics: readonly string[];
  readonly topics: readonly string[];
  /** When something was taken or finished last. */
  readonly movedAt: () => EpochMs;
};

/** Faults of a message: its rows do not fit or cannot be folded, or it found a defect. All others are about the whole. */
const ABOUT_A_MESSAGE: ReadonlySet<ErrorCode> = new Set([
  'STORE_ROW_INVALID',
  'STORE_ROW_REFUSED',
  'EVENT_UNREADABLE',
  'CALL_WITHOUT_EVENTS',
  'UNEXPECTED',
]);

/** Whether another message may do where this one failed: it is put aside, and the line goes on. */
export function isAboutAMessage(error: unknown): boolean {
  return ABOUT_A_MESSAGE.has(reasonOf(error).code);
}

export function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

/** Counts unknown faults in a row: so many are no longer about one message, and the process ends rather than burn on. */
export type FaultCount = { readonly known: () => void; readonly unknown: (error: unknown) => void };

const UNKNOWN_IN_A_ROW = 5;

export function faultCount(fatal: (error: unknown) => void): FaultCount {
  let inARow = 0;
  return {
    known: () => {
      inARow = 0;
    },
    unknown: (error) => {
      inARow += 1;
      if (inARow >= UNKNOWN_IN_A_ROW) fatal(error);
    },
  };
}
