import type { IngestBatch } from '../../ingest/batch.ts';
import { foldCall, makesCall } from '../../ingest/fold/fold.ts';
import { listInbox, type InboxFile } from '../../ingest/inbox/inbox.ts';
import type { Intake } from '../../ingest/inbox/intake.ts';
import { openLedger } from '../../ingest/inbox/ledger.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Project } from '../../ingest/project.ts';
import { takeLog } from '../../ingest/take-log.ts';
import { takeMessage } from '../../ingest/take-message.ts';
import { HEARD_PROJECT } from '../harness/hearing.ts';
import { countsText, findingOf, type Finding } from './finding.ts';

const FOLDER = 'pbx';
const rule = (name: string, format: Project['imports'][number]['format']): Project['imports'][number] => {
  return { name, format, columns: {} };
};
const PROJECT: Project = {
  ...HEARD_PROJECT,
  id: FOLDER,
  imports: [
    rule('*CELMaster*', 'asterisk-cel'),
    rule('*.csv', 'asterisk-cdr'),
    rule('json_cdr*', 'freeswitch'),
    rule('hangup*', 'freeswitch'),
    rule('*.json', 'amazon-connect'),
  ],
};

/**
 * What no format takes. An evaluation form tells of no call; a FreeSWITCH event in plain text is another interface
 * (the event socket) than the JSON records that are read.
 */
const REFUSED = /^(?:evaluation_form|hangup_complete_event)/;

/** Events and calls of the files whose rows were counted by hand: every row is an event. */
const COUNTED: Readonly<Record<string, Pick<Taken, 'events' | 'calls'>>> = {
  'testsuite_Master.csv': { events: 2, calls: 2 },
  // One uniqueid, with every disposition there is.
  'testsuite_cdr_good.csv': { events: 5, calls: 1 },
  'testsuite_CELMaster1.csv': { events: 16, calls: 1 },
  'testsuite_CELMaster2.csv': { events: 14, calls: 1 },
};

/** How much of a file was taken, and the codes of what was refused. */
type Taken = {
  readonly events: number;
  readonly calls: number;
  readonly states: number;
  readonly refused: readonly string[];
};

/** Every file of pbx/ as the inbox takes it: its events, the calls folded of them, and what was refused. */
export function pbxFindings(folder: string): Promise<readonly Finding[]> {
  return findingsIn(folder, PROJECT, pbxFinding);
}

/** What other call-analytics systems made of calls is for reading; it is told to be none of the calls that are taken. */
export function dialogueFindings(folder: string): Promise<readonly Finding[]> {
  return findingsIn(folder, { ...PROJECT, id: 'dialogues' }, (_, taken) => ({
    found: `the result of another system: ${toldOf(taken)}`,
    ok: isRefused(taken),
  }));
}

/** A finding a file; none at all is wrong as well, for then nothing was looked at. */
async function findingsIn(
  folder: string,
  project: Project,
  judge: (file: InboxFile, taken: Taken) => Omit<Finding, 'what'>,
): Promise<readonly Finding[]> {
  const { files } = await listInbox(folder, new Map([[project.id, project]]));
  const findings: Finding[] = [];
  for (const file of files) findings.push(await findingOf(file.path, async () => judge(file, await takenOf(file))));
  return findings.length > 0 ? findings : [{ what: project.id, found: 'nothing to be read', ok: false }];
}

function pbxFinding({ path, format }: InboxFile, taken: Taken): Omit<Finding, 'what'> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = `${format?.name ?? 'no format'}: ${toldOf(taken)}`;
  if (REFUSED.test(name)) return { found, ok: isRefused(taken) };
  const counted = COUNTED[name] ?? taken;
  const whole = taken.refused.length === 0 && taken.events === counted.events && taken.calls === counted.calls;
  const wanted =
    counted === taken ? '' : ` (${String(counted.events)} events and ${String(counted.calls)} calls are in it)`;
  return { found: `${found}${whole ? '' : wanted}`, ok: whole && taken.calls + taken.states > 0 };
}

function isRefused({ events, calls, states, refused }: Taken): boolean {
  return events + calls + states === 0 && refused.length > 0;
}

function toldOf({ events, calls, states, refused }: Taken): string {
  return [
    `${String(events)} events`,
    `${String(calls)} calls`,
    ...(states > 0 ? [`${String(states)} operator states`] : []),
    ...(refused.length > 0 ? [`refused: ${countsText(refused)}`] : []),
  ].join(', ');
}

async function takenOf(file: InboxFile): Promise<Taken> {
  const batches = await batchesOf(file);
  const events = batches.flatMap((batch) => batch.events);
  const calls = [...Map.groupBy(events, ({ callId }) => callId).values()]
    .filter(makesCall)
    .map((ofCall) => foldCall(ofCall, { project: file.project, lookup: LOOKUP }));
  return {
    // What only links a channel to a call is no row of its own.
    events: events.filter(({ source }) => source !== 'asterisk_link').length,
    calls: calls.length,
    states: batches.flatMap((batch) => batch.operatorEvents).length,
    refused: batches.flatMap(({ letters }) => letters.map(({ reason }) => reason.code)),
  };
}

const LOOKUP = operatorLookup([], PROJECT);

async function batchesOf(file: InboxFile): Promise<readonly IngestBatch<Intake>[]> {
  const ledger = openLedger([]);
  const context = { ledger, lookup: LOOKUP, secretOf: () => 'of no installation', ended: true };
  if (file.kind === 'log') {
    const batches: IngestBatch<Intake>[] = [];
    for await (const batch of takeLog(file, context)) batches.push(batch);
    return batches;
  }
  return [await takeMessage(file, { ...context, owners: new Map(), now: Date.now() })];
}
