import { z } from 'zod';
import { params } from '../store/columns.ts';
import type { Query } from '../store/store.ts';
import { flag, number, sqlFile } from './sql-file.ts';

/** A letter that was sent again: when, by whom, where to. */
const sentAgain = z.object({ atMs: number, by: z.string(), target: z.string() });

const letterRow = z.object({
  /** What names the letter on the command line: 64 hex digits, of which a beginning will do. */
  id: z.string(),
  /** '' where nobody knows whose it is. */
  project: z.string(),
  letterId: z.string(),
  stage: z.enum(['ingest', 'speech', 'score']),
  /** A code of errors.ts, of this version of Etalon or another. */
  code: z.string(),
  params: z.unknown().transform((json) => params.fromJson(json)),
  origin: z.string(),
  callId: z.string(),
  headers: z.record(z.string(), z.string()),
  sizeBytes: number,
  /** 0 where nothing tells. */
  atMs: number,
  redrives: z.array(sentAgain),
  open: flag,
  /** How many letters match, before limit. */
  total: number,
});
export type ListedLetter = z.infer<typeof letterRow>;
export type LettersParams = {
  /** null: all; '': letters of which nobody knows the project. */
  readonly project: string | null;
  readonly stage: string;
  readonly code: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whole letterIds, or how an id begins; none means all. */
  readonly ids: readonly string[];
  readonly callIds: readonly string[];
  readonly openOnly: 0 | 1;
  readonly limit: number;
};
/** No filter. A letter has the time of its message, which may be any that the table holds. */
export const EVERY_LETTER: LettersParams = {
  project: null,
  stage: '',
  code: '',
  fromMs: Date.UTC(1900, 0, 1),
  toMs: Date.UTC(2300, 0, 1),
  ids: [],
  callIds: [],
  openOnly: 0,
  limit: 4_294_967_295,
};
/** Dead letters with their redrives, newest first. */
export const deadLetters: Query<LettersParams, ListedLetter> = sqlFile('dead-letters', letterRow);

const letterMessage = z.object({ project: z.string(), letterId: z.string(), bytesBase64: z.string() });
/** The original bytes of letters. */
export const deadLetterMessages: Query<
  { readonly projects: readonly string[]; readonly letterIds: readonly string[] },
  z.infer<typeof letterMessage>
> = sqlFile('dead-letter-messages', letterMessage);

const letterCount = z.object({ project: z.string(), stage: z.string(), code: z.string(), letters: number });
export type LetterCount = z.infer<typeof letterCount>;
/** Open dead letters by project, stage and code. */
export const deadLetterCounts: Query<Readonly<Record<string, never>>, LetterCount> = sqlFile(
  'dead-letter-counts',
  letterCount,
);
