import { parseProjects } from '../../../ingest/projects.ts';
import type { Project } from '../../../ingest/project.ts';
import { simulatedProjects } from '../../../simulate/centre.ts';
import type { SimulateOptions } from '../../../simulate/options.ts';

/** Three invented projects in three zones, each with another kind of telephone system. */
export const PROJECTS: readonly Project[] = projects(`projects:
  - id: lamps
    name: Lamps
    timeZone: Europe/Sofia
    languages: [bg, ru, en]
    country: BG
    acwReasons: [wrap-up]
    vocabulary: { company: [Amber House] }
    scorecards: [{ scorecard: shop-inbound, directions: [inbound] }]
  - id: books
    name: Books
    timeZone: Europe/Warsaw
    languages: [pl, uk]
    country: PL
    acwReasons: [wrap-up, notes]
    serviceLevel: { thresholdSeconds: 30, shortAbandonSeconds: 3 }
    recordings: { expected: false }
  - id: tea
    name: Tea
    timeZone: Europe/London
    languages: [en]
    country: GB
    vocabulary: { company: [Amber House] }
    acwReasons: [wrap-up]
    scorecards: [{ scorecard: shop-inbound, queues: [sales, chat] }, { scorecard: shop-inbound, directions: [outbound] }]
`);

/** A week over the night in which clocks are put forward, with everything that goes wrong on the way. */
export const WEEK: SimulateOptions = {
  seed: 'a week of tests',
  startDay: '2026-03-25',
  days: 7,
  projects: simulatedProjects(PROJECTS, [], 120),
  peak: { day: '2026-03-27', factor: 3 },
  // Calls in other languages come as transcripts.
  samples: [
    { uri: 'file:///recordings/where-is-it.wav', durationMs: 20_000, language: 'en' },
    { uri: 's3://recordings/where-is-it.opus', durationMs: 47_312, language: 'en' },
  ],
  judged: 0.4,
  faults: { corrected: 0.1, duplicated: 0.1, late: 0.05, reordered: 0.3, bad: 0.02, maxMessageBytes: 50_000 },
};

/** One project on one day: enough to plant a fault in. */
export const DAY: SimulateOptions = {
  ...WEEK,
  seed: 'a day of tests',
  days: 1,
  projects: WEEK.projects.filter(({ project }) => project.id === 'lamps').map((one) => ({ ...one, callsPerDay: 60 })),
};

function projects(yaml: string): readonly Project[] {
  const parsed = parseProjects(yaml, 'projects.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}
