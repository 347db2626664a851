import { keyword, string } from '../columns.ts';
import type { Customer } from '../store.ts';
import { table, type Table } from '../table.ts';

/** The one table that holds numbers and addresses; all others know a customer by key only. */
export const customers: Table<Customer> = table<Customer>('customers', {
  project: keyword,
  customerKey: string,
  address: string,
});
