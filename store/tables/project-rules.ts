import { SERVICE_LEVEL_VARIANTS, type Project, type ServiceLevelVariant } from '../../ingest/project.ts';
import { array, float, keyword, ms, oneOf, string } from '../columns.ts';
import { table, type Table } from '../table.ts';

/** What projects.yaml says of a project, as far as the numbers of the boards need it. Identity: project. */
export type ProjectRules = {
  readonly project: string;
  readonly name: string;
  readonly timeZone: string;
  readonly vendor: string;
  readonly site: string;
  readonly serviceLevelVariant: ServiceLevelVariant;
  /** 0–100. */
  readonly serviceLevelTargetPercent: number;
  readonly thresholdMs: number;
  readonly shortMs: number;
  /** Talk from which an answered call is a target call. */
  readonly targetMs: number;
  /** 0–100. */
  readonly qualityTarget: number;
  readonly acwReasons: readonly string[];
  readonly acwWithinMs: number;
  /** Queues and their wrap-up times, side by side. */
  readonly wrapUpQueues: readonly string[];
  readonly wrapUpMs: readonly number[];
};

export function rulesOf(project: Project): ProjectRules {
  const { id, name, timeZone, vendor, site, serviceLevel, qualityTarget, acwReasons, queues } = project;
  return {
    ...{ project: id, name, timeZone, vendor, site, qualityTarget, acwReasons },
    serviceLevelVariant: serviceLevel.variant,
    serviceLevelTargetPercent: serviceLevel.targetPercent,
    thresholdMs: serviceLevel.thresholdSeconds * 1000,
    shortMs: serviceLevel.shortAbandonSeconds * 1000,
    targetMs: project.targetCallSeconds * 1000,
    acwWithinMs: project.acwWithinSeconds * 1000,
    wrapUpQueues: Object.keys(queues),
    wrapUpMs: Object.values(queues).map(({ wrapUpSeconds }) => wrapUpSeconds * 1000),
  };
}

export const projectRules: Table<ProjectRules> = table<ProjectRules>('project_rules', {
  project: keyword,
  name: string,
  timeZone: keyword,
  vendor: keyword,
  site: keyword,
  serviceLevelVariant: oneOf(SERVICE_LEVEL_VARIANTS),
  serviceLevelTargetPercent: float,
  thresholdMs: ms,
  shortMs: ms,
  targetMs: ms,
  qualityTarget: float,
  acwReasons: array(string),
  acwWithinMs: ms,
  wrapUpQueues: array(string),
  wrapUpMs: array(ms),
});
