import type { Query } from '../store/store.ts';
import { serviceLevel, type ServiceLevelParams, type ServiceLevelRow } from './queue-numbers.ts';

/** Where service-level.sql says into which interval a fact falls. */
const INTERVAL = /if\(\{intervalMs:Int64\} = 0,[^]*?\) AS intervalStartMs/;
const DAY = `toInt64(toUnixTimestamp(toStartOfDay(fromUnixTimestamp64Milli(atMs, {timeZone:String})))) * 1000 AS intervalStartMs`;

/**
 * The service level of each day by the wall clock of a zone, of which one has 23 hours and another 25; days without an
 * entry have no row.
 */
export const serviceLevelByDay: Query<ServiceLevelParams & { readonly timeZone: string }, ServiceLevelRow> = {
  name: `${serviceLevel.name}-by-day`,
  sql: byDay(serviceLevel.sql),
  parse: (row) => serviceLevel.parse(row),
};

function byDay(sql: string): string {
  const changed = sql.replace(INTERVAL, DAY);
  if (changed === sql) throw new RangeError('service-level.sql does not say where its intervals begin');
  return changed;
}
