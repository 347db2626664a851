import type { Project } from '../ingest/project.ts';
import type { Store } from '../store/store.ts';
import { evaluationsInStore, lettersInStore, type StoredEvaluation, type StoredLetters } from './audit-queries.ts';
import { breach, compared, type Breach } from './breach.ts';
import type { Truth, TruthCall } from './truth.ts';

type Reader = Pick<Store, 'run'>;

/** Exactly one current evaluation for each operator who spoke where there is something to judge, none anywhere else. */
export async function auditEvaluations(
  store: Reader,
  truth: Truth,
  projects: ReadonlyMap<string, Project>,
): Promise<readonly Breach[]> {
  const rows = await store.run(evaluationsInStore, { projects: [...projects.keys()] });
  const stale = rows.filter((row) => row.stale).map((row) => breach('evaluation', placeOf(row), 'current', 'stale'));
  const found = Map.groupBy(rows, placeOf);
  const expected = new Map(truth.calls.map((call) => [placeOf(call), expectedJudgements(call, projects)]));
  const places = [...new Set([...expected.keys(), ...found.keys()])];
  return [
    ...stale,
    ...places.flatMap((place) =>
      compared('evaluations', place, expected.get(place) ?? [], (found.get(place) ?? []).map(judgementOf).sort()),
    ),
  ];
}

/** Each operator who answered, by the scorecard of the first rule that fits the call. */
function expectedJudgements(call: TruthCall, projects: ReadonlyMap<string, Project>): readonly string[] {
  const queues = call.entries.map(({ queue }) => queue);
  const rule = projects
    .get(call.project)
    ?.scorecards.find(
      (one) =>
        (one.directions.length === 0 || one.directions.includes(call.direction)) &&
        (one.channels.length === 0 || one.channels.includes(call.channel)) &&
        (one.queues.length === 0 || one.queues.some((queue) => queues.includes(queue))),
    );
  if (rule === undefined || !call.judged) return [];
  const spoke = call.legs.filter(({ answeredAt }) => answeredAt !== null).map(({ operatorId }) => operatorId);
  return [...new Set(spoke)].map((operatorId) => judgementOf({ operatorId, scorecardId: rule.scorecard })).sort();
}

function judgementOf({ operatorId, scorecardId }: Pick<StoredEvaluation, 'operatorId' | 'scorecardId'>): string {
  return `${operatorId} by ${scorecardId}`;
}

/**
 * Every bad message has its dead letter with the right code, and nothing else has one. A message that could not even be
 * opened may have a letter of nobody's.
 */
export async function auditLetters(
  store: Reader,
  truth: Truth,
  projects: readonly string[],
): Promise<readonly Breach[]> {
  const stored = await store.run(lettersInStore, { projects });
  const codes = new Set([...truth.deadLetters, ...stored].map(({ code }) => code));
  return [...codes].sort().flatMap((code) => {
    const found = stored.filter((row) => row.code === code);
    const expected = truth.deadLetters.filter((letter) => letter.code === code);
    return [
      ...compared('dead letters', code, expected.length, countOf(found)),
      ...projects.flatMap((project) => {
        const own = expected.filter((letter) => letter.project === project).length;
        const theirs = countOf(found.filter((row) => row.project === project));
        return theirs > own ? [breach('dead letters', `${project} ${code}`, own, theirs)] : [];
      }),
    ];
  });
}

function countOf(rows: readonly StoredLetters[]): number {
  return rows.reduce((sum, { letters }) => sum + letters, 0);
}

function placeOf({ project, callId }: Pick<TruthCall, 'project' | 'callId'>): string {
  return `${project}/${callId}`;
}
