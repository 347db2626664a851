import type { Call, CallRecording } from '../../ingest/call.ts';
import type { Project } from '../../ingest/project.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import { conversationsOf, type Conversation } from '../../score/conversation.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { measuresOf } from '../../score/measures.ts';
import type { CallTone } from '../../score/tone/tone.ts';
import type { StoredRecording } from '../../store/store.ts';
import type { CallFacts, CallOpened, PartOpened, RecordingShown, ToneShown } from '../contract/call.ts';
import type { Remark } from '../contract/remarks.ts';
import type { ScorecardShown } from '../contract/scorecards.ts';
import { judgementOf, shownEvaluations } from './judgement.ts';
import { timelineOf } from './timeline.ts';

/** A call and what its viewer may see of it; '' is the operator whom no source tells. */
export type CallOpenedOf = {
  readonly call: Call;
  readonly transcripts: readonly Transcript[];
  /** Of everybody. */
  readonly evaluations: readonly Evaluation[];
  readonly tone: CallTone | null;
  readonly recordings: readonly StoredRecording[];
  readonly remarks: readonly Remark[];
  readonly project: Pick<Project, 'name' | 'timeZone' | 'recordings'>;
  readonly operatorName: (operatorId: string) => string;
  readonly raterName: (rater: string) => string;
  /** The scorecard that an evaluation was made with; null when its text is not there. */
  readonly scorecardOf: (evaluation: Evaluation) => ScorecardShown | null;
  /** Whose part the viewer is to score before they see it scored. */
  readonly blind: (operatorId: string) => boolean;
  /** What a blind part waits for. */
  readonly waitsFor: (operatorId: string) => PartOpened['waitsFor'];
  /** Whose judgements the viewer may see at all. */
  readonly mayJudge: (operatorId: string) => boolean;
  /** Whose self-scores. */
  readonly showSelf: (operatorId: string) => boolean;
  readonly can: CallOpened['can'];
};

/**
 * A call opened. Of a part that is blind or not the viewer's to see, nothing judged goes out: no score, answer, measure,
 * tone or remark, nor how many of them there are; whether it was judged at all changes nothing of the answer.
 */
export function callOpened(of: CallOpenedOf): CallOpened {
  const { call, transcripts, can } = of;
  const conversations = conversationsOf(call, transcripts);
  const isOpen = (operatorId: string): boolean => of.mayJudge(operatorId) && !of.blind(operatorId);
  return {
    call: callFacts(of),
    recordings: call.recordings.map((recording) => recordingShown(recording, of)),
    ...timelineOf(call, transcripts, conversations),
    parts: partsOf(of, conversations, isOpen),
    tone: toneShown(of.tone, isOpen),
    remarks: of.remarks.filter(({ operatorId }) => isOpen(operatorId)),
    can,
  };
}

function callFacts({ call, project, operatorName }: CallOpenedOf): CallFacts {
  const { callId, direction, channel, disposition, hangupBy, language, campaign, marks, sources, version } = call;
  return {
    ...{ project: call.project, projectName: project.name, timeZone: project.timeZone, callId, direction, channel },
    ...{ startedMs: call.startedAt, answeredMs: call.answeredAt, endedMs: call.endedAt },
    durationMs: call.endedAt === null ? null : call.endedAt - call.startedAt,
    ...{ disposition, hangupBy, language, campaign, marks, sources, version },
    queueEntries: call.queueEntries.map(({ queue, enteredAt, waitMs, outcome, flowOut }) => {
      return { queue, enteredMs: enteredAt, waitMs, outcome, flowOut };
    }),
    legs: call.legs.map(({ operatorId, queue, startedAt, ringMs, talkMs, holdMs, acwMs, outcome }) => {
      const startMs = startedAt - call.startedAt;
      return { operatorId, name: operatorName(operatorId), queue, startMs, ringMs, talkMs, holdMs, acwMs, outcome };
    }),
  };
}

function recordingShown(
  { recordingId, state, offsetMs, failure }: CallRecording,
  { call, transcripts, recordings, project }: CallOpenedOf,
): RecordingShown {
  const stored = recordings.find((recording) => recording.recordingId === recordingId);
  const heard = transcripts.filter((transcript) => transcript.recordingId === recordingId);
  const durationMs = stored?.durationMs || heard[0]?.durationMs || null;
  const channels = stored?.channels || null;
  // Two channels of one sound tell nobody apart.
  const isApart = channels === 2 && heard.every(({ speakersSeparated }) => speakersSeparated);
  const operatorChannel = isApart ? project.recordings.operatorChannel[call.direction] : null;
  return { recordingId, state, offsetMs, durationMs, channels, operatorChannel, failure: failure?.code ?? null };
}

/** Those who spoke, and those whom the viewer may see judged although their words are gone. */
function partsOf(
  of: CallOpenedOf,
  conversations: readonly Conversation[],
  isOpen: (operatorId: string) => boolean,
): readonly PartOpened[] {
  const { evaluations, mayJudge } = of;
  const spoke = conversations.map((conversation) => ({ ...conversation, measures: measuresOf(conversation) }));
  const wordless = evaluations.filter(
    ({ operatorId, run, withdrawn }) =>
      run === '' && !withdrawn && isOpen(operatorId) && !conversations.some((one) => one.operatorId === operatorId),
  );
  const parts = new Map([...wordless, ...spoke].map((part) => [part.operatorId, part]));
  return [...parts.values()]
    .filter(({ operatorId }) => mayJudge(operatorId))
    .sort((a, b) => a.startMs - b.startMs)
    .map((part) => partOpened(part, isOpen(part.operatorId), of));
}

function partOpened(
  { operatorId, startMs, endMs, measures }: Pick<Evaluation, 'operatorId' | 'startMs' | 'endMs' | 'measures'>,
  isOpen: boolean,
  of: CallOpenedOf,
): PartOpened {
  const part = { operatorId, name: of.operatorName(operatorId), startMs, endMs };
  if (!isOpen) {
    const waitsFor = of.waitsFor(operatorId);
    return { ...part, blind: true, waitsFor, scorecard: null, judgements: [], measures: null };
  }
  const own = of.evaluations.filter((evaluation) => evaluation.operatorId === operatorId);
  const shown = shownEvaluations(own, of.showSelf(operatorId));
  const [first] = shown;
  return {
    ...part,
    blind: false,
    waitsFor: null,
    scorecard: first === undefined ? null : of.scorecardOf(first),
    judgements: shown.map((evaluation, nth) =>
      judgementOf(evaluation, nth === 0 && evaluation.evaluator !== 'self', of.raterName),
    ),
    // Those the score was made with; of a part that nobody scored, those it would be made with.
    measures: first?.measures ?? measures,
  };
}

function toneShown(tone: CallTone | null, isOpen: (operatorId: string) => boolean): ToneShown | null {
  const operators = (tone?.operators ?? []).filter(({ operatorId }) => isOpen(operatorId));
  const findings = (tone?.findings ?? []).filter(({ operatorId }) => isOpen(operatorId));
  if (operators.length === 0 && findings.length === 0) return null;
  return {
    operators: operators.map(({ operatorId, moodStart, moodEnd, moodN }) => {
      return { operatorId, moodStart, moodEnd, moodN };
    }),
    findings: findings.map(({ kind, operatorId, quote, startMs, endMs }) => {
      return { kind, operatorId, quote, startMs, endMs };
    }),
  };
}
