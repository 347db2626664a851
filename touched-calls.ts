import type { Call } from './ingest/call.ts';
import { foldCall, makesCall } from './ingest/fold/fold.ts';
import { handedOn } from './ingest/linked-calls.ts';
import type { OperatorLookup } from './ingest/operator.ts';
import type { Project } from './ingest/project.ts';
import type { SourceEvent } from './ingest/source-event.ts';
import type { Transcript } from './ingest/transcript.ts';
import { writtenTranscripts } from './ingest/written.ts';
import { distinctCalls, idOfCall, type CallKey, type Store } from './store/store.ts';

export type FoldDeps = {
  readonly effects: Pick<Store, 'insertSourceEvents' | 'insertTranscripts' | 'insertCalls'>;
  readonly store: Pick<Store, 'readSourceEvents' | 'readTranscripts'>;
  readonly project: (id: string) => Project;
  readonly lookup: (project: Project) => OperatorLookup;
};

/**
 * Folds the calls of the keys, and those that their channels belong to, from all their events and stores them: written
 * conversations, then calls.
 */
export async function foldTouchedCalls(keys: readonly CallKey[], deps: FoldDeps): Promise<readonly Call[]> {
  if (keys.length === 0) return [];
  const calls: Call[] = [];
  const transcripts: Transcript[] = [];
  for (const own of await eventsByCall(keys, deps)) {
    if (!makesCall(own)) continue;
    const project = deps.project(own[0]?.project ?? '');
    const lookup = deps.lookup(project);
    calls.push(foldCall(own, { project, lookup }));
    transcripts.push(...writtenTranscripts(own, project, lookup));
  }
  await deps.effects.insertTranscripts(transcripts);
  await deps.effects.insertCalls(calls);
  return calls;
}

/** What one call hands on to the call that its channel belongs to. */
type Handing = { readonly from: CallKey; readonly to: string; readonly events: readonly SourceEvent[] };

/**
 * All events of the calls of the keys, call by call. What stands under the id of a channel that belongs to another call is
 * stored as that call's first, whose events then come with the others, and so on up to the oldest channel.
 */
async function eventsByCall(
  keys: readonly CallKey[],
  { store, effects }: FoldDeps,
): Promise<readonly (readonly SourceEvent[])[]> {
  const known = new Map<string, readonly SourceEvent[]>();
  for (let asked = keys; ;) {
    const read = Map.groupBy(await store.readSourceEvents(asked), idOfCall);
    for (const [id, own] of read) known.set(id, own);
    const handings = [...read.values()].flatMap(handingsOf);
    if (handings.length === 0) return [...known.values()];
    asked = distinctCalls(handings.flatMap(({ events }) => events));
    const added = await notYetThere(handings, asked, store);
    await effects.insertTranscripts(await heardOn(added, store));
    await effects.insertSourceEvents(added.flatMap(({ events }) => events));
  }
}

function handingsOf(own: readonly SourceEvent[]): readonly Handing[] {
  const [from] = own;
  const events = handedOn(own);
  return from === undefined || events[0] === undefined ? [] : [{ from, to: events[0].callId, events }];
}

/** What the calls that things are handed on to do not have already. */
async function notYetThere(
  handings: readonly Handing[],
  owners: readonly CallKey[],
  store: FoldDeps['store'],
): Promise<readonly Handing[]> {
  const there = Map.groupBy(await store.readSourceEvents(owners), idOfCall);
  const isThere = (event: SourceEvent): boolean =>
    there.get(idOfCall(event))?.some((other) => isSameOrNewer(other, event)) ?? false;
  return handings.map((handing) => ({ ...handing, events: handing.events.filter((event) => !isThere(event)) }));
}

function isSameOrNewer(a: SourceEvent, b: SourceEvent): boolean {
  return a.source === b.source && a.eventId === b.eventId && a.revision >= b.revision;
}

/** What was heard under a channel's id, as transcripts of the call that is told of the recording. */
async function heardOn(handings: readonly Handing[], store: FoldDeps['store']): Promise<readonly Transcript[]> {
  const heard = handings.filter(({ events }) => events.some(({ source }) => source === 'recording'));
  if (heard.length === 0) return [];
  const ownerOf = new Map(heard.map(({ from, to }) => [idOfCall(from), to]));
  const transcripts = await store.readTranscripts(heard.map(({ from }) => from));
  return transcripts.flatMap((transcript) => {
    const callId = ownerOf.get(idOfCall(transcript));
    return callId === undefined ? [] : [{ ...transcript, callId }];
  });
}
