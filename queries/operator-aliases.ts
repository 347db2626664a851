import { z } from 'zod';
import type { Query } from '../store/store.ts';
import { callKey } from './call-key.ts';
import { number, sqlFile } from './sql-file.ts';

const provisionalRow = z.object({
  project: z.string(),
  alias: z.string(),
  operatorId: z.string(),
  legCount: number,
  callCount: number,
  firstMs: number,
  lastMs: number,
});
export type ProvisionalRow = z.infer<typeof provisionalRow>;
/** Aliases that belong to nobody in operators.csv; project '' for all. */
export const provisionalOperators: Query<{ readonly project: string }, ProvisionalRow> = sqlFile(
  'provisional-operators',
  provisionalRow,
);

const legOperatorRow = callKey.extend({ alias: z.string(), operatorId: z.string(), startedMs: number });
export type LegOperator = z.infer<typeof legOperatorRow>;
/** Whom each leg's alias was taken for when its call was folded. */
export const legOperators: Query<Readonly<Record<string, never>>, LegOperator> = sqlFile(
  'leg-operators',
  legOperatorRow,
);
