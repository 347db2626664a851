import type { ReviewRow } from '../../contract/reviews.ts';
import { moment } from '../formats.ts';
import { viewer } from '../session.ts';
import { say } from '../words.ts';

/** What a call of a queue is called in a list. */
export function kindOf({ direction, channel }: Pick<ReviewRow, 'direction' | 'channel'>): string {
  return say(channel === 'voice' ? `calls:short.${direction}` : `calls:channel.${channel}`);
}

/** The time zone of a project that the reader sees; '' for one they do not. */
export function zoneOf(project: string): string {
  return viewer()?.projects.find(({ id }) => id === project)?.timeZone ?? '';
}

/** When a call of a queue began, in its project's time zone. */
export function beganAt({ project, startedMs }: Pick<ReviewRow, 'project' | 'startedMs'>): string {
  return moment(startedMs, zoneOf(project));
}
