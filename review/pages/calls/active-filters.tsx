import type { JSX } from 'preact';
import type { Me } from '../../contract/me.ts';
import { dayName } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { say } from '../words.ts';
import { NO_FILTERS, projectsOf, type FilterName, type Filters } from './filters-of.ts';
import { criteriaOf, type Change } from './filters.tsx';

/** The filters that hold, each of which can be taken away. */
export function ActiveFilters({
  me,
  filters,
  onChange,
}: {
  readonly me: Me;
  readonly filters: Filters;
  readonly onChange: Change;
}): JSX.Element | null {
  const names = Object.keys(filters).filter((name): name is FilterName => name in filters);
  if (names.length === 0) return null;
  return (
    <div class="row active-filters" role="group" aria-label={say('calls:active.label')}>
      {names.map((name) => (
        <Chip
          key={name}
          tone="accent"
          onRemove={() => {
            onChange({ [name]: undefined });
          }}
        >
          {say(`calls:active.${name}`, { value: valueOf(name, filters[name] ?? '', me, filters) })}
        </Chip>
      ))}
      {names.length > 1 && (
        <Button
          kind="quiet"
          small
          onClick={() => {
            onChange(NO_FILTERS);
          }}
        >
          {say('calls:active.clear')}
        </Button>
      )}
    </div>
  );
}

/** A filter's value as people call it. */
function valueOf(name: FilterName, value: string, me: Me, filters: Filters): string {
  const projects = projectsOf(me, filters);
  switch (name) {
    case 'project':
      return me.projects.find(({ id }) => id === value)?.name ?? value;
    case 'from':
    case 'to':
      return dayName(value);
    case 'operator':
      return projects.flatMap(({ operators }) => operators).find((one) => one.operatorId === value)?.name ?? value;
    case 'direction':
      return say(`calls:direction.${value}`);
    case 'channel':
      return say(`calls:channel.${value}`);
    case 'failed':
      return criteriaOf(projects).find((one) => one.value === value)?.text ?? value;
    default:
      return value;
  }
}
