import type {
  Direction,
  Channel,
  CallMark,
  FlowOutKind,
  LegOutcome,
  QueueOutcome,
  RecordingState,
} from '../ingest/call.ts';
import type { Language, ServiceLevelVariant } from '../ingest/project.ts';
import type { DoubtMark, Speaker } from '../ingest/transcript.ts';
import type { Answer, AnswerReason, ConversationMeasures, Evaluator, Verdict } from '../score/evaluation.ts';
import type { GivenAnswer } from '../score/person-evaluation.ts';
import type { Titles } from '../score/scorecard.ts';

/**
 * What the server answers and the pages show. Types only: both sides import them, neither the other. Moments are epoch ms
 * (UTC), lengths ms, scores 0–100, shares 0–1, percent 0–100. Sentences never travel: codes with parameters do, and the
 * pages have the words in five languages.
 */

export type Role = 'operator' | 'supervisor' | 'client' | 'executive' | 'administrator';

/** A failure in words of the reader: `errors.<code>` of the pages' words. */
export type Refusal = { readonly code: RefusalCode; readonly params: Readonly<Record<string, string | number>> };
export type RefusalCode =
  | 'WRONG_PASSWORD'
  | 'TOO_MANY_TRIES'
  | 'SESSION_OVER'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'LINK_USED_UP'
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_WELL_KNOWN'
  | 'NAME_TAKEN'
  | 'LAST_ADMINISTRATOR'
  | 'FILTER_INVALID'
  | 'REQUEST_INVALID'
  | 'NEWER_DRAFT'
  | 'ALREADY_SUBMITTED'
  | 'ANSWERS_MISSING'
  | 'CALL_NOT_SCORED'
  | 'UPLOAD_TOO_LARGE'
  | 'UPLOAD_NOT_AUDIO'
  | 'UPLOADS_OFF'
  | 'RECORDING_AWAY'
  | 'STORE_AWAY'
  | 'REQUEST_FORGED'
  | 'UNEXPECTED';

/** GET /api/me. `may`: the routes of rights.ts that the role can use at all; pages show nothing else. */
export type Me = {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** '' for accounts that take no calls. */
  readonly operatorId: string;
  /** '' until chosen; then the pages follow the browser. */
  readonly language: Language | '';
  /** '' follows the system. */
  readonly theme: 'light' | 'dark' | '';
  readonly projects: readonly ProjectChoice[];
  readonly may: readonly string[];
  /** Where uploads are taken at all. */
  readonly uploads: boolean;
};

/** What filters offer, of what the viewer may see. Operators are left out for roles that see numbers only. */
export type ProjectChoice = {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly queues: readonly string[];
  readonly teams: readonly string[];
  readonly operators: readonly OperatorChoice[];
  readonly scorecards: readonly ScorecardChoice[];
  /** The first and last moment that anything is known of; null when nothing is. */
  readonly known: { readonly fromMs: number; readonly toMs: number } | null;
  readonly qualityTarget: number;
};
export type OperatorChoice = { readonly operatorId: string; readonly name: string; readonly team: string };
export type ScorecardChoice = {
  readonly scorecardId: string;
  readonly titles: Titles;
  readonly criteria: readonly { readonly criterionId: string; readonly titles: Titles }[];
};

// ---- Overview -------------------------------------------------------------------------------------------------------

/** GET /api/overview?project=&queue=&from=&to= (from and to: days of the project, YYYY-MM-DD, both inclusive). */
export type Overview = {
  readonly project: string;
  readonly queue: string;
  readonly period: Period;
  /** At most three, the most pressing first. */
  readonly findings: readonly Finding[];
  readonly numbers: readonly ShownNumber[];
  /** A row for each day, for small trend lines. */
  readonly days: readonly DayFigures[];
  readonly weekdayHours: readonly WeekdayHour[];
  readonly quality: readonly QualityFigure[];
  /** Of each operator the viewer may see by name; empty for roles that see numbers only. */
  readonly operators: readonly OperatorFigures[];
  /** For roles that see numbers only: teams of five people at least. */
  readonly teams: readonly TeamFigures[];
};
/** `previous*`: as long, right before. */
export type Period = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromDay: string;
  readonly toDay: string;
  readonly previousFromMs: number;
  readonly previousToMs: number;
};
/** What to look at today, and why: `findings.<code>` of the words; `link` is a page of the app. */
export type Finding = {
  readonly code:
    | 'SERVICE_LEVEL_LOW'
    | 'HOUR_LOSES_MOST'
    | 'MISSED_NOT_REACHED'
    | 'QUALITY_LOW'
    | 'CRITERION_FAILS'
    | 'CRITICAL_FAILURES'
    | 'REMARKS_OPEN'
    | 'REVIEWS_WAITING'
    | 'UNSCORED_OLD'
    | 'NOTHING_KNOWN'
    | 'ALL_WELL';
  readonly params: Readonly<Record<string, string | number>>;
  readonly link: string;
};
export type NumberId =
  | 'service-level'
  | 'asa'
  | 'abandon-rate'
  | 'lost'
  | 'missed'
  | 'missed-not-reached'
  | 'aht'
  | 'occupancy'
  | 'target-calls'
  | 'quality';
