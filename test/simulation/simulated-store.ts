import { EtalonError } from '../../errors.ts';
import { withRetry } from '../../retry.ts';
import { idOfCall, type CallKey, type Store } from '../../store/store.ts';
import { stepsIn, type Engine } from './engine.ts';
import type { EtalonProcess } from './etalon-process.ts';
import { currentFlow } from './flow.ts';
import type { Stored } from './tables.ts';
import type { RequestName } from './world.ts';

type LineStore = Pick<
  Store,
  | 'insertCustomers'
  | 'insertSourceEvents'
  | 'insertOperatorEvents'
  | 'insertCalls'
  | 'insertRecordings'
  | 'insertTranscripts'
  | 'insertTones'
  | 'insertEvaluations'
  | 'insertDeadLetters'
  | 'readSourceEvents'
  | 'readCalls'
  | 'readTranscripts'
  | 'readEvaluations'
  | 'readTones'
>;
export type SimulatedStore = LineStore & {
  readonly recordingsAt: (of: {
    readonly project: string;
    readonly uri: string;
  }) => Promise<readonly { callId: string; recordingId: string }[]>;
};

/** The engine as a process reaches it: every statement may be lost, or its answer, and is then said again. */
export function simulatedStore({ tables, insertEvents }: Engine, process: EtalonProcess): SimulatedStore {
  const attempt = <T>(name: RequestName, about: () => string, work: () => T): Promise<T> =>
    withRetry(
      () => process.request(name, about, work, 'STORE_AWAY'),
      {
        attempts: 'forever',
        firstDelayMs: 200,
        maxDelayMs: 10_000,
        retryIf: (error) => error instanceof EtalonError && error.retriable,
      },
      process.hard,
    );
  const into = <R extends object>(name: RequestName, insert: (rows: readonly R[]) => void) => {
    return async (rows: readonly R[]): Promise<void> => {
      if (rows.length === 0) return;
      await attempt(
        name,
        () => rows.map(nameOf).join(' '),
        () => {
          insert(rows);
        },
      );
    };
  };
  const ofCalls = <R>(keys: readonly CallKey[], read: (key: CallKey) => readonly Stored<R>[]): readonly Stored<R>[] =>
    keys.flatMap(read);
  const rows = <R>(stored: readonly Stored<R>[]): readonly R[] => stored.map(({ row }) => row);
  return {
    insertCustomers: into('insertCustomers', (all) => {
      tables.customers.insert(all, () => null);
    }),
    insertSourceEvents: into('insertSourceEvents', insertEvents),
    insertOperatorEvents: into('insertOperatorEvents', (all) => {
      tables.operator_events.insert(all, () => null);
    }),
    insertCalls: (calls) => {
      const read = currentFlow()?.stepsRead;
      const knows = new Map(calls.map((call) => [call, read?.get(idOfCall(call)) ?? null]));
      return into<(typeof calls)[number]>('insertCalls', (all) => {
        tables.calls.insert(all, (call) => knows.get(call) ?? null);
      })(calls);
    },
    insertRecordings: into('insertRecordings', (all) => {
      tables.recordings.insert(all, () => null);
    }),
    insertTranscripts: into('insertTranscripts', (all) => {
      tables.transcripts.insert(all, () => null);
    }),
    insertTones: (tones) => {
      const read = currentFlow()?.callsRead;
      const knows = new Map(tones.map((one) => [one, read?.get(idOfCall(one)) ?? null]));
      return into<(typeof tones)[number]>('insertTones', (all) => {
        tables.tones.insert(all, (one) => knows.get(one) ?? null);
      })(tones);
    },
    insertEvaluations: (evaluations) => {
      const read = currentFlow()?.callsRead;
      const knows = new Map(evaluations.map((one) => [one, read?.get(idOfCall(one)) ?? null]));
      return into<(typeof evaluations)[number]>('insertEvaluations', (all) => {
        tables.evaluations.insert(all, (one) => knows.get(one) ?? null);
      })(evaluations);
    },
    insertDeadLetters: into('insertDeadLetters', (all) => {
      tables.dead_letters.insert(all, () => null);
    }),
    readSourceEvents: async (keys) => {
      const flow = currentFlow();
      const events = await attempt(
        'readSourceEvents',
        () => keys.map(nameOf).join(' '),
        () => keys.map((key) => ({ key, events: rows(tables.source_events.ofCall(key)) })),
      );
      for (const one of events) flow?.stepsRead.set(idOfCall(one.key), stepsIn(one.events));
      return events.flatMap((one) => one.events);
    },
    readCalls: async (keys) => {
      const flow = currentFlow();
      const calls = await attempt(
        'readCalls',
        () => keys.map(nameOf).join(' '),
        () => ofCalls(keys, tables.calls.ofCall),
      );
      for (const { row, knows } of calls) flow?.callsRead.set(idOfCall(row), knows ?? 0);
      return rows(calls);
    },
    readTranscripts: async (keys) =>
      rows(
        await attempt(
          'readTranscripts',
          () => keys.map(nameOf).join(' '),
          () => ofCalls(keys, tables.transcripts.ofCall),
        ),
      ),
    readEvaluations: async (keys, run) =>
      rows(
        await attempt(
          'readEvaluations',
          () => keys.map(nameOf).join(' '),
          () =>
            ofCalls(keys, tables.evaluations.ofCall).filter(
              ({ row }) => row.evaluator === 'machine' && row.run === run,
            ),
        ),
      ),
    readTones: async (keys) =>
      rows(
        await attempt(
          'readTones',
          () => keys.map(nameOf).join(' '),
          () => ofCalls(keys, tables.tones.ofCall),
        ),
      ),
    recordingsAt: ({ project, uri }) =>
      attempt(
        'recordingsAt',
        () => uri,
        () =>
          tables.recordings
            .visible()
            .filter((row) => row.project === project && row.uri === uri)
            .map(({ callId, recordingId }) => ({ callId, recordingId })),
      ),
  };
}

const NAMING = new Set([
  'callId',
  'source',
  'eventId',
  'recordingId',
  'operatorId',
  'letterId',
  'version',
  'revision',
  'withdrawn',
]);

/** For the trace. */
function nameOf(row: object): string {
  const named = Object.entries(row).filter(([name]) => NAMING.has(name));
  return `[${named.map(([, value]) => String(value).slice(0, 24)).join(' ')}]`;
}
