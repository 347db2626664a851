import type { Moment } from './time.ts';

/**
 * Asterisk's uniqueid, and the ids of those who build on it, begin with the second the channel was made, in UTC: of two
 * readings of a doubled hour the one nearer to it is right, and no longer doubtful.
 */
export function momentById(moment: Moment, id: string): Moment {
  const seconds = /(?:^|[-_])(\d{10})\.\d+$/.exec(id)?.[1];
  if (moment.later === null || seconds === undefined) return moment;
  const distance = (at: number): number => Math.abs(at - Number(seconds) * 1000);
  const at = distance(moment.later) < distance(moment.at) ? moment.later : moment.at;
  return { at, doubtful: false, later: null };
}
