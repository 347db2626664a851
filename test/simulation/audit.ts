import type { Call } from '../../ingest/call.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
import { topicLetter } from '../../ingest/topic-message.ts';
import type { Evaluation } from '../../score/evaluation.ts';
import { expectedEvaluations, expectedTone, lookup, projectOf } from './company.ts';
import { isRefusedLate, sameContent, takenOf, type DoneParts } from './done.ts';
import type { Tables } from './engine.ts';
import type { SentMessage } from './topics.ts';
import type { ExpectedCall, Traffic } from './traffic.ts';

export type Report = (invariant: string, detail: string) => void;

/** What KPIs read, without what only says how often something was done: equal in every schedule of the same traffic. */
export type Picture = Readonly<Record<string, ReadonlyMap<string, string>>>;

export function pictureOf(tables: Tables): Picture {
  const without = (row: object, ...columns: readonly string[]): string =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))));
  const of = <R extends object>(rows: readonly R[], id: (row: R) => readonly string[], ...columns: readonly string[]) =>
    new Map(rows.map((row) => [id(row).join(' '), without(row, ...columns)]));
  return {
    calls: of(tables.calls.visible(), (c) => [c.project, c.callId], 'version'),
    recordings: of(tables.recordings.visible(), (r) => [r.project, r.callId, r.recordingId], 'version'),
    transcripts: of(tables.transcripts.visible(), (t) => [t.project, t.callId, t.recordingId, t.engine], 'version'),
    // The hash of what went in covers the version of the transcript.
    evaluations: of(
      counting(tables),
      (e) => [e.project, e.callId, e.operatorId, e.scorecardId],
      'revision',
      'inputHash',
    ),
    // A call of which nothing is told may have told something once, or not: both are silence.
    tones: of(
      tables.tones.visible().filter(({ operators }) => operators.length > 0),
      (t) => [t.project, t.callId, t.toneModel],
      'version',
    ),
    operatorEvents: of(tables.operator_events.visible(), (e) => [e.project, e.source, e.eventId]),
    customers: of(tables.customers.visible(), (c) => [c.project, c.customerKey]),
  };
}

/** Evaluations that count: of the current run, and not withdrawn. */
function counting(tables: Tables): readonly Evaluation[] {
  return tables.evaluations.visible().filter(({ run, withdrawn }) => run === '' && !withdrawn);
}

export function comparePictures(found: Picture, expected: Picture, invariant: string, report: Report): void {
  for (const [table, rows] of Object.entries(expected)) {
    const own = found[table] ?? new Map<string, string>();
    for (const [id, row] of rows)
      if (own.get(id) !== row) report(invariant, `${table} ${id}: expected ${row}, found ${own.get(id) ?? 'nothing'}`);
    for (const id of own.keys()) if (!rows.has(id)) report(invariant, `${table} ${id}: nobody told of it`);
  }
}

/** Each call is the fold of all its events, and its evaluations are what its row and transcripts give now. */
export function auditDerived(tables: Tables, report: Report): void {
  for (const call of tables.calls.visible()) {
    const events = tables.source_events.ofCall(call).map(({ row }) => row);
    const project = projectOf(call.project);
    const fold = foldCall(events, { project, lookup: lookup(project) });
    // All but the version: a process that had lost its partition may have stored what somebody else had told already, and
    // died before it folded the call once more.
    if (!sameContent({ ...call, version: '' }, { ...fold, version: '' }))
      report(
        'a call is the fold of its events',
        `${call.callId}: ${JSON.stringify(call)} is not ${JSON.stringify(fold)}`,
      );
    auditEvaluations(call, tables, report);
    auditTone(call, tables, report);
  }
}

function auditEvaluations(call: Call, tables: Tables, report: Report): void {
  const transcripts = tables.transcripts.ofCall(call).map(({ row }) => row);
  const expected = expectedEvaluations(call, transcripts);
  const found = counting(tables).filter(({ project, callId }) => project === call.project && callId === call.callId);
  const who = (evaluations: readonly Evaluation[]): string =>
    evaluations
      .map((e) => e.operatorId)
      .sort()
      .join(', ');
  if (who(found) !== who(expected)) {
    report('evaluated are those who spoke', `${call.callId}: found "${who(found)}", expected "${who(expected)}"`);
    return;
  }
  for (const one of expected) {
    const own = found.find(({ operatorId }) => operatorId === one.operatorId);
    // The hash of what went in covers the version of the transcript, which says only how much who heard it knew.
    if (own === undefined || !sameContent({ ...own, inputHash: '' }, { ...one, inputHash: '' }))
      report('an evaluation is of its call as it stands', `${call.callId} ${one.operatorId}`);
  }
}

function auditTone(call: Call, tables: Tables, report: Report): void {
  const transcripts = tables.transcripts.ofCall(call).map(({ row }) => row);
  const expected = expectedTone(call, transcripts);
  const [found] = tables.tones.ofCall(call).map(({ row }) => row);
  const isSilent = found === undefined && expected.operators.length === 0;
  if (!isSilent && !sameContent(found, expected)) report('a tone is of its call as it stands', call.callId);
}

