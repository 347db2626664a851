import type { JSX } from 'preact';
import type { Me } from '../../contract/me.ts';
import type { Period } from '../../contract/overview.ts';
import { byName } from '../formats.ts';
import { PeriodField } from '../parts/period-field.tsx';
import { Select } from '../parts/select.tsx';
import { useAddress } from '../route.ts';
import { say } from '../words.ts';
import type { Wanted } from './where.ts';

/** Project, queue and days; they live in the address. `shown`: the days that the server chose where none are asked for. */
export function Filters({
  me,
  wanted,
  shown,
}: {
  readonly me: Me;
  readonly wanted: Wanted;
  readonly shown: Period | null;
}): JSX.Element {
  const { change } = useAddress();
  const { project, queue } = wanted;
  const queues = project.queues.includes(queue) || queue === '' ? project.queues : [...project.queues, queue];
  return (
    <section class="row end overview-filters" aria-label={say('overview:filters.label')}>
      {me.projects.length > 1 && (
        <Select
          label={say('overview:filters.project')}
          value={project.id}
          options={me.projects.map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(id) => {
            // Another project has queues and days of its own.
            change({ project: id, queue: '', from: '', to: '' });
          }}
        />
      )}
      {queues.length > 1 && (
        <Select
          label={say('overview:filters.queue')}
          value={queue}
          options={[
            { value: '', text: say('overview:filters.allQueues') },
            ...queues.toSorted(byName).map((name) => ({ value: name, text: name })),
          ]}
          onChange={(name) => {
            change({ queue: name });
          }}
        />
      )}
      <PeriodField
        value={{ from: wanted.from || (shown?.fromDay ?? ''), to: wanted.to || (shown?.toDay ?? '') }}
        timeZone={project.timeZone}
        known={project.known}
        onChange={({ from, to }) => {
          change({ from, to });
        }}
      />
    </section>
  );
}
