import { MESSAGES_PAYLOAD, TRANSCRIPT_PAYLOAD, type TranscriptMessage } from './contracts.ts';
import { canonicalJson, packedVersion, sha256Hex } from './digest.ts';
import { currentEvents, eventsOfSource, stepsOf } from './fold/event-order.ts';
import type { OperatorLookup } from './operator.ts';
import type { Told } from './payload.ts';
import type { Project } from './project.ts';
import type { SourceEvent } from './source-event.ts';
import type { SpeechSpan, Transcript, Utterance } from './transcript.ts';
import { writtenMessages, type WrittenMessage } from './written-messages.ts';

/** Nothing was asked of an engine. */
const NO_OPTIONS = { options: '{}', optionsHash: sha256Hex('{}') } as const;

/**
 * What the events of one call hold in text already: its written conversation as one transcript (engine `written`,
 * recordingId '', utterances named by message id, times in ms since the first message), and each finished transcript
 * that was sent. Versions grow with each message, revision or resend. With `lookup`, utterances name their operator.
 */
export function writtenTranscripts(
  events: readonly SourceEvent[],
  project: Project,
  lookup?: OperatorLookup,
): readonly Transcript[] {
  const current = currentEvents(events);
  const finished = eventsOfSource(current, 'transcript', TRANSCRIPT_PAYLOAD);
  const identity = ({ payload }: Told<TranscriptMessage>): string =>
    JSON.stringify([payload.recordingId, payload.engine, payload.model]);
  const best = new Map(finished.map((told) => [identity(told), told]));
  const sent = [...best.values()].map((told) => {
    const steps = stepsOf(finished.filter((other) => identity(other) === identity(told)).map(({ event }) => event));
    return finishedTranscript(told, steps, lookup);
  });
  const written = writtenTranscript(current, project, lookup);
  return written === null ? sent : [written, ...sent];
}

function writtenTranscript(
  current: readonly SourceEvent[],
  project: Project,
  lookup: OperatorLookup | undefined,
): Transcript | null {
  const told = eventsOfSource(current, 'messages', MESSAGES_PAYLOAD);
  const messages = writtenMessages(told, project.timeZone);
  const [first] = messages;
  const event = told[0]?.event;
  if (first === undefined || event === undefined) return null;
  const said = messages.find((message) => message.language !== '')?.language;
  const language = said ?? project.languages[0] ?? '';
  const utterances = messages.map((message) => writtenUtterance(message, first.at, language, lookup));
  return {
    schemaVersion: 1,
    project: event.project,
    callId: event.callId,
    recordingId: '',
    engine: 'written',
    model: '',
    ...NO_OPTIONS,
    version: packedVersion(stepsOf(told.map((one) => one.event)), canonicalJson(utterances)),
    audioSha256: '',
    language,
    durationMs: (messages.at(-1)?.at ?? first.at) - first.at,
    complete: true,
    speakersSeparated: true,
    speech: [],
    utterances,
  };
}

function writtenUtterance(
  message: WrittenMessage,
  firstAt: number,
  language: string,
  lookup: OperatorLookup | undefined,
): Utterance {
  const at = message.at - firstAt;
  return {
    utteranceId: message.id,
    speaker: message.speaker,
    operatorId: message.operatorAlias === '' ? '' : (lookup?.(message.operatorAlias, message.at).operatorId ?? ''),
    language: message.language === '' ? language : message.language,
    startMs: at,
    endMs: at,
    text: message.text,
    words: [],
    confidence: null,
    doubts: [],
  };
}

function finishedTranscript(
  { event, payload }: Told<TranscriptMessage>,
  steps: number,
  lookup: OperatorLookup | undefined,
): Transcript {
  const utterances = payload.utterances
    .map((said, index): Utterance => ({
      utteranceId: said.utteranceId ?? `${payload.recordingId}:${index + 1}`,
      speaker: said.speaker,
      operatorId: said.operator ? (lookup?.(said.operator, event.at).operatorId ?? '') : '',
      language: said.language ?? payload.language,
      startMs: said.startMs,
      endMs: said.endMs,
      text: said.text,
      words: (said.words ?? []).map(({ text, startMs, endMs, confidence }) => ({
        text,
        startMs,
        endMs,
        confidence: confidence ?? null,
      })),
      confidence: said.confidence ?? null,
      doubts: [],
    }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const lastMs = utterances.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  return {
    schemaVersion: 1,
    project: event.project,
    callId: event.callId,
    recordingId: payload.recordingId,
    engine: payload.engine ?? 'external',
    model: payload.model ?? '',
    ...NO_OPTIONS,
    version: packedVersion(steps, canonicalJson(utterances)),
    audioSha256: '',
    language: payload.language,
    durationMs: payload.durationMs ?? lastMs,
    complete: true,
    speakersSeparated: utterances.every(({ speaker }) => speaker !== 'unknown'),
    speech: speechOf(utterances),
    utterances,
  };
}

/** Who sent the transcript heard the speech: without a voice detector's spans, the utterances stand for them. */
function speechOf(utterances: readonly Utterance[]): readonly SpeechSpan[] {
  return utterances
    .filter(({ startMs, endMs }) => endMs > startMs)
    .map(({ speaker, startMs, endMs }) => ({ speaker, startMs, endMs }));
}
