import type { Configured } from './configured.ts';
import { sha256Hex } from './ingest/digest.ts';
import { formatOfFile } from './ingest/imports.ts';
import { kindOf } from './ingest/inbox/inbox.ts';
import type { Intake } from './ingest/inbox/intake.ts';
import { handBack, versionAfter, type Ledger } from './ingest/inbox/ledger.ts';
import type { Project } from './ingest/project.ts';
import { heardRecordings } from './ingest/recordings/recording-request.ts';
import { reassignLine, type LineDeps } from './lines.ts';
import { legOperators } from './queries/operator-aliases.ts';
import { recordingsFetched } from './queries/recordings.ts';
import { distinctCalls, type Store } from './store/store.ts';

/** Calls folded in one go: bounds memory. */
const CALLS_AT_ONCE = 500;

/**
 * Brings what was taken in earlier up to a changed configuration, at the start of a run. Lines of the intake list say
 * with which operators and channels it was taken, so that an unchanged configuration costs nothing.
 */
export async function reassign(
  { configured, store }: { readonly configured: Configured; readonly store: Pick<Store, 'run'> },
  ledger: Ledger,
  deps: LineDeps<Intake>,
): Promise<void> {
  const operators = configLine(ledger, 'operators.csv', configured.operators);
  if (operators.changed || operators.fresh) await reassignOperators(configured, store, deps);
  const channels = [...configured.projects.values()].map(({ id, recordings }) => {
    return { id, line: configLine(ledger, `projects.yaml#${id}.operatorChannel`, recordings.operatorChannel) };
  });
  const turned = channels.filter(({ line }) => line.changed).map(({ id }) => id);
  for (const project of turned) await askAgain(project, store, deps);
  const handedBack = turned.flatMap((id) => recordingsOf(ledger, id, configured.projects.get(id)?.imports ?? []));
  const lines = [operators, ...channels.map(({ line }) => line)].flatMap(({ next }) => next ?? []);
  if (lines.length > 0) await deps.effects.commit([...handedBack, ...lines]);
}

/** Calls whose legs would belong to somebody else now are folded again. */
async function reassignOperators(
  configured: Configured,
  store: Pick<Store, 'run'>,
  deps: LineDeps<Intake>,
): Promise<void> {
  const moved = (await store.run(legOperators, {})).filter(({ project: id, alias, operatorId, startedMs }) => {
    const project = configured.projects.get(id);
    return project !== undefined && configured.lookup(project)(alias, startedMs).operatorId !== operatorId;
  });
  const keys = distinctCalls(moved);
  for (let from = 0; from < keys.length; from += CALLS_AT_ONCE)
    await reassignLine(keys.slice(from, from + CALLS_AT_ONCE), deps);
}

/** Recordings that were fetched are asked for again: the speakers change places. */
async function askAgain(project: string, store: Pick<Store, 'run'>, deps: LineDeps<Intake>): Promise<void> {
  const keys = await store.run(recordingsFetched, { project });
  for (let from = 0; from < keys.length; from += CALLS_AT_ONCE) {
    const events = await deps.store.readSourceEvents(keys.slice(from, from + CALLS_AT_ONCE));
    const ofCalls = Map.groupBy(events, ({ callId }) => callId);
    await deps.effects.announceRecordings([...ofCalls.values()].flatMap(heardRecordings));
  }
}

/** Recordings that were taken in from an inbox, handed back to the line: their words are known, only the speakers change places. */
function recordingsOf(ledger: Ledger, project: string, imports: Project['imports']): readonly Intake[] {
  return [...ledger.byPath.values()]
    .filter((line) => line.project === project && line.callId !== '')
    .filter(({ path }) => kindOf(path, formatOfFile(path, imports)) === 'recording')
    .map(handBack);
}

/**
 * How long a change is taken to be under way: processes that still run with the configuration before it fold calls by it,
 * and whoever starts after them mends that.
 */
const UNDER_WAY_MS = 24 * 3_600_000;

/**
 * The line about a part of the configuration. `changed`: it was taken in otherwise before; `fresh`: it has changed within
 * the last day; `next`: what to commit.
 */
function configLine(
  ledger: Ledger,
  path: string,
  content: unknown,
): { readonly changed: boolean; readonly fresh: boolean; readonly next: Intake | null } {
  const sha256 = sha256Hex(JSON.stringify(content));
  const before = ledger.byPath.get(path);
  if (before?.sha256 === sha256)
    return { changed: false, fresh: before.modifiedAtMs > Date.now() - UNDER_WAY_MS, next: null };
  const nothingRead = { sizeBytes: 0, consumedBytes: 0, callId: '', reason: null } as const;
  const next: Intake = {
    project: '',
    path,
    inode: '0',
    ...nothingRead,
    // When it was changed; what was taken in first is no change.
    modifiedAtMs: before === undefined ? 0 : Date.now(),
    sha256,
    outcome: 'loaded',
    version: versionAfter(before),
  };
  return { changed: before !== undefined, fresh: false, next };
}
