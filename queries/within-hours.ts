import type { Query } from '../store/store.ts';
import type { WorkingTime } from './call-numbers.ts';
import type { QueuePeriod } from './period.ts';
import {
  abandonRate,
  serviceLevel,
  waiting,
  type AbandonRow,
  type ServiceLevelParams,
  type ServiceLevelRow,
  type WaitingRow,
} from './queue-numbers.ts';

/** Where the SQL of a queue's number can be narrowed to entries that arrived in working time. */
const PLACE = '/* arrived at any hour */';
const ARRIVED_WITHIN = `AND arrayExists((a, b) -> toUnixTimestamp64Milli(queueEntries.enteredAt) >= a
            AND toUnixTimestamp64Milli(queueEntries.enteredAt) < b, {workFromMs:Array(Int64)}, {workToMs:Array(Int64)})`;

/** The same number, of the entries that arrived in working time only, whenever they ended. */
function withinHours<Params, Row>({ name, sql, parse }: Query<Params, Row>): Query<Params & WorkingTime, Row> {
  const narrowed = sql.replace(PLACE, ARRIVED_WITHIN);
  if (narrowed === sql) throw new RangeError(`${name}.sql does not say where it can be narrowed`);
  return { name: `${name}-within-hours`, sql: narrowed, parse };
}

export const serviceLevelWithinHours: Query<ServiceLevelParams & WorkingTime, ServiceLevelRow> =
  withinHours(serviceLevel);
export const waitingWithinHours: Query<QueuePeriod & WorkingTime, WaitingRow> = withinHours(waiting);
export const abandonRateWithinHours: Query<QueuePeriod & { readonly shortMs: number } & WorkingTime, AbandonRow> =
  withinHours(abandonRate);
