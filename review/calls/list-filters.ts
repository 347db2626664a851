import { z } from 'zod';
import { startOfDay } from '../../ingest/time.ts';
import type { CallFilters, CallViewer, OperatorOf } from '../../queries/call-list.ts';
import type { CallCursor, CallSort } from '../../queries/call-order.ts';
import type { Known } from '../known.ts';
import { Refused } from '../refused.ts';
import { mayNameOperator, type Viewer } from '../viewer.ts';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const score = z.coerce.number().min(0).max(100);
const asked = z.object({
  project: z.string().default(''),
  from: day.optional(),
  to: day.optional(),
  operator: z.string().max(200).default(''),
  queue: z.string().max(200).default(''),
  direction: z.enum(['inbound', 'outbound', 'internal']).optional(),
  channel: z.enum(['voice', 'chat', 'email', 'messenger']).optional(),
  minScore: score.optional(),
  maxScore: score.optional(),
  failed: z.string().max(200).default(''),
  words: z.string().max(200).default(''),
  sort: z.enum(['newest', 'oldest', 'worst', 'best', 'longest', 'shortest']).default('newest'),
  cursor: z.string().max(1_000).optional(),
});

export type ListAsked = {
  readonly filters: CallFilters;
  readonly sort: CallSort;
  readonly after: CallCursor | null;
  /** Whose wall clock tells what a day is. */
  readonly timeZone: string;
};

const ALL_TIME = { fromMs: 0, toMs: Date.UTC(2200, 0, 1) };

/** The filters of an address, within what the viewer may see. Throws FILTER_INVALID naming the one that cannot be read. */
export function listAsked(query: URLSearchParams, viewer: Viewer, known: Known): ListAsked {
  const parsed = asked.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? '');
  const { project, from, to, operator, failed, words, sort, cursor, ...of } = parsed.data;
  const projects = project === '' ? viewer.projects : viewer.projects.filter((id) => id === project);
  const timeZone = known.projects.get(projects[0] ?? '')?.timeZone ?? 'UTC';
  const fromMs = from === undefined ? ALL_TIME.fromMs : momentOf(from, timeZone, 0, 'from');
  const toMs = to === undefined ? ALL_TIME.toMs : momentOf(to, timeZone, 1, 'to');
  if (fromMs >= toMs) throw invalid('to');
  if ((of.minScore ?? 0) > (of.maxScore ?? 100)) throw invalid('maxScore');
  const operators = operator === '' ? seenOperators(viewer, projects) : oneOperator(viewer, projects, operator);
  return {
    filters: {
      ...{ projects, fromMs, toMs, operators, queue: of.queue },
      unowned: operator === '' && viewer.seesUnowned,
      direction: of.direction ?? '',
      channel: of.channel ?? '',
      minScore: of.minScore ?? null,
      maxScore: of.maxScore ?? null,
      ...{ failedCriterion: failed, words, withoutScore: false },
    },
    sort,
    after: cursor === undefined ? null : readCursor(cursor),
    timeZone,
  };
}

/** What lists may show the viewer of judgements. */
export function callViewerOf(viewer: Viewer): CallViewer {
  return {
    visible: seenOperators(viewer, viewer.projects),
    unowned: viewer.seesUnowned,
    blind: viewer.blind,
    blindFromMs: viewer.blindFromMs,
  };
}

/** null = everybody. */
function seenOperators({ operators }: Viewer, projects: readonly string[]): readonly OperatorOf[] | null {
  if (operators === null) return null;
  return projects.flatMap((project) =>
    [...(operators.get(project) ?? [])].map((operatorId) => ({ project, operatorId })),
  );
}

/** Of an operator whom the viewer may not see there are no calls. */
function oneOperator(viewer: Viewer, projects: readonly string[], operatorId: string): readonly OperatorOf[] {
  return projects
    .filter((project) => mayNameOperator(viewer, project, operatorId))
    .map((project) => ({ project, operatorId }));
}

function momentOf(text: string, timeZone: string, days: number, field: string): number {
  const at = startOfDay(text, timeZone, days);
  if (at === null) throw invalid(field);
  return at;
}

function invalid(field: string): Refused {
  return new Refused('FILTER_INVALID', { field });
}

const cursorSchema = z.tuple([z.number().nullable(), z.number().int(), z.string(), z.string()]);

/** A cursor says where the list goes on; it holds nothing that the page does not show. */
export function writtenCursor({ value, startedMs, project, callId }: CallCursor): string {
  return Buffer.from(JSON.stringify([value, startedMs, project, callId])).toString('base64url');
}

function readCursor(text: string): CallCursor {
  try {
    const [value, startedMs, project, callId] = cursorSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    return { value, startedMs, project, callId };
  } catch {
    throw invalid('cursor');
  }
}
