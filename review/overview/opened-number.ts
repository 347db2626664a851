import { EtalonError } from '../../errors.ts';
import { knownPeriod } from '../../queries/call-numbers.ts';
import type { OpenedNumber } from '../contract/numbers.ts';
import { countedCalls } from './counted-calls.ts';
import { askingOf, numberFor, shownOf } from './numbers.ts';
import { periodOf, type AskedDays } from './period.ts';
import type { Asking, NumbersAsked, NumberShown, Reading } from './reading.ts';

/**
 * A number opened: what it means, what it is made of, and the calls behind it. `variant` '' is the project's own.
 * @throws EtalonError KPI_UNKNOWN for a number or variant that there is not, or that the viewer may not see;
 *   PERIOD_INVALID.
 */
export async function openedNumberOf(
  asked: NumbersAsked & {
    readonly id: string;
    readonly variant: string;
    readonly period: AskedDays;
    readonly nowMs: number;
  },
): Promise<OpenedNumber> {
  const { id, variant, nowMs, store, project } = asked;
  const number = numberFor(asked.viewer, id);
  const formula = number.formulaOf(project, variant);
  if (formula === null) throw new EtalonError('KPI_UNKNOWN', { kpi: variant, known: id });
  const [known] = await store.run(knownPeriod, { project: project.id });
  const period = periodOf(asked.period, project.timeZone, intervalOf(known), nowMs);
  const asking = await askingOf(asked, period, nowMs);
  const before = number.compared
    ? await askingOf(asked, { fromMs: period.previousFromMs, toMs: period.previousToMs }, nowMs)
    : null;
  const [reading, previous] = await Promise.all([number.read(asking), before === null ? null : number.read(before)]);
  const { query, version, parameters, attribution } = number.definition;
  const { numerator, denominator } = formula;
  return {
    id: number.id,
    shown: shownOf(number, asked, reading, previous),
    definition: {
      ...{ sql: sqlOf(number.counts(asking, variant, reading).query.sql, query), version },
      ...{ numerator, denominator, parameters, attribution },
    },
    ...{ parts: reading.parts, variants: [...reading.variants, ...(await withinHours(number, asking))] },
    calls: await countedCalls(number, asking, { formula, variant, reading }),
  };
}

/** Beside the formulas, the project's own one of what arrived in working time. */
async function withinHours(number: NumberShown, asking: Asking): Promise<Reading['variants']> {
  if (number.withinHours === undefined || asking.project.workingHours.length === 0) return [];
  return [{ variant: 'within_hours', value: await number.withinHours(asking) }];
}

/** From the first to the last moment that anything is known of; null when nothing is. */
export function intervalOf(
  known: { readonly firstMs: number | null; readonly lastMs: number | null } | undefined,
): { readonly fromMs: number; readonly toMs: number } | null {
  if (known === undefined || known.firstMs === null || known.lastMs === null) return null;
  return { fromMs: known.firstMs, toMs: known.lastMs };
}

function sqlOf(sql: string, query: string): string {
  return `-- queries/${query}.sql\n${sql}`;
}
