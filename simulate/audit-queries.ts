import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { flag, number } from '../queries/sql-file.ts';
import type { Query } from '../store/store.ts';

/** What the auditor asks of the base tables beyond the numbers of queries/. */

type Projects = { readonly projects: readonly string[] };
type OneProject = { readonly project: string };

const keyed = { project: z.string(), callId: z.string() };

const storedCall = z.object({ ...keyed, version: z.string().or(z.number().transform(String)), copies: number });
export type StoredCall = z.infer<typeof storedCall>;
export const callsInStore: Query<Projects, StoredCall> = sqlHere('calls-in-store', storedCall);

const mixRow = z.object({
  direction: z.string(),
  channel: z.string(),
  disposition: z.string(),
  callCount: number,
  legCount: number,
  entryCount: number,
  customerCount: number,
});
export const callMix: Query<OneProject, z.infer<typeof mixRow>> = sqlHere('call-mix', mixRow);

const sumsRow = z.object({
  operatorId: z.string(),
  legCount: number,
  handledLegs: number,
  missedLegs: number,
  talkMs: number,
  holdMs: number,
  acwMs: number,
  acwKnown: number,
});
export const operatorSums: Query<OneProject, z.infer<typeof sumsRow>> = sqlHere('operator-sums', sumsRow);

const evaluationRow = z.object({ ...keyed, operatorId: z.string(), scorecardId: z.string(), stale: flag });
export type StoredEvaluation = z.infer<typeof evaluationRow>;
export const evaluationsInStore: Query<Projects, StoredEvaluation> = sqlHere('evaluations-in-store', evaluationRow);

const letterRow = z.object({ project: z.string(), code: z.string(), letters: number });
export type StoredLetters = z.infer<typeof letterRow>;
export const lettersInStore: Query<Projects, StoredLetters> = sqlHere('letters-in-store', letterRow);

function sqlHere<Params, Row>(name: string, row: z.ZodType<Row>): Query<Params, Row> {
  const sql = readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');
  return { name, sql, parse: (line) => row.parse(line) };
}
