import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { byName } from '../formats.ts';
import { say } from '../words.ts';
import './table.css';

export type Column<Row> = {
  readonly id: string;
  readonly head: string;
  /** Stands behind the head: "min:s", "%". */
  readonly unit?: string;
  /** Numbers are aligned at their end. */
  readonly align?: 'start' | 'end';
  readonly cell: (row: Row) => ComponentChildren;
  /** What the column is sorted by; null stands last both ways. A column without it is not sorted. */
  readonly by?: (row: Row) => number | string | null;
  /** Explains the head: a HelpTip. */
  readonly help?: ComponentChildren;
};
export type Sort = { readonly by: string; readonly down: boolean };

/** A dense table whose rows can be sorted and opened; at 640 px and less each row is a card. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  first,
  sort,
  onSort,
}: {
  /** What the table shows, for those who cannot see it. */
  readonly caption: string;
  /** The first one names the row; it carries the link. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowHref?: ((row: Row) => string | null) | undefined;
  /** How the rows are sorted at first, when the table sorts them itself. */
  readonly first?: Sort;
  /** With `onSort` the page keeps the order (and the server may make it): rows stand as they come. */
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
}): JSX.Element {
  const [own, setOwn] = useState<Sort | null>(first ?? null);
  const current = sort ?? own;
  const ordered = useMemo(
    () => (onSort === undefined && current !== null ? sorted(rows, columns, current) : rows),
    [rows, columns, current, onSort],
  );
  return (
    <div class="table-place">
      <table class="table" role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={current} onSort={onSort ?? setOwn} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {ordered.map((row) => (
            <Line key={rowKey(row)} row={row} columns={columns} href={rowHref?.(row) ?? null} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort) => void;
}): JSX.Element {
  const sorts = sort?.by === column.id;
  const order = sorts ? (sort.down ? 'descending' : 'ascending') : 'none';
  const text = (
    <>
      {column.head}
      {column.unit && <span class="unit">{column.unit}</span>}
    </>
  );
  return (
    <th
      role="columnheader"
      scope="col"
      class={column.align ?? 'start'}
      aria-sort={column.by === undefined ? undefined : order}
    >
      {column.by === undefined ? (
        text
      ) : (
        <button
          type="button"
          title={say('shell:table.sort', { head: column.head })}
          onClick={() => {
            // Numbers are asked for their greatest first, names for their beginning.
            onSort({ by: column.id, down: sorts ? !sort.down : column.align === 'end' });
          }}
        >
          {text}
          <span class="order" aria-hidden="true">
            {sorts ? (sort.down ? '↓' : '↑') : '↕'}
          </span>
        </button>
      )}
      {column.help}
    </th>
  );
}

function Line<Row>({
  row,
  columns,
  href,
}: {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly href: string | null;
}): JSX.Element {
  return (
    <tr role="row" class={href === null ? '' : 'opens'}>
      {columns.map((column, nth) => {
        const unit = column.unit ? `, ${column.unit}` : '';
        const shared = { class: column.align ?? 'start', 'data-head': column.head + unit };
        const cell = column.cell(row);
        if (nth > 0) {
          return (
            <td key={column.id} role="cell" {...shared}>
              {cell}
            </td>
          );
        }
        return (
          <th key={column.id} role="rowheader" scope="row" {...shared}>
            {href === null ? cell : <a href={href}>{cell}</a>}
          </th>
        );
      })}
    </tr>
  );
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): readonly Row[] {
  const by = columns.find(({ id }) => id === sort.by)?.by;
  if (by === undefined) return rows;
  return rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : byName(String(x), String(y));
    return sort.down ? -order : order;
  });
}