export type ShownNumber = {
  readonly id: NumberId;
  /** Named where the number has variants. */
  readonly variant: ServiceLevelVariant | '';
  readonly unit: 'percent' | 'ms' | 'ratio' | 'count' | '0–100';
  readonly value: number | null;
  readonly n: number;
  readonly previous: number | null;
  readonly target: number | null;
  /** Whether more is better, for the colour of a change. */
  readonly better: 'more' | 'less';
  /** Parameters of the definition, as T = 20 s. */
  readonly params: Readonly<Record<string, string | number>>;
};
export type DayFigures = {
  readonly day: string;
  readonly offered: number;
  readonly serviceLevelPercent: number | null;
  readonly abandoned: number;
};
/** 1 is Monday. */
export type WeekdayHour = {
  readonly weekday: number;
  readonly hour: number;
  readonly calls: number;
  readonly answered: number;
  readonly callsPerHour: number | null;
};
/** Sources are never mixed: each has a figure of its own. `low` and `high`: 95 % interval; null when n is too small. */
export type QualityFigure = {
  readonly source: 'machine' | 'supervisor';
  readonly scorecardId: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly withheld: number;
  readonly autoFails: number;
};
export type OperatorFigures = {
  readonly operatorId: string;
  readonly name: string;
  readonly team: string;
  readonly answered: number;
  readonly ahtMs: number | null;
  readonly machine: Omit<QualityFigure, 'source' | 'scorecardId'>;
  readonly supervisor: Omit<QualityFigure, 'source' | 'scorecardId'>;
};
export type TeamFigures = Omit<OperatorFigures, 'operatorId' | 'name'> & { readonly people: number };

/** GET /api/numbers/:id?project=&queue=&from=&to=&variant= : a number opened. */
export type OpenedNumber = {
  readonly id: NumberId;
  readonly shown: ShownNumber;
  readonly definition: {
    /** The SQL itself is the definition. */
    readonly sql: string;
    readonly version: number;
    /** Keys of the words `numbers.<id>.*`; formulas of docs/metrics.md as data, in the trade's English. */
    readonly numerator: string;
    readonly denominator: string;
    readonly parameters: readonly string[];
    readonly attribution: string;
  };
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  readonly variants: readonly { readonly variant: string; readonly value: number | null }[];
  /** Null for viewers who may not open calls, and for numbers that are made of none. */
  readonly calls: { readonly rows: readonly CountedCall[]; readonly total: number } | null;
};
export type CountedCall = {
  readonly project: string;
  readonly callId: string;
  readonly startedMs: number;
  readonly numerator: number;
  readonly denominator: number;
};

// ---- Calls ----------------------------------------------------------------------------------------------------------

/** The query of GET /api/calls, /api/calls/count and /api/calls.csv; the same names stand in the page's address. */
export type CallFilters = {
  readonly project?: string;
  /** Days of the project, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly operator?: string;
  readonly queue?: string;
  readonly direction?: Direction;
  readonly channel?: Channel;
  readonly minScore?: string;
  readonly maxScore?: string;
  readonly failed?: string;
  readonly words?: string;
  readonly sort?: CallSort;
  readonly cursor?: string;
};
export type CallSort = 'newest' | 'oldest' | 'worst' | 'best' | 'longest' | 'shortest';
export type CallPage = { readonly rows: readonly CallRow[]; readonly next: string | null };
export type CallCount = { readonly count: number };
export type CallRow = {
  readonly project: string;
  readonly callId: string;
  readonly startedMs: number;
  readonly durationMs: number | null;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly language: string;
  readonly disposition: string;
  readonly queues: readonly string[];
  readonly operators: readonly { readonly operatorId: string; readonly name: string }[];
  readonly waitMs: number | null;
  readonly hasRecording: boolean;
  readonly marks: readonly CallMark[];
  /** True: waits for the viewer's own review; then `scores` is empty. */
  readonly blind: boolean;
  readonly scores: readonly RowScore[];
};
export type RowScore = {
  readonly operatorId: string;
  readonly scorecardId: string;
  readonly source: Exclude<Evaluator, 'self'>;
  readonly score: number | null;
  readonly autoFail: boolean;
  readonly provisional: boolean;
  readonly judged: number;
  readonly applicable: number;
  readonly failed: readonly string[];
};
/** GET /api/calls/:project/:callId/contacts */
export type Contacts = { readonly rows: readonly CallRow[] };

