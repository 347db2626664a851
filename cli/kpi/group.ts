import type { Project } from '../../ingest/project.ts';
import type { CallShare } from '../../queries/kpi-calls.ts';
import { callsBehind } from '../../queries/kpi-calls.ts';
import { definitionOf, type KpiDefinition, type KpiVariant } from '../../queries/definitions.ts';
import type { Query, Store } from '../../store/store.ts';
import { table } from '../table.ts';
import type { Question, Questions } from '../../queries/question.ts';

/** Whose numbers, how operators are called, and what is asked. */
export type Asked = Questions & {
  readonly store: Pick<Store, 'run'>;
  readonly project: Project;
  readonly operator: (id: string) => string;
};

/** A number as the command line shows it: its rows for JSON, and the same as text. */
export type Shown = { readonly rows: readonly unknown[]; readonly text: string };

/** A number, its place in the JSON, and how to get it and its calls. */
export type Group = {
  readonly definition: KpiDefinition;
  readonly key: string;
  readonly read: (asked: Asked) => Promise<Shown>;
  /** Null when the number has no calls to show. */
  readonly calls: (asked: Asked, variant: KpiVariant) => Promise<readonly CallShare[]> | null;
};

export type GroupOf<Params, Row> = {
  readonly id: string;
  readonly key: string;
  readonly query: Query<Params, Row>;
  /** `asAsked` or `bounded`. */
  readonly ask: (asked: Asked) => NoInfer<Params>;
  readonly text: (rows: readonly Row[], asked: Asked) => string;
};

/** A group of one query. */
export function group<Params extends Readonly<Record<string, unknown>>, Row>({
  id,
  key,
  query,
  ask,
  text,
}: GroupOf<Params, Row>): Group {
  const definition = definitionOf(id);
  if (definition === undefined) throw new RangeError(`${id} has no definition`);
  return {
    definition,
    key,
    read: async (asked) => {
      const rows = await asked.store.run(query, ask(asked));
      return { rows, text: text(rows, asked) };
    },
    calls: (asked, variant) => {
      const behind = callsBehind(query, definition, variant);
      return behind === null ? null : asked.store.run(behind, ask(asked));
    },
  };
}

/** Numbers that are counted within the period. */
export function asAsked({ question }: Asked): Question {
  return question;
}

/** Numbers that fill the period with hours or states are asked of what is known of it. */
export function bounded(asked: Asked): Question {
  return asked.bounded;
}

/** Named columns, all but the first `words` of them numbers. */
export function numbersTable(
  titles: readonly string[],
  words: number,
  rows: readonly (readonly string[])[],
  nothing: string,
): string {
  return table(
    titles.map((title, index) => ({ title, align: index < words ? 'left' : 'right' })),
    rows,
    nothing,
  );
}

/** Who a row is about; '' stands for all together. */
export function whoText(id: string, { operator }: Asked): string {
  return id === '' ? 'all' : operator(id);
}
