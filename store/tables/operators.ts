import type { Operator, OperatorAlias } from '../../ingest/operator.ts';
import { keyword, moment, nullable, oneOf, string, type Columns } from '../columns.ts';
import { table, type Table } from '../table.ts';

const alias: Columns<OperatorAlias> = { alias: string, validFrom: nullable(moment), validTo: nullable(moment) };

export const operators: Table<Operator> = table<Operator>('operators', {
  operatorId: string,
  project: keyword,
  name: string,
  team: keyword,
  site: keyword,
  role: oneOf(['operator', 'supervisor']),
  hired: string,
  left: string,
  aliases: { nested: alias },
});