/** GET /api/calls/:project/:callId */
export type CallOpened = {
  readonly call: CallFacts;
  readonly recordings: readonly RecordingShown[];
  readonly turns: readonly TurnShown[];
  readonly speech: readonly SpanShown[];
  /** Silence of both and talk-over of both, on the call's timeline. */
  readonly silences: readonly SpanTimes[];
  readonly talkOvers: readonly SpanTimes[];
  readonly speakersSeparated: boolean;
  readonly heardBy: readonly {
    readonly recordingId: string;
    readonly engine: string;
    readonly model: string;
    readonly language: string;
    readonly complete: boolean;
  }[];
  /** Of every operator the viewer may see judged. */
  readonly parts: readonly PartOpened[];
  readonly tone: ToneShown | null;
  readonly remarks: readonly Remark[];
  /** What the viewer can do here. */
  readonly can: { readonly review: boolean; readonly check: boolean; readonly remark: boolean };
};
export type SpanTimes = { readonly startMs: number; readonly endMs: number };
export type SpanShown = SpanTimes & { readonly speaker: Speaker };
export type CallFacts = {
  readonly project: string;
  readonly projectName: string;
  readonly timeZone: string;
  readonly callId: string;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly startedMs: number;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  readonly durationMs: number | null;
  readonly disposition: string;
  readonly hangupBy: string;
  readonly language: string;
  readonly campaign: string;
  readonly marks: readonly CallMark[];
  readonly sources: readonly string[];
  readonly version: string;
  readonly queueEntries: readonly {
    readonly queue: string;
    readonly enteredMs: number;
    readonly waitMs: number | null;
    readonly outcome: QueueOutcome;
    readonly flowOut: FlowOutKind | null;
  }[];
  readonly legs: readonly {
    readonly operatorId: string;
    readonly name: string;
    readonly queue: string | null;
    readonly startMs: number;
    readonly ringMs: number | null;
    readonly talkMs: number | null;
    readonly holdMs: number | null;
    readonly acwMs: number | null;
    readonly outcome: LegOutcome;
  }[];
};
/** GET …/audio/:recordingId (ranges) plays it, GET …/peaks/:recordingId draws it. */
export type RecordingShown = {
  readonly recordingId: string;
  readonly state: RecordingState;
  readonly offsetMs: number;
  readonly durationMs: number | null;
  readonly channels: number | null;
  /** Which channel is the operator's; null for one channel. */
  readonly operatorChannel: 0 | 1 | null;
  readonly failure: string | null;
};
/** GET /api/calls/:project/:callId/peaks/:recordingId : of each channel `-1…1`, min and max by turns, `perSecond` pairs a second. */
export type Peaks = {
  readonly durationMs: number;
  readonly perSecond: number;
  readonly channels: readonly (readonly number[])[];
};
export type TurnShown = {
  readonly utteranceId: string;
  readonly recordingId: string;
  readonly speaker: Speaker;
  readonly operatorId: string;
  readonly language: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
  readonly doubts: readonly DoubtMark[];
};
/** One operator's part of the call, and who judged it. */
export type PartOpened = {
  readonly operatorId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** True while the viewer must not see it judged: then nothing below is filled. */
  readonly blind: boolean;
  /** What a blind part waits for: the viewer's own review or check, or the draw that has not passed it yet. */
  readonly waitsFor: 'review' | 'check' | 'draw' | null;
  readonly scorecard: ScorecardShown | null;
  /** The one that counts first; self-scores only where the viewer may see them. */
  readonly judgements: readonly Judgement[];
  readonly measures: ConversationMeasures | null;
};
export type Judgement = {
  readonly evaluator: Evaluator;
  readonly raterName: string;
  readonly scorecardVersion: number;
  readonly score: number | null;
  readonly rawScore: number | null;
  readonly autoFail: boolean;
  readonly provisional: boolean;
  readonly coverage: number | null;
  readonly judged: number;
  readonly applicable: number;
  readonly counts: boolean;
  readonly answers: readonly Answer[];
  /** What the person wrote, by criterion; '' is the whole. */
  readonly comments: Readonly<Record<string, string>>;
  readonly madeWith: Readonly<Record<string, string>>;
  readonly inputHash: string;
  readonly revision: string;
};
export type ScorecardShown = {
  readonly scorecardId: string;
  readonly version: number;
  readonly hash: string;
  readonly titles: Titles;
  readonly languages: readonly Language[];
  readonly coverageFloor: number;
  readonly sections: readonly {
    readonly sectionId: string;
    readonly titles: Titles;
    readonly criteria: readonly CriterionShown[];
  }[];
};
export type CriterionShown = {
  readonly criterionId: string;
  readonly titles: Titles;
  readonly help: Titles;
  readonly weight: number;
  readonly worth: 'weight' | 'bonus' | 'penalty';
  readonly critical: boolean;
  readonly kind: 'says' | 'neverSays' | 'measure';
  readonly speaker: 'operator' | 'customer' | 'any';
};
export type ToneShown = {
  readonly operators: readonly {
    readonly operatorId: string;
    readonly moodStart: number | null;
    readonly moodEnd: number | null;
    readonly moodN: number;
  }[];
  readonly findings: readonly {
    readonly kind: string;
    readonly operatorId: string;
    readonly quote: string;
    readonly startMs: number;
    readonly endMs: number;
  }[];
};

