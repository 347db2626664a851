import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import { connect, quoted, settingsNotInForce, type Database, type Patience, type Reach } from './clickhouse.ts';
import { load } from './loader.ts';
import { migrate, readMigrations } from './migrate.ts';
import { readers } from './readers.ts';
import type { Store } from './store.ts';
import type { Table } from './table.ts';
import { calls } from './tables/calls.ts';
import { customers } from './tables/customers.ts';
import { deadLetters } from './tables/dead-letters.ts';
import { evaluations } from './tables/evaluations.ts';
import { intake } from './tables/intake.ts';
import { operatorEvents } from './tables/operator-events.ts';
import { operators } from './tables/operators.ts';
import { pipelineFigures, type PipelineFigure } from './tables/pipeline-figures.ts';
import { projectRules, type ProjectRules } from './tables/project-rules.ts';
import { recordings } from './tables/recordings.ts';
import { redrives } from './tables/redrives.ts';
import { scorecards } from './tables/scorecards.ts';
import { sourceEvents } from './tables/source-events.ts';
import { tones } from './tables/tone.ts';
import { transcripts } from './tables/transcripts.ts';

export type StoreOptions = {
  readonly at:
    | {
        readonly kind: 'server';
        readonly url: string;
        readonly user: string;
        readonly password: string;
        /** '' = one server. Else its tables are replicated over this cluster: inserts wait for a quorum, reads see it. */
        readonly cluster: string;
      }
    | {
        readonly kind: 'embedded';
        readonly folder: string;
        /** True: this process must own the folder, else DATA_FOLDER_IN_USE. False: it may be the guest of its owner. */
        readonly ownerOnly: boolean;
        /** Where its owner serves boards over TCP; left out or null: it does not. */
        readonly tcpPort?: number | null;
      };
  readonly database: string;
  /** How long to go on while the engine is away: 'forever' for the lines, a few tries for a command. */
  readonly attempts: number | 'forever';
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Told before each wait, with the error's code; for the log. */
  readonly onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
};

export type OpenedStore = Store & {
  /** What the boards need to know of the projects and of the processes; no line reads it. */
  insertProjectRules(rules: readonly ProjectRules[]): Promise<void>;
  insertPipelineFigures(figures: readonly PipelineFigure[]): Promise<void>;
  /** Whether the engine answers now; asked once. */
  ping(): Promise<boolean>;
  /** Where the engine runs: on a server, in this process, or in the process that owns the data folder. */
  readonly role: 'server' | 'owner' | 'guest';
};

/**
 * Opens the store and brings its tables up to date. Throws STORE_AWAY when the engine does not answer within
 * `attempts`, STORE_REFUSED, STORE_SETTING_REFUSED, STORE_DAMAGED, STORE_NEWER, MIGRATION_CHANGED, DATA_FOLDER_IN_USE, DATA_FOLDER_UNUSABLE,
 * CLICKHOUSE_PORT_UNUSABLE.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const host = await openHost(options);
  const patience: Patience = {
    attempts: options.attempts,
    signal: options.signal,
    onRetry: options.onRetry ?? ((): void => undefined),
  };
  try {
    const first = connect(await host.reach('default'), 'default', patience);
    const cluster = options.at.kind === 'server' ? options.at.cluster : '';
    const everywhere = cluster === '' ? '' : ` ON CLUSTER '${cluster}'`;
    await first.command(`CREATE DATABASE IF NOT EXISTS ${quoted(options.database)}${everywhere}`);
    const ignored = await settingsNotInForce(first, cluster !== '');
    if (ignored.length > 0) throw new EtalonError('STORE_SETTING_REFUSED', { settings: ignored.join(', ') });
    await first.close();
    const database = connect(await host.reach(options.database), options.database, patience);
    await migrate(database, await readMigrations(), cluster);
    if (options.at.kind === 'embedded') await refuseDamaged(database, options.at.folder);
    return storeOf(database, host);
  } catch (error) {
    await host.close();
    throw error;
  }
}

/**
 * The engine starts without parts that it cannot read, and every number would be wrong without a word. On a server that is
 * its operator's affair, who may have put parts aside for a reason.
 */
async function refuseDamaged(database: Database, folder: string): Promise<void> {
  const rows = await database.query(
    `SELECT table, count() AS parts FROM system.detached_parts
     WHERE database = currentDatabase() AND reason = 'broken-on-start' GROUP BY table ORDER BY table`,
  );
  const tables = rows.map((row) => damaged.parse(row)).map(({ table, parts }) => `${table} (${String(parts)})`);
  if (tables.length > 0) throw new EtalonError('STORE_DAMAGED', { folder, tables: tables.join(', ') });
}

const damaged = z.object({ table: z.string(), parts: z.coerce.number() });

type Host = {
  readonly role: OpenedStore['role'];
  readonly reach: (database: string) => Promise<Reach>;
  readonly close: () => Promise<void>;
};

async function openHost({ at, signal }: StoreOptions): Promise<Host> {
  if (at.kind === 'embedded') {
    // The engine takes 180 MB of a process: one that talks to a server goes without.
    const { openEmbedded } = await import('./embedded.ts');
    return openEmbedded(at.folder, at.ownerOnly, signal, at.tcpPort ?? null);
  }
  const { url, user, password, cluster } = at;
  const reach: Reach = { by: 'http', url, user, password, replicated: cluster !== '' };
  return { role: 'server', reach: () => Promise.resolve(reach), close: () => Promise.resolve() };
}

function storeOf(database: Database, host: Host): OpenedStore {
  const into =
    <R>(table: Table<R>) =>
    (records: readonly R[]): Promise<void> =>
      load(database, table, records);
  return {
    role: host.role,
    insertSourceEvents: into(sourceEvents),
    insertCalls: into(calls),
    insertRecordings: into(recordings),
    insertTranscripts: into(transcripts),
    insertTones: into(tones),
    insertEvaluations: into(evaluations),
    insertDeadLetters: into(deadLetters),
    insertRedrives: into(redrives),
    insertIntake: into(intake),
    insertOperatorEvents: into(operatorEvents),
    insertOperators: into(operators),
    insertCustomers: into(customers),
    insertScorecards: into(scorecards),
    insertProjectRules: into(projectRules),
    insertPipelineFigures: into(pipelineFigures),
    ...readers(database),
    ping: () => database.ping(),
    run: async (query, params) => (await database.query(query.sql, params)).map((row) => query.parse(row)),
    close: async () => {
      await database.close();
      await host.close();
    },
  };
}
