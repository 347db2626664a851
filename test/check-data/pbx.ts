import type { IngestBatch } from '../../ingest/batch.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
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

/** Every file of pbx/ as the inbox takes it: its events, the calls folded of them, and what was refused. */
export async function pbxFindings(folder: string): Promise<readonly Finding[]> {
  const { files } = await listInbox(folder, new Map([[FOLDER, PROJECT]]));
  const findings: Finding[] = [];
  for (const file of files) findings.push(await findingOf(file.path, () => fileFinding(file)));
  return findings;
}

async function fileFinding(file: InboxFile): Promise<Omit<Finding, 'what'>> {
  const batches = await batchesOf(file);
  const events = batches.flatMap((batch) => batch.events);
  const states = batches.flatMap((batch) => batch.operatorEvents);
  const refused = batches.flatMap(({ letters }) => letters.map(({ reason }) => reason.code));
  const calls = [...Map.groupBy(events, ({ callId }) => callId).values()].map((ofCall) =>
    foldCall(ofCall, { project: PROJECT, lookup: LOOKUP }),
  );
  const told = [
    `${String(events.length)} events`,
    `${String(calls.length)} calls`,
    ...(states.length > 0 ? [`${String(states.length)} operator states`] : []),
    ...(refused.length > 0 ? [`refused: ${countsText(refused)}`] : []),
  ];
  const wanted = !REFUSED.test(file.path.slice(file.path.lastIndexOf('/') + 1));
  const taken = calls.length + states.length > 0;
  return { found: `${file.format?.name ?? 'no format'}: ${told.join(', ')}`, ok: taken === wanted };
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

/** What other call-analytics systems made of calls is for reading; none of it is a call that could be taken. */
export async function dialogueFindings(folder: string): Promise<readonly Finding[]> {
  const project = { ...PROJECT, id: 'dialogues' };
  const { files } = await listInbox(folder, new Map([['dialogues', project]]));
  return files.map(({ path }) => ({ what: path, found: 'not taken: the result of another system', ok: true }));
}
