import type { Operator } from '../ingest/operator.ts';
import type { Language, Project } from '../ingest/project.ts';
import type { Random } from './random.ts';

/**
 * How a project's telephone system tells of calls: `record` CDRs with all legs and queue entries, `short` records with
 * one queue and one operator (no transfers and no flow-outs, which that form cannot tell), `queue_log` lines with a CDR.
 */
export type Style = 'record' | 'short' | 'queue_log';
export const STYLES: readonly Style[] = ['record', 'short', 'queue_log'];

export type SimulatedQueue = {
  readonly name: string;
  /** How many of the project's calls ask for it, in proportion to the others. */
  readonly share: number;
  /** Customers leave after so long; null: they wait as long as they like. */
  readonly timeoutMs: number | null;
  /** The queue they go to then; '' when the call ends there. */
  readonly overflowTo: string;
};

/** How an operator differs from the average one. */
export type Skill = {
  /** What their talk, hold and ACW last in proportion to the average: below 1 is quick. */
  readonly handling: number;
  /** 0–1: how often they do what the script asks of them. */
  readonly adherence: number;
};

export const AVERAGE_SKILL: Skill = { handling: 1, adherence: 0.8 };

/** Something said, in ms from the operator's answer on. */
export type Saying = {
  readonly speaker: 'operator' | 'customer';
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
};

/** What is said while an operator talks to a customer, in order. */
export type Says = (
  leg: { readonly operatorId: string; readonly talkMs: number },
  language: Language,
  random: Random,
) => readonly Saying[];

/** A time of one day, in minutes of the wall clock. */
export type TimeOfDay = { readonly day: string; readonly fromMinutes: number; readonly toMinutes: number };

export type SimulatedProject = {
  readonly project: Project;
  readonly style: Style;
  /** Conversations of an average day, all kinds; those rung back and those who ring again come on top. */
  readonly callsPerDay: number;
  readonly queues: readonly SimulatedQueue[];
  /** Queue under which chats are counted; '' for a project without chats. */
  readonly chatQueue: string;
  /** Those of operators.csv; none: as many as the traffic needs are made up (`crewOperators`). */
  readonly operators: readonly Operator[];
  /** By operator id; who is not named is average. */
  readonly skills?: ReadonlyMap<string, Skill>;
  /** How a day's calls spread over the 24 hours of the wall clock, in proportion; left out: as in an ordinary shop. */
  readonly hours?: readonly number[];
  /** While a trunk has failed nobody can ring in or be rung. */
  readonly outage?: TimeOfDay;
  /** Under which campaign the records put every call. */
  readonly campaign?: string;
  /** What transcripts hold; left out: the phrases of `phrases.ts` in turn. */
  readonly says?: Says;
};

/** A sound file that stands for the recording of a call, which then talks as long as it lasts. */
export type SampleRecording = { readonly uri: string; readonly durationMs: number; readonly language: Language };

/** How badly the messages travel; shares of 0–1. */
export type Faults = {
  /** Records whose first form was wrong in operator, queue, start or talk, and which revision 1 puts right. */
  readonly corrected: number;
  /** Messages sent again with the same bytes, half of them at once, half hours later. */
  readonly duplicated: number;
  /** Messages that come hours or days late. */
  readonly late: number;
  /** Messages that are overtaken by those of the next minutes. */
  readonly reordered: number;
  /** Messages beside the good ones that cannot be taken. */
  readonly bad: number;
  /** What the consumer allows at most: one byte more makes a message oversize. Null: none is sent. */
  readonly maxMessageBytes: number | null;
};

export const NO_FAULTS: Faults = {
  corrected: 0,
  duplicated: 0,
  late: 0,
  reordered: 0,
  bad: 0,
  maxMessageBytes: null,
};

export type SimulateOptions = {
  readonly seed: string;
  /** ISO date in each project's own zone. It must not lie ahead: messages of the future are refused. */
  readonly startDay: string;
  readonly days: number;
  readonly projects: readonly SimulatedProject[];
  /** A day with so many times the traffic of its weekday, such as Black Friday; its staff stays the same. */
  readonly peak: { readonly day: string; readonly factor: number } | null;
  /** None: every conversation that is to be judged comes as a transcript. */
  readonly samples: readonly SampleRecording[];
  /** Share of the answered calls that leave something to judge. */
  readonly judged: number;
  readonly faults: Faults;
};
