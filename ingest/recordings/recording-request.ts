import { posix } from 'node:path';
import type { AnnouncedRecording } from '../batch.ts';
import type { Call, EpochMs } from '../call.ts';
import { RECORDING_PAYLOAD, type RecordingMessage, type RecordingPayload } from '../contracts.ts';
import { stepsOfVersion } from '../digest.ts';
import { currentEvents, eventsOfSource, stepsOf } from '../fold/event-order.ts';
import { readMoment } from '../message.ts';
import type { Told } from '../payload.ts';
import type { Project } from '../project.ts';
import { readRecordingName } from './recording-name.ts';
import { withoutQuery } from './recording-uri.ts';
import type { RecordingWork } from './recording-work.ts';
import type { SourceEvent } from '../source-event.ts';
import { recordingEvent } from '../source-events.ts';

/** Where recordings can be fetched from by their uri; what an inbox holds is found there by itself. */
const FETCHABLE = /^(?:file|https?|s3):/i;

/**
 * Recordings that calls name and that are not here, and, where the operator's channel depends on the direction, those
 * that are: a CDR that came after its recording may tell another direction. What was heard as it stands is left alone
 * by the speech line, so that saying it once more costs one look.
 */
export function fetchableRecordings(
  calls: readonly Call[],
  projectOf: (id: string) => Project,
): readonly AnnouncedRecording[] {
  return calls.flatMap((call) => {
    if (call.mergedInto !== '' || !call.sources.includes('record')) return [];
    const { inbound, outbound, internal } = projectOf(call.project).recordings.operatorChannel;
    const channelsDiffer = inbound !== outbound || outbound !== internal;
    return call.recordings
      .filter(({ uri, state }) => FETCHABLE.test(uri) && (state === 'expected' || channelsDiffer))
      .map(({ recordingId, uri, offsetMs }) => ({
        project: call.project,
        message: { schemaVersion: 1, type: 'recording', callId: call.callId, recordingId, uri, offsetMs },
        asked: null,
      }));
  });
}

/** Which call and recording a message speaks of: as it says, by a name pattern, or a call of the recording's own. */
export function ownerOfMessage(
  { callId, recordingId, uri }: RecordingMessage,
  project: Project,
): { readonly callId: string; readonly recordingId: string } {
  const own = ownerByName(uri, project);
  return { callId: callId ?? own.callId, recordingId: recordingId ?? own.recordingId };
}

/** The call that a recording belongs to when nothing but its uri tells. */
export function ownerByName(
  uri: string,
  project: Project,
): { readonly callId: string; readonly recordingId: string; readonly read: ReturnType<typeof readRecordingName> } {
  const name = nameOf(uri);
  const read = readRecordingName(name, project);
  return { callId: read?.callId ?? name, recordingId: name, read };
}

/** A recording message as work for the speech line. `call`: what is known of its call so far; null = nothing. */
export function workOf(
  message: RecordingMessage,
  of: {
    readonly project: Project;
    readonly call: Call | null;
    readonly sentAt: EpochMs;
    readonly origin: string;
    readonly bytesBase64: string;
    readonly headers: Readonly<Record<string, string>>;
  },
): RecordingWork {
  const { project, call, sentAt, origin, bytesBase64, headers } = of;
  const { read } = ownerByName(message.uri, project);
  const at = message.at ? (readMoment(message.at, project.timeZone)?.at ?? sentAt) : sentAt;
  return {
    project: project.id,
    ...ownerOfMessage(message, project),
    uri: message.uri,
    offsetMs: message.offsetMs ?? null,
    nameFacts: {
      fileTime: at,
      nameStartedAt: read?.startedAt ?? null,
      nameStartedAtDoubtful: read?.doubtful ?? false,
      nameOperator: read?.operator ?? null,
      nameDirection: read?.direction ?? null,
    },
    revision: message.revision ?? 0,
    toldRevision: message.revision ?? 0,
    // Who hears a recording later knows more of its call, and their rows replace those of who knew less.
    version: String(call === null ? 0 : stepsOfVersion(call.version)),
    at,
    origin,
    bytesBase64,
    headers,
  };
}

/**
 * Whether the call knows the recording as heard already: of a later correction of the file, or of this one, from the same
 * place, by the same engine, and with the operator on the channel where they are now. Such a message is a redelivery.
 */
export function isHeardAsItStands(
  work: Pick<RecordingWork, 'recordingId' | 'uri' | 'toldRevision'>,
  events: readonly SourceEvent[],
  now: HeardNow,
): boolean {
  const last = lastHeard(events, work.recordingId);
  if (last === undefined || work.toldRevision > toldRevisionOf(last)) return false;
  return work.toldRevision < toldRevisionOf(last) || (last.payload.uri === work.uri && !isOtherwise(last, now));
}