// ---- Uploads --------------------------------------------------------------------------------------------------------

/** POST /api/uploads?project=&name=&operator=&direction= with the bytes as body answers Upload; GET /api/uploads/:id again. */
export type Upload = {
  readonly uploadId: string;
  readonly project: string;
  readonly name: string;
  readonly state: 'waiting' | 'hearing' | 'scored' | 'heard' | 'failed';
  /** Of hearing, 0–1; null when it cannot be told. */
  readonly share: number | null;
  /** Code of errors.ts when it failed. */
  readonly failure: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null;
  readonly callId: string;
  readonly score: number | null;
};

// ---- Self-review and checks ------------------------------------------------------------------------------------------

export type { GivenAnswer };
export type Draft = {
  /** Grows with each save; a save names the one it is based on. 0: nothing saved yet. */
  readonly revision: number;
  readonly savedMs: number | null;
  readonly answers: readonly GivenAnswer[];
  readonly comment: string;
};
/** Body of PUT …/draft; refused with NEWER_DRAFT (409) and the newer one in `newer` when `basedOn` is not the last. */
export type DraftSave = {
  readonly basedOn: number;
  readonly answers: readonly GivenAnswer[];
  readonly comment: string;
};
export type DraftSaved = { readonly draft: Draft };
export type DraftRefused = Refusal & { readonly newer: Draft };

/** GET /api/reviews : the operator's queue. POST /api/reviews {project, callId} adds a call of one's own choice. */
export type Reviews = { readonly waiting: readonly ReviewRow[]; readonly done: readonly ReviewRow[] };
export type ReviewRow = {
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly startedMs: number;
  readonly durationMs: number | null;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly queues: readonly string[];
  readonly chosen: 'drawn' | 'self';
  readonly drawnMs: number;
  readonly draftMs: number | null;
  readonly submittedMs: number | null;
  /** After submit only. */
  readonly same: { readonly same: number; readonly of: number } | null;
};
/** GET /api/reviews/:project/:callId : before submit. `opened` carries no judgement at all. */
export type ReviewOpened = {
  readonly row: ReviewRow;
  readonly opened: CallOpened;
  readonly scorecard: ScorecardShown;
  readonly draft: Draft;
  /** Null before submit. */
  readonly result: ReviewResult | null;
};
/** POST /api/reviews/:project/:callId/submit DraftSave → ReviewResult: side by side. */
export type ReviewResult = {
  readonly own: Judgement;
  readonly machine: Judgement | null;
  readonly supervisor: Judgement | null;
  /** Compared with the one that counts, over the criteria both judged. */
  readonly same: { readonly same: number; readonly of: number };
  readonly remarks: readonly Remark[];
};

