import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ColumnSpec } from '../../../store/table.ts';
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
import { redrives } from '../../../store/tables/redrives.ts';
import { scorecards } from '../../../store/tables/scorecards.ts';
import { sourceEvents } from '../../../store/tables/source-events.ts';
import { tones } from '../../../store/tables/tone.ts';
import { transcripts } from '../../../store/tables/transcripts.ts';
import { openTestStore } from '../../harness/store.ts';

const tables: readonly { readonly name: string; readonly columns: readonly ColumnSpec[] }[] = [
  calls,
  customers,
  deadLetters,
  evaluations,
  intake,
  operatorEvents,
  operators,
  pipelineFigures,
  projectRules,
  recordings,
  redrives,
  scorecards,
  sourceEvents,
  tones,
  transcripts,
];

const columnRow = z.object({ table: z.string(), name: z.string(), type: z.string() });

it('the columns of the row types are those of the engine, by name and type, for every table', async () => {
  const store = await openTestStore();
  const sql =
    "SELECT table, name, type FROM system.columns WHERE database = currentDatabase() AND table != 'schema_migrations' AND NOT startsWith(table, 'boards_') ORDER BY table, position";
  const found = await store.run({ name: 'columns', sql, parse: (row) => columnRow.parse(row) }, {});
  const inEngine = Map.groupBy(found, ({ table }) => table);
  expect([...inEngine.keys()]).toEqual(tables.map(({ name }) => name).sort());
  for (const { name, columns } of tables) {
    expect(inEngine.get(name)?.map((column) => [column.name, column.type])).toEqual(
      columns.map((column) => [column.name, column.type]),
    );
  }
});

it('no base table is partitioned or loses rows by age, and each is ordered by the identity of its rows', async () => {
  const store = await openTestStore();
  const row = z.object({ name: z.string(), sorting_key: z.string(), partition_key: z.string(), engine: z.string() });
  const sql =
    "SELECT name, sorting_key, partition_key, engine_full AS engine FROM system.tables WHERE database = currentDatabase() AND name != 'schema_migrations' AND NOT startsWith(name, 'boards_')";
  const found = await store.run({ name: 'tables', sql, parse: (line) => row.parse(line) }, {});
  expect(found.filter(({ partition_key }) => partition_key !== '')).toEqual([]);
  // What processes told of themselves is no base table: it holds nothing of a call.
  expect(found.filter(({ engine }) => / TTL /.test(engine)).map(({ name }) => name)).toEqual(['pipeline_figures']);
  expect(Object.fromEntries(found.map(({ name, sorting_key }) => [name, sorting_key]))).toEqual({
    calls: 'project, callId',
    customers: 'project, customerKey',
    dead_letters: 'project, letterId',
    evaluations: 'project, callId, operatorId, scorecardId, scorecardVersion, evaluator, rater, run',
    intake: 'project, path, inode',
    operator_events: 'project, source, eventId',
    operators: 'project, operatorId',
    pipeline_figures: 'name, labels, process, at',
    project_rules: 'project',
    recordings: 'project, callId, recordingId',
    redrives: 'project, letterId, at',
    scorecards: 'scorecardId, version, hash',
    source_events: 'project, callId, source, eventId',
    tones: 'project, callId, toneModel',
    transcripts: 'project, callId, recordingId, engine, model, optionsHash',
  });
});
