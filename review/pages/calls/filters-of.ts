import type { CallFilters, CallSort } from '../../contract/calls.ts';
import type { Me, ProjectChoice } from '../../contract/me.ts';
import type { Query } from '../route.ts';

/** What the address may say of a list of calls; the same names as the server's. */
const NAMES = [
  'project',
  'from',
  'to',
  'operator',
  'queue',
  'direction',
  'channel',
  'minScore',
  'maxScore',
  'failed',
  'words',
] as const satisfies readonly (keyof CallFilters)[];
export type FilterName = (typeof NAMES)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export const SORTS: readonly CallSort[] = ['newest', 'oldest', 'worst', 'best', 'longest', 'shortest'];
export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export const CHANNELS = ['voice', 'chat', 'email', 'messenger'] as const;

/** The filters of an address. What they hold is the server's to judge. */
export function filtersOf(query: Query): Filters {
  return Object.fromEntries(NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
}

export function sortOf(query: Query): CallSort {
  return SORTS.find((sort) => sort === query['sort']) ?? 'newest';
}

/** How many pages are shown under each other; the address keeps it, so that it opens the same list. */
export function pagesOf(query: Query): number {
  const pages = Number(query['pages'] ?? '1');
  return Number.isInteger(pages) && pages >= 1 ? Math.min(pages, 50) : 1;
}

/** Takes every filter out of an address, and what depended on them. */
export const NO_FILTERS: Readonly<Record<string, undefined>> = Object.fromEntries(
  [...NAMES, 'pages'].map((name) => [name, undefined]),
);

/** The projects that are looked at: the chosen one, else all of the reader's. */
export function projectsOf({ projects }: Me, { project }: Filters): readonly ProjectChoice[] {
  const chosen = projects.filter(({ id }) => id === project);
  return chosen.length > 0 ? chosen : projects;
}

/** The days of a period are those of one project: with several, of the first. */
export function timeZoneOf(projects: readonly ProjectChoice[]): string {
  return projects[0]?.timeZone ?? 'UTC';
}

/** From the first to the last moment that anything is known of in these projects. */
export function knownOf(projects: readonly ProjectChoice[]): ProjectChoice['known'] {
  const known = projects.flatMap((project) => (project.known === null ? [] : [project.known]));
  if (known.length === 0) return null;
  return {
    fromMs: Math.min(...known.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...known.map(({ toMs }) => toMs)),
  };
}