/** "Not right, here." POST /api/remarks {project, callId, operatorId, criterionId, atMs, text}. */
export type Remark = {
  readonly remarkId: string;
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly criterionId: string;
  /** On the call's timeline; null for the whole call. */
  readonly atMs: number | null;
  readonly text: string;
  readonly writtenMs: number;
  readonly answer: {
    readonly text: string;
    readonly by: string;
    readonly atMs: number;
    readonly decision: 'kept' | 'changed';
  } | null;
};
/** GET /api/remarks?state=open|answered ; POST /api/remarks/:remarkId/answer {text, decision}. */
export type Remarks = { readonly rows: readonly Remark[] };

/** GET /api/checks?project= : what a supervisor may check next. The mode is drawn, not chosen. */
export type Checks = { readonly waiting: readonly CheckRow[]; readonly doneThisWeek: number };
export type CheckRow = Omit<ReviewRow, 'chosen' | 'same'> & {
  readonly operatorName: string;
  readonly mode: 'verify' | 'blind';
};
/** GET /api/checks/:project/:callId/:operatorId */
export type CheckOpened = {
  readonly row: CheckRow;
  readonly opened: CallOpened;
  readonly scorecard: ScorecardShown;
  readonly draft: Draft;
  /** Prefilled in verify; null in blind until it is submitted. */
  readonly machine: Judgement | null;
  /** After submit. */
  readonly own: Judgement | null;
  readonly next: CheckRow | null;
};
/** POST /api/checks/:project/:callId/:operatorId/submit DraftSave → the judgement that counts now, and the next one. */
export type CheckSubmitted = {
  readonly counting: Judgement;
  readonly machine: Judgement | null;
  readonly same: { readonly same: number; readonly of: number };
  readonly next: CheckRow | null;
};

// ---- Scorecards -----------------------------------------------------------------------------------------------------

/** GET /api/scorecards ; GET /api/scorecards/:scorecardId */
export type Scorecards = {
  readonly rows: readonly (Omit<ScorecardShown, 'sections'> & {
    readonly criteria: number;
    readonly projects: readonly string[];
  })[];
};
export type ScorecardOpened = {
  readonly scorecard: ScorecardShown;
  readonly projects: readonly string[];
  readonly yaml: string;
  readonly criteria: readonly CriterionRule[];
};
/** How a criterion is judged, as data: phrases as they are written in the file, by language. */
export type CriterionRule = {
  readonly criterionId: string;
  readonly when: {
    readonly kind: 'anytime' | 'first' | 'last' | 'afterCriterion' | 'afterCustomer';
    readonly seconds: number | null;
    readonly messages: number | null;
    readonly criterionId: string;
  };
  readonly phrases: Readonly<Partial<Record<Language, readonly string[]>>>;
  readonly triggers: Readonly<Partial<Record<Language, readonly string[]>>>;
  readonly measure: { readonly name: string; readonly atLeast: number | null; readonly atMost: number | null } | null;
};
/** POST /api/scorecards/:scorecardId/try {project, criterionId, language, sentence} */
export type Tried = {
  readonly verdict: Verdict;
  readonly reason: AnswerReason;
  /** Which words of the sentence match, by offset in it (UTF-16), and which phrase they meet. */
  readonly matches: readonly { readonly from: number; readonly to: number; readonly phrase: string }[];
};

// ---- People ---------------------------------------------------------------------------------------------------------

/** GET /api/people */
export type People = { readonly rows: readonly Person[] };
export type Person = {
  readonly accountId: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly operatorId: string;
  readonly projects: readonly string[];
  readonly teams: readonly string[];
  readonly state: 'invited' | 'active' | 'off' | 'new';
  readonly lastSeenMs: number | null;
  /** Whether operators.csv names them. */
  readonly listed: boolean;
};
/** POST /api/people PersonChange ; PUT /api/people/:accountId PersonChange ; POST /api/people/:accountId/link → OneTimeLink */
export type PersonChange = {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly projects: readonly string[];
  readonly teams: readonly string[];
  readonly off: boolean;
};
/** Shown once; works once, until then. */
export type OneTimeLink = { readonly url: string; readonly expiresMs: number };
/** GET /api/links/:token → who it is for ; POST /api/links/:token {password} signs in. */
export type LinkFor = { readonly login: string; readonly name: string };
/** GET /api/audit?before= : newest first. */
export type AuditPage = {
  readonly rows: readonly AuditRow[];
  readonly next: string | null;
  readonly chain: 'whole' | 'broken';
};
export type AuditRow = {
  readonly seq: number;
  readonly atMs: number;
  readonly who: string;
  readonly action: string;
  readonly project: string;
  readonly callId: string;
  readonly details: Readonly<Record<string, string | number>>;
};