/** What a message says of corrections of the file; one that says nothing claims nothing new. */
export function toldRevision(
  { revision }: RecordingMessage,
  recordingId: string,
  events: readonly SourceEvent[],
): number {
  const last = lastHeard(events, recordingId);
  return revision ?? (last === undefined ? 0 : toldRevisionOf(last));
}

/**
 * The revision under which a recording is heard anew: as its message says, and above what was heard before of an earlier
 * file, by another engine or with the operator on the other channel. What is true now counts, also when it turns back.
 */
export function revisionAnew(
  work: Pick<RecordingWork, 'recordingId' | 'toldRevision'>,
  events: readonly SourceEvent[],
  now: HeardNow,
): number {
  const last = lastHeard(events, work.recordingId);
  if (last === undefined) return work.toldRevision;
  const above = work.toldRevision > toldRevisionOf(last) || isOtherwise(last, now);
  return Math.max(work.toldRevision, last.event.revision + (above ? 1 : 0));
}

/** How a recording would be heard now. */
export type HeardNow = { readonly operatorChannel: 0 | 1; readonly engine: string; readonly model: string };

function isOtherwise({ payload }: Told<RecordingPayload>, now: HeardNow): boolean {
  const { operatorChannel, engine, model } = payload;
  return (operatorChannel ?? 0) !== now.operatorChannel || engine !== now.engine || model !== now.model;
}

/** The sender's own count: ours goes on when the speakers change places. */
function toldRevisionOf({ event, payload }: Told<RecordingPayload>): number {
  return payload.toldRevision ?? event.revision;
}

/** Of the events of a call: what is asked again to hear each of its recordings that can be fetched once more. */
export function heardRecordings(events: readonly SourceEvent[]): readonly AnnouncedRecording[] {
  const newest = new Map(heardIn(events).map((heard) => [heard.payload.recordingId, heard]));
  return [...newest.values()]
    .filter(({ payload }) => FETCHABLE.test(payload.uri))
    .map((heard) => {
      const { project, callId, at } = heard.event;
      const { recordingId, uri, offsetMs } = heard.payload;
      return {
        project,
        message: {
          schemaVersion: 1,
          type: 'recording',
          callId,
          recordingId,
          uri,
          revision: toldRevisionOf(heard),
          // Of the message that was heard: nothing else may tell when the call was.
          at: new Date(at).toISOString(),
          ...(typeof offsetMs === 'number' ? { offsetMs } : {}),
        },
        asked: null,
      };
    });
}

function heardIn(events: readonly SourceEvent[]): readonly Told<RecordingPayload>[] {
  return eventsOfSource(currentEvents(events), 'recording', RECORDING_PAYLOAD).filter(
    ({ payload }) => payload.event === 'transcribed',
  );
}

function lastHeard(events: readonly SourceEvent[], recordingId: string): Told<RecordingPayload> | undefined {
  return heardIn(events).findLast(({ payload }) => payload.recordingId === recordingId);
}

/** Whether a stored call was folded before all of these events, its own, were there. */
export function isBehind(call: Call, events: readonly SourceEvent[]): boolean {
  return stepsOfVersion(call.version) < stepsOf(currentEvents(events));
}

/** A recording row of the same uri. */
export type RecordingAt = { readonly callId: string; readonly recordingId: string };

/**
 * Which calls turn out to be part of another, now that `work` is stored beside `others` of the same uri. Only the call
 * that was made up from the uri itself can be claimed, and only by one that something else tells of.
 */
export function claimsOf(
  work: RecordingWork,
  others: readonly RecordingAt[],
  project: Project,
): readonly SourceEvent[] {
  const madeUp = ownerByName(work.uri, project).callId;
  const rows = [...others, work].toSorted((a, b) => (a.callId < b.callId ? -1 : 1));
  const claimed = rows.find(({ callId }) => callId === madeUp);
  const owner = rows.find(({ callId }) => callId !== madeUp);
  if (claimed === undefined || owner === undefined) return [];
  const { project: id, uri } = work;
  return [
    recordingEvent(
      { type: 'recording', event: 'claimed', recordingId: claimed.recordingId, uri, claimedBy: owner.callId },
      { project: id, callId: claimed.callId, at: 0, revision: 0 },
    ),
  ];
}

/** The last part of a uri without its ending and without what follows `?` or `#`. */
function nameOf(uri: string): string {
  const last = posix.basename(withoutQuery(uri));
  const bare = last.replace(/\.[^.]*$/, '');
  try {
    return decodeURIComponent(bare).slice(0, 200) || 'recording';
  } catch {
    return bare.slice(0, 200) || 'recording';
  }
}
