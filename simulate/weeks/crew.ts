import type { Operator } from '../../ingest/operator.ts';
import type { Skill } from '../options.ts';

/** Who takes the calls of the simulated weeks: those of samples/operators.csv with this project. */
export type SimulatedPerson = Skill & {
  readonly operatorId: string;
  readonly site: Site;
  /** How they say who they are. */
  readonly called: { readonly en: string; readonly ru: string };
};

/** A site has its own telephone system; both take calls of the same queues. */
export type Site = 'Sofia' | 'Varna';
export const SITES: readonly Site[] = ['Sofia', 'Varna'];

/** Quick and careful, quick and careless, slow and careful …: so that comparisons find what is there to be found. */
export const CREW: readonly SimulatedPerson[] = [
  { operatorId: 'sim-nina', site: 'Sofia', handling: 0.8, adherence: 0.96, called: { en: 'Nina', ru: 'Нина' } },
  { operatorId: 'sim-peter', site: 'Sofia', handling: 0.95, adherence: 0.85, called: { en: 'Peter', ru: 'Пётр' } },
  { operatorId: 'sim-vera', site: 'Sofia', handling: 1.25, adherence: 0.97, called: { en: 'Vera', ru: 'Вера' } },
  { operatorId: 'sim-roman', site: 'Sofia', handling: 0.7, adherence: 0.6, called: { en: 'Roman', ru: 'Роман' } },
  { operatorId: 'sim-daria', site: 'Sofia', handling: 1, adherence: 0.8, called: { en: 'Daria', ru: 'Дарья' } },
  { operatorId: 'sim-simon', site: 'Sofia', handling: 1.4, adherence: 0.65, called: { en: 'Simon', ru: 'Семён' } },
  { operatorId: 'sim-clara', site: 'Varna', handling: 0.9, adherence: 0.92, called: { en: 'Clara', ru: 'Клара' } },
  { operatorId: 'sim-maxim', site: 'Varna', handling: 1.1, adherence: 0.75, called: { en: 'Maxim', ru: 'Максим' } },
  { operatorId: 'sim-irina', site: 'Varna', handling: 1, adherence: 0.88, called: { en: 'Irina', ru: 'Ирина' } },
  { operatorId: 'sim-oscar', site: 'Varna', handling: 1.3, adherence: 0.55, called: { en: 'Oscar', ru: 'Оскар' } },
  { operatorId: 'sim-julia', site: 'Varna', handling: 0.85, adherence: 0.7, called: { en: 'Julia', ru: 'Юлия' } },
];

const BY_ID = new Map(CREW.map((person) => [person.operatorId, person]));

export function personOf(operatorId: string): SimulatedPerson | undefined {
  return BY_ID.get(operatorId);
}

/** Those of operators.csv who work at a site, in the order of the crew. */
export function operatorsAt(site: Site, operators: readonly Operator[]): readonly Operator[] {
  const known = new Map(operators.map((one) => [one.operatorId, one]));
  return CREW.filter((person) => person.site === site).flatMap(({ operatorId }) => known.get(operatorId) ?? []);
}
