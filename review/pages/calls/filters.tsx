import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me, ProjectChoice } from '../../contract/me.ts';
import { byName } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Combo } from '../parts/combo.tsx';
import { Field } from '../parts/field.tsx';
import { PeriodField } from '../parts/period-field.tsx';
import { Select, type Option } from '../parts/select.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { say, titleOf } from '../words.ts';
import { CHANNELS, DIRECTIONS, knownOf, projectsOf, timeZoneOf, type Filters } from './filters-of.ts';

export type Change = (changes: Readonly<Record<string, string | undefined>>) => void;
type Props = { readonly me: Me; readonly filters: Filters; readonly onChange: Change };

/** What narrows the list. Choices hold at once; what is typed holds when it is sent. On a phone it is folded away. */
export function FilterForm(props: Props): JSX.Element {
  if (!useNarrow()) return <Filtering {...props} />;
  return (
    <details class="filters-folded">
      <summary>{say('calls:filters.label')}</summary>
      <Filtering {...props} />
    </details>
  );
}

function Filtering({ me, filters, onChange }: Props): JSX.Element {
  const projects = projectsOf(me, filters);
  const [open, setOpen] = useState(false);
  const typed = [filters.words, filters.minScore, filters.maxScore, filters.failed, filters.channel, filters.direction];
  const more = open || typed.some((value) => value !== undefined);
  return (
    <section class="filters" aria-label={say('calls:filters.label')}>
      <div class="row end">
        <PeriodField
          value={{ from: filters.from ?? '', to: filters.to ?? '' }}
          timeZone={timeZoneOf(projects)}
          known={knownOf(projects)}
          onChange={({ from, to }) => {
            onChange({ from, to });
          }}
        />
        {me.projects.length > 1 && (
          <Select
            label={say('calls:filters.project')}
            value={filters.project ?? ''}
            options={[
              { value: '', text: say('calls:filters.allProjects') },
              ...me.projects.map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChange={(project) => {
              // What is chosen of one project means nothing in another.
              onChange({ project, operator: '', queue: '', failed: '' });
            }}
          />
        )}
        <Operators projects={projects} filters={filters} onChange={onChange} />
        <Queues projects={projects} filters={filters} onChange={onChange} />
        {!more && (
          <Button
            kind="quiet"
            onClick={() => {
              setOpen(true);
            }}
          >
            {say('calls:filters.more')}
          </Button>
        )}
      </div>
      {more && (
        <div class="row end">
          <Kinds filters={filters} onChange={onChange} />
          <Criteria projects={projects} filters={filters} onChange={onChange} />
          <Typed filters={filters} onChange={onChange} />
        </div>
      )}
    </section>
  );
}

type Part = {
  readonly projects: readonly ProjectChoice[];
  readonly filters: Filters;
  readonly onChange: Change;
};

function Operators({ projects, filters, onChange }: Part): JSX.Element | null {
  const operators = projects.flatMap((project) => project.operators);
  if (operators.length < 2 && filters.operator === undefined) return null;
  const known = new Map(
    operators.map(({ operatorId, name, team }) => [operatorId, { name: name || operatorId, team }]),
  );
  return (
    <Combo
      label={say('calls:filters.operator')}
      none={say('calls:filters.allOperators')}
      value={filters.operator ?? ''}
      options={[...known].map(([value, { name, team }]) => ({ value, text: name, note: team }))}
      onChange={(operator) => {
        onChange({ operator });
      }}
    />
  );
}

function Queues({ projects, filters, onChange }: Part): JSX.Element | null {
  const queues = [...new Set(projects.flatMap((project) => project.queues))].sort(byName);
  if (queues.length === 0 && filters.queue === undefined) return null;
  return (
    <Select
      label={say('calls:filters.queue')}
      value={filters.queue ?? ''}
      options={[
        { value: '', text: say('calls:filters.allQueues') },
        ...queues.map((queue) => ({ value: queue, text: queue })),
      ]}
      onChange={(queue) => {
        onChange({ queue });
      }}
    />
  );
}

function Kinds({ filters, onChange }: Omit<Part, 'projects'>): JSX.Element {
  return (
    <>
      <Select
        label={say('calls:filters.direction')}
        value={filters.direction ?? ''}
        options={[
          { value: '', text: say('calls:filters.all') },
          ...DIRECTIONS.map((value) => ({ value, text: say(`calls:direction.${value}`) })),
        ]}
        onChange={(direction) => {
          onChange({ direction });
        }}
      />
      <Select
        label={say('calls:filters.channel')}
        value={filters.channel ?? ''}
        options={[
          { value: '', text: say('calls:filters.all') },
          ...CHANNELS.map((value) => ({ value, text: say(`calls:channel.${value}`) })),
        ]}
        onChange={(channel) => {
          onChange({ channel });
        }}
      />
    </>
  );
}

function Criteria({ projects, filters, onChange }: Part): JSX.Element {
  return (
    <Combo
      label={say('calls:filters.failed')}
      none={say('calls:filters.any')}
      value={filters.failed ?? ''}
      options={criteriaOf(projects)}
      onChange={(failed) => {
        onChange({ failed });
      }}
    />
  );
}

/** Each criterion once, with its scorecard. */
export function criteriaOf(projects: readonly ProjectChoice[]): readonly (Option & { readonly note: string })[] {
  const all = projects.flatMap(({ scorecards }) =>
    scorecards.flatMap(({ scorecardId, titles, criteria }) =>
      criteria.map((criterion) => ({
        value: criterion.criterionId,
        text: titleOf(criterion.titles, criterion.criterionId),
        note: titleOf(titles, scorecardId),
      })),
    ),
  );
  return all.filter((one, nth) => all.findIndex(({ value }) => value === one.value) === nth);
}

/** What is no number stands in the address alone: a field for numbers cannot show it. */
function numberOr(text: string): string {
  return Number.isNaN(Number(text)) ? '' : text;
}

/** Words said and limits of the score: typed, then sent with Enter or the button. */
function Typed({ filters, onChange }: Omit<Part, 'projects'>): JSX.Element {
  const { words = '', minScore = '', maxScore = '' } = filters;
  const [typed, setTyped] = useState({ words, minScore, maxScore });
  useEffect(() => {
    setTyped({ words, minScore, maxScore });
  }, [words, minScore, maxScore]);
  const set = (changed: Partial<typeof typed>): void => {
    setTyped({ ...typed, ...changed });
  };
  return (
    <form
      class="row end typed"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ ...typed, words: typed.words.trim() });
      }}
    >
      <Field
        label={say('calls:filters.minScore')}
        type="number"
        min="0"
        max="100"
        value={numberOr(typed.minScore)}
        onInput={(minScore) => {
          set({ minScore });
        }}
      />
      <Field
        label={say('calls:filters.maxScore')}
        type="number"
        min="0"
        max="100"
        value={numberOr(typed.maxScore)}
        onInput={(maxScore) => {
          set({ maxScore });
        }}
      />
      <Field
        label={say('calls:filters.words')}
        type="search"
        value={typed.words}
        onInput={(words) => {
          set({ words });
        }}
      />
      <Button type="submit">{say('calls:filters.apply')}</Button>
    </form>
  );
}
