import type { Operator } from '../../ingest/operator.ts';
import { aht, talkAndHold } from '../../queries/operator-numbers.ts';
import { qualityPerOperator, type QualityRow } from '../../queries/quality-numbers.ts';
import type { OperatorFigures, QualityFigure, TeamFigures } from '../contract/overview.ts';
import { sumOf, type Asking } from './reading.ts';
import { LEAST_PEOPLE, sees } from './viewer.ts';

type Figures = OperatorFigures['machine'];
const NO_FIGURES: Figures = { n: 0, mean: null, low: null, high: null, withheld: 0, autoFails: 0 };

/** Quality of all the viewer's operators together, by scorecard and by who judged. */
export async function qualityOf({ store, judged }: Asking): Promise<readonly QualityFigure[]> {
  const asked = { ...judged, grain: 'all' } as const;
  const [machine, supervisor] = await Promise.all([
    store.run(qualityPerOperator, asked),
    store.run(qualityPerOperator, { ...asked, evaluator: 'supervisor' }),
  ]);
  return [...machine, ...supervisor].map((row) => {
    return { source: row.source, scorecardId: row.scorecardId, ...figuresOf(row) };
  });
}

function figuresOf(row: QualityRow | undefined): Figures {
  if (row === undefined) return NO_FIGURES;
  const { n, meanScore, meanScoreLow, meanScoreHigh, unscoredCount, autoFails } = row;
  return { n, mean: meanScore, low: meanScoreLow, high: meanScoreHigh, withheld: unscoredCount, autoFails };
}

/** Calls and handle time of an operator: their answered legs, and those of calls whose talk is known. */
type Work = { readonly answered: number; readonly handled: number; readonly handledMs: number };

async function workByOperator({ store, question }: Asking): Promise<ReadonlyMap<string, Work>> {
  const [legs, handling] = await Promise.all([store.run(talkAndHold, question), store.run(aht, question)]);
  const own = legs.filter(({ operatorId }) => operatorId !== '');
  return new Map(
    [...Map.groupBy(own, ({ operatorId }) => operatorId)].map(([operatorId, rows]) => {
      const handled = handling.find(
        (row) => row.basis === 'leg' && row.channel === 'voice' && row.operatorId === operatorId,
      );
      const handledMs = handled === undefined ? 0 : handled.talkSumMs + handled.holdSumMs + handled.acwSumMs;
      return [
        operatorId,
        { answered: sumOf(rows, (row) => row.answeredLegs), handled: handled?.handled ?? 0, handledMs },
      ];
    }),
  );
}

/** Who the people are whose figures are shown. */
export type Known = { readonly operators: readonly Operator[]; readonly scorecardId: string };

/** A row of each operator of the viewer who took or was judged on a call, by one scorecard. */
export async function operatorsOf(
  asking: Asking,
  { operators, scorecardId }: Known,
): Promise<readonly OperatorFigures[]> {
  if (!asking.viewer.names) return [];
  const asked = { ...asking.judged, grain: 'operator', scorecardId } as const;
  const [work, machine, supervisor] = await Promise.all([
    workByOperator(asking),
    asking.store.run(qualityPerOperator, asked),
    asking.store.run(qualityPerOperator, { ...asked, evaluator: 'supervisor' }),
  ]);
  const people = new Map(operators.map((operator) => [operator.operatorId, operator]));
  const ids = new Set([...work.keys(), ...[...machine, ...supervisor].map(({ operatorId }) => operatorId)]);
  const quality = (rows: readonly QualityRow[], id: string): Figures =>
    figuresOf(rows.find(({ operatorId }) => operatorId === id));
  return [...ids]
    .filter((id) => sees(asking.viewer, id))
    .sort()
    .map((operatorId) => ({
      ...{ operatorId, name: people.get(operatorId)?.name ?? '', team: people.get(operatorId)?.team ?? '' },
      ...workOf([work.get(operatorId)]),
      ...{ machine: quality(machine, operatorId), supervisor: quality(supervisor, operatorId) },
    }));
}

/**
 * A row of each team, for who may not read figures of people: only teams in which at least five took calls, with a quality
 * only where at least five were judged, and nobody or five beside them: the rest of the project could be counted out else.
 */
export async function teamsOf(asking: Asking, { operators, scorecardId }: Known): Promise<readonly TeamFigures[]> {
  if (asking.viewer.names) return [];
  const asked = { ...asking.judged, grain: 'team', scorecardId } as const;
  const [work, machine, supervisor] = await Promise.all([
    workByOperator(asking),
    asking.store.run(qualityPerOperator, asked),
    asking.store.run(qualityPerOperator, { ...asked, evaluator: 'supervisor' }),
  ]);
  const quality = (rows: readonly QualityRow[], team: string): Figures => {
    const row = rows.find((one) => one.team === team);
    const people = row?.people ?? 0;
    const others = sumOf(rows, (one) => one.people) - people;
    return people < LEAST_PEOPLE || (others > 0 && others < LEAST_PEOPLE) ? NO_FIGURES : figuresOf(row);
  };
  const working = operators.filter(({ operatorId }) => work.has(operatorId));
  return [...Map.groupBy(working, ({ team }) => team)]
    .filter(([team, members]) => team !== '' && members.length >= LEAST_PEOPLE)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([team, members]) => ({
      ...{ team, people: members.length, ...workOf(members.map(({ operatorId }) => work.get(operatorId))) },
      ...{ machine: quality(machine, team), supervisor: quality(supervisor, team) },
    }));
}

/** Counts of several together; a mean is divided last. */
function workOf(several: readonly (Work | undefined)[]): Pick<OperatorFigures, 'answered' | 'ahtMs'> {
  const handled = sumOf(several, (work) => work?.handled ?? 0);
  const handledMs = sumOf(several, (work) => work?.handledMs ?? 0);
  return {
    answered: sumOf(several, (work) => work?.answered ?? 0),
    ahtMs: handled === 0 ? null : handledMs / handled,
  };
}
