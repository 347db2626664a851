import type { OperatorEvent } from '../../ingest/operator-event.ts';
import { keyword, moment, oneOf, string, uint64 } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** What operators did outside calls: log-in, pause and their ends. */
export const operatorEvents: Table<OperatorEvent> = table<OperatorEvent>('operator_events', {
  project: keyword,
  source: oneOf(['queue_log', 'operator_state']),
  eventId: string,
  operatorId: string,
  operatorAlias: string,
  queue: keyword,
  event: oneOf(['login', 'logout', 'pause', 'unpause']),
  reason: keyword,
  at: moment,
  seq: uint64,
});
