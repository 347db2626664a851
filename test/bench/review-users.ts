import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { REVIEW_PROJECTS } from './review-data.ts';

/** Who works with the app at the same time: of ten people six take calls, three supervise a team and one administers. */
export const USERS = { operators: 30, supervisors: 15, administrators: 5 } as const;
export const TEAMS = 10;
const OPERATORS = 100;

/** Somebody who is signed in: `role` and `login`, and the cookie of the session. */
export const signedIn = z.object({ login: z.string(), cookie: z.string() });
export type SignedIn = z.infer<typeof signedIn>;

/** The ids that review-data.ts gives the operators of a project. */
export function operatorIdOf(project: string, nth: number): string {
  return `${project}-${String(nth).padStart(3, '0')}`;
}

/** Writes a configuration with the projects of review-data.ts, their operators in teams of ten, and supervisors of these. */
export function writeReviewConfig(folder: string): void {
  const projects = REVIEW_PROJECTS.map(
    (id) => `  - id: ${id}
    name: ${id}
    timeZone: UTC
    languages: [en]
    country: BG
`,
  );
  writeFileSync(join(folder, 'projects.yaml'), `projects:\n${projects.join('')}`);
  const operators = REVIEW_PROJECTS.flatMap((project) =>
    Array.from({ length: OPERATORS }, (_, nth) => personRow(operatorIdOf(project, nth), project, nth, 'operator')),
  );
  const supervisors = supervisorsOf().map(({ login, project, nth }) => personRow(login, project, nth, 'supervisor'));
  const head = 'operatorId,project,name,team,site,role,hired,left,aliases';
  writeFileSync(join(folder, 'operators.csv'), [head, ...operators, ...supervisors, ''].join('\n'));
}

function personRow(id: string, project: string, nth: number, role: string): string {
  return `${id},${project},Person ${id},team${String(nth % TEAMS)},,${role},2025-01-01,,SIP/${id}`;
}

/** One a team, of as many projects as it takes. */
export function supervisorsOf(): readonly { readonly login: string; readonly project: string; readonly nth: number }[] {
  return Array.from({ length: USERS.supervisors }, (_, nth) => {
    const project = REVIEW_PROJECTS[Math.floor(nth / TEAMS)] ?? '';
    return { login: `supervisor-${project}-${String(nth % TEAMS)}`, project, nth };
  });
}

/** Operators of the first two projects in turn. */
export function operatorLogins(): readonly string[] {
  return Array.from({ length: USERS.operators }, (_, nth) => operatorIdOf(REVIEW_PROJECTS[nth % 2] ?? '', nth));
}
