import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoted } from '../../../store/clickhouse.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import type { Table } from '../../../store/table.ts';
import { calls } from '../../../store/tables/calls.ts';
import { customers } from '../../../store/tables/customers.ts';
import { deadLetters } from '../../../store/tables/dead-letters.ts';
import { evaluations } from '../../../store/tables/evaluations.ts';
import { intake } from '../../../store/tables/intake.ts';
import { operatorEvents } from '../../../store/tables/operator-events.ts';
import { operators } from '../../../store/tables/operators.ts';
import { pipelineFigures } from '../../../store/tables/pipeline-figures.ts';
import { projectRules } from '../../../store/tables/project-rules.ts';
import { recordings } from '../../../store/tables/recordings.ts';
import { scorecards } from '../../../store/tables/scorecards.ts';
import { sourceEvents } from '../../../store/tables/source-events.ts';
import { tones } from '../../../store/tables/tone.ts';
import { transcripts } from '../../../store/tables/transcripts.ts';
import * as any from '../../harness/records.ts';
import { openTestStore } from '../../harness/store.ts';

/** Inserts each record alone and reads it back, without FINAL: the property is about one row, not about identities. */
async function comesBackEqual<R>(
  store: OpenedStore,
  table: Table<R>,
  records: fc.Arbitrary<R>,
  insert: (store: OpenedStore, records: readonly R[]) => Promise<void>,
): Promise<void> {
  const sql = `SELECT ${table.columns.map(({ name }) => quoted(name)).join(', ')} FROM ${table.name}`;
  const read = { name: table.name, sql, parse: (row: unknown) => table.fromRow(row) };
  await fc.assert(
    fc.asyncProperty(records, async (record) => {
      await store.run({ name: 'empty', sql: `TRUNCATE TABLE ${table.name}`, parse: () => null }, {});
      await insert(store, [record]);
      expect(await store.run(read, {})).toEqual([record]);
    }),
    { numRuns: 40 },
  );
}

it('every call comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), calls, any.anyCall, (store, them) => store.insertCalls(them));
});
it('every transcript comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), transcripts, any.anyTranscript, (store, them) =>
    store.insertTranscripts(them),
  );
});
it('every evaluation comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), evaluations, any.anyEvaluation, (store, them) =>
    store.insertEvaluations(them),
  );
});
it('every tone comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), tones, any.anyTone, (store, them) => store.insertTones(them));
});
it('every source event comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), sourceEvents, any.anySourceEvent, (store, them) =>
    store.insertSourceEvents(them),
  );
});
it('every operator event comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), operatorEvents, any.anyOperatorEvent, (store, them) =>
    store.insertOperatorEvents(them),
  );
});
it('every recording comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), recordings, any.anyRecording, (store, them) =>
    store.insertRecordings(them),
  );
});
it('every operator comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), operators, any.anyOperator, (store, them) => store.insertOperators(them));
});
it('the rules of every project come back as they were stored', async () => {
  await comesBackEqual(await openTestStore(), projectRules, any.anyProjectRules, (store, them) =>
    store.insertProjectRules(them),
  );
});
it('every figure of the pipeline comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), pipelineFigures, any.anyPipelineFigure, (store, them) =>
    store.insertPipelineFigures(them),
  );
});
it('every customer comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), customers, any.anyCustomer, (store, them) => store.insertCustomers(them));
});
it('every scorecard comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), scorecards, any.anyScorecard, (store, them) =>
    store.insertScorecards(them),
  );
});
it('every line of the intake list comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), intake, any.anyIntake, (store, them) => store.insertIntake(them));
});
it('every dead letter comes back as it was stored', async () => {
  await comesBackEqual(await openTestStore(), deadLetters, any.anyDeadLetter, (store, them) =>
    store.insertDeadLetters(them),
  );
});
