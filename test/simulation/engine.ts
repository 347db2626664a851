import { EtalonError } from '../../errors.ts';
import type { Call } from '../../ingest/call.ts';
import type { DeadLetter } from '../../ingest/dead-letter.ts';
import type { OperatorEvent } from '../../ingest/operator-event.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { Judging } from '../../queries/calls-to-score.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import type { CallTone } from '../../score/tone/tone.ts';
import { idOfCall, type CallKey, type Customer, type StoredRecording } from '../../store/store.ts';
import { openTable, type SimulatedTable, type Stored } from './tables.ts';
import type { World } from './world.ts';

export type Tables = {
  readonly customers: SimulatedTable<Customer>;
  readonly source_events: SimulatedTable<SourceEvent>;
  readonly operator_events: SimulatedTable<OperatorEvent>;
  readonly calls: SimulatedTable<Call>;
  readonly recordings: SimulatedTable<StoredRecording>;
  readonly transcripts: SimulatedTable<Transcript>;
  readonly tones: SimulatedTable<CallTone>;
  readonly evaluations: SimulatedTable<Evaluation>;
  readonly dead_letters: SimulatedTable<DeadLetter>;
};

/** What the engine of ClickHouse holds: it outlives every process. */
export type Engine = {
  readonly tables: Tables;
  /** Of each event, how many steps its call had when the event had come. */
  readonly stepsWith: (event: SourceEvent) => number | null;
  readonly insertEvents: (events: readonly SourceEvent[]) => void;
  /** When the call was first stored by somebody who knew so many steps; null = not yet. */
  readonly firstKnowing: (key: CallKey, steps: number) => number | null;
  /** The row of the call that readers saw at a moment. */
  readonly callAt: (key: CallKey, nr: number) => Call | null;
};

/** Stands in a message whose rows ClickHouse refuses. */
export const UNSTORABLE = 'unstorable';

export function openEngine(world: World): Engine {
  const tables: Tables = {
    customers: openTable('customers', world),
    source_events: openTable('source_events', world),
    operator_events: openTable('operator_events', world),
    calls: openTable('calls', world),
    recordings: openTable('recordings', world),
    transcripts: openTable('transcripts', world),
    tones: openTable('tones', world),
    evaluations: openTable('evaluations', world),
    dead_letters: openTable('dead_letters', world),
  };
  const stepsWith = new Map<string, number>();
  const rowsOf = (key: CallKey): readonly Stored<Call>[] => tables.calls.everOfCall(key);
  const eventId = (event: SourceEvent): string =>
    JSON.stringify([event.project, event.callId, event.source, event.eventId, event.revision]);
  return {
    tables,
    stepsWith: (event) => stepsWith.get(eventId(event)) ?? null,
    firstKnowing: (key, steps) => rowsOf(key).find(({ knows }) => (knows ?? 0) >= steps)?.nr ?? null,
    callAt: (key, nr) =>
      rowsOf(key)
        .filter((stored) => stored.nr < nr)
        .reduce<Call | null>((seen, { row }) => {
          return seen === null || BigInt(row.version) >= BigInt(seen.version) ? row : seen;
        }, null),
    insertEvents: (events) => {
      if (events.some(({ payload }) => payload.includes(UNSTORABLE)))
        throw new EtalonError('STORE_ROW_REFUSED', { clickhouseCode: 117, type: 'INCORRECT_DATA' });
      tables.source_events.insert(events, () => null);
      // The insert is one block: nobody sees a part of it.
      for (const event of events) {
        const id = eventId(event);
        if (!stepsWith.has(id)) stepsWith.set(id, stepsIn(tables.source_events.ofCall(event).map(({ row }) => row)));
      }
    },
  };
}

/** As decision 0004 counts, and counted here again, so that nothing of the product is taken for granted. */
export function stepsIn(events: readonly SourceEvent[]): number {
  return events.reduce((steps, { revision }) => steps + 1 + revision, 0);
}

/** queries/unscored.sql. */
export function unscoredCalls({ tables }: Engine, judging: Judging): readonly CallKey[] {
  const heard = new Set(tables.transcripts.visible().filter(isSpoken).map(idOfCall));
  return tables.calls.visible().filter((call) => {
    const evaluations = tables.evaluations
      .ofCall(call)
      .map(({ row }) => row)
      .filter(({ evaluator, run }) => evaluator === 'machine' && run === '');
    const isMeant = call.mergedInto === '' && isJudged(call, judging) && heard.has(idOfCall(call));
    const counts = evaluations.some(({ withdrawn }) => !withdrawn);
    const tones = tables.tones.ofCall(call).map(({ row }) => row);
    return (isMeant || counts) && !(isScored(call, evaluations, judging) && isToneTold(call, tones, judging));
  });
}

function isScored({ version }: Call, evaluations: readonly Evaluation[], { scorecards }: Judging): boolean {
  const isNow = ({ revision }: Evaluation): boolean => BigInt(revision) >= BigInt(version);
  const newer = (a: Evaluation, b: Evaluation): Evaluation => (BigInt(b.revision) > BigInt(a.revision) ? b : a);
  const pairs = Map.groupBy(evaluations, ({ operatorId, scorecardId }) => JSON.stringify([operatorId, scorecardId]));
  const newest = [...pairs.values()].map((own) => own.reduce(newer));
  return (
    evaluations.some((one) => isNow(one) && scorecards.includes(one.madeWith['scorecard'] ?? '')) &&
    newest.every((one) => one.withdrawn || isNow(one))
  );
}

function isToneTold({ version }: Call, tones: readonly CallTone[], { toneModel, toneLists }: Judging): boolean {
  return tones.some((one) => one.toneModel === toneModel && one.lists === toneLists && one.version === version);
}

function isSpoken({ utterances }: Transcript): boolean {
  return utterances.some(({ speaker }) => speaker !== 'customer');
}

function isJudged({ project, direction, channel, queueEntries }: Call, judging: Judging): boolean {
  const fits = (allowed: readonly string[] = [], ...own: readonly string[]): boolean =>
    allowed.length === 0 || own.some((one) => allowed.includes(one));
  const queues = queueEntries.map(({ queue }) => queue);
  return judging.ruleProjects.some(
    (id, rule) =>
      id === project &&
      fits(judging.ruleDirections[rule], direction) &&
      fits(judging.ruleChannels[rule], channel) &&
      fits(judging.ruleQueues[rule], ...queues),
  );
}