/** No call waits for an evaluation; one too many may wait for the sweep. */
export function auditUnscored(tables: Tables, report: Report): void {
  for (const call of tables.calls.visible()) {
    const transcripts = tables.transcripts.ofCall(call).map(({ row }) => row);
    const expected = expectedEvaluations(call, transcripts);
    const found = new Set(tables.evaluations.ofCall(call).map(({ row }) => identityOf(row)));
    for (const one of expected)
      if (!found.has(identityOf(one)))
        report('announcements are enough', `${call.callId} has no evaluation of ${one.operatorId}`);
  }
}

function identityOf({ operatorId, scorecardId, run, revision, withdrawn }: Evaluation): string {
  return JSON.stringify([operatorId, scorecardId, run, revision, withdrawn]);
}

/** What whoever made the traffic up says of it. */
export function auditTruth(traffic: Traffic, tables: Tables, report: Report): void {
  const invariant = 'the truth of the traffic';
  const known = new Map(tables.calls.visible().map((call) => [`${call.project} ${call.callId}`, call]));
  for (const expected of traffic.calls) {
    const id = `${expected.project} ${expected.callId}`;
    const call = known.get(id);
    known.delete(id);
    if (call === undefined) report(invariant, `${id} is lost`);
    else if (!sameContent(toldOf(call, tables), expected))
      report(invariant, `${id}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(toldOf(call, tables))}`);
  }
  for (const id of known.keys()) report(invariant, `${id} was invented`);
}

function toldOf(call: Call, tables: Tables): ExpectedCall {
  const { project, callId, mergedInto } = call;
  return {
    project,
    callId,
    operators: call.legs.map(({ operatorId }) => operatorId),
    queues: call.queueEntries.map(({ queue }) => queue),
    mergedInto,
    recordings: Object.fromEntries(call.recordings.map(({ recordingId, state }) => [recordingId, stateOf(state)])),
    heard: tables.transcripts
      .ofCall(call)
      .map(({ row }) => row.recordingId)
      .sort(),
    evaluated: counting(tables)
      .filter((e) => e.project === project && e.callId === callId)
      .map(({ operatorId }) => operatorId)
      .sort(),
  };
}

function stateOf(state: Call['recordings'][number]['state']): ExpectedCall['recordings'][string] {
  return state === 'erased' ? 'failed' : state;
}

/** Each message that cannot be processed is exactly one dead letter with its bytes, and nothing else is one. */
export function auditLetters(
  messages: readonly SentMessage[],
  lost: ReadonlySet<string>,
  parts: DoneParts,
  report: Report,
): void {
  const invariant = 'one dead letter for each poison message';
  const { settings, engine } = parts;
  const { toScore, toRescore } = settings.topics;
  const scored = new Set([toScore.name, toRescore.name]);
  const expected = new Map(
    messages
      .flatMap((message) => {
        if (isRefusedLate(message)) return [topicLetter(message, '', 'ingest', { code: 'UNEXPECTED', params: {} })];
        if (!scored.has(message.topic)) return takenOf(message, settings).letters;
        const code = 'MESSAGE_INVALID' as const;
        return message.value?.toString() === 'no announcement'
          ? [topicLetter(message, '', 'score', { code, params: {} })]
          : [];
      })
      .map((letter) => [letter.letterId, letter]),
  );
  const dead = new Set(parts.topics.all(settings.topics.dead.name).map(({ key }) => topicIdOf(key ?? '')));
  const uris = new Set<string>();
  for (const letter of engine.tables.dead_letters.visible()) {
    const uri = uriOf(letter.letterId);
    const told = expected.get(letter.letterId);
    if (uri !== null) uris.add(uri);
    else if (told === undefined)
      report(invariant, `nobody expects a letter of ${letter.origin} with ${letter.reason.code}`);
    else if (told.bytesBase64 !== letter.bytesBase64) report(invariant, `other bytes of ${letter.origin}`);
    // The largest do not fit into the topic; the table is the authority.
    if (!dead.has(topicIdOf(letter.letterId)) && letter.bytesBase64.length < 7_000)
      report(invariant, `${letter.letterId} is not on the topic`);
    expected.delete(letter.letterId);
  }
  for (const { origin } of expected.values()) report(invariant, `none of ${origin}`);
  for (const uri of uris) if (!lost.has(uri)) report(invariant, `${uri} could be heard`);
  for (const uri of lost) if (!uris.has(uri)) report(invariant, `none of ${uri}`);
}

/** The recording that a letter of the speech line is about. */
function uriOf(letterId: string): string | null {
  return /^speech:(.*):[^:]*:[^:]*:\d+$/.exec(letterId)?.[1] ?? null;
}

/** A recording may be refused again by somebody who knows more of its call: that is another letter of the same thing. */
function topicIdOf(letterId: string): string {
  return uriOf(letterId) ?? letterId;
}
