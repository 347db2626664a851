import { keyword, moment, string } from '../columns.ts';
import type { Redrive } from '../store.ts';
import { table, type Table } from '../table.ts';

/** Which dead letters were sent again, when, by whom and where to. */
export const redrives: Table<Redrive> = table<Redrive>('redrives', {
  project: keyword,
  letterId: string,
  at: moment,
  by: string,
  target: string,
});
