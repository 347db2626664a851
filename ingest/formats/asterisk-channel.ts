import type { EpochMs } from '../call.ts';
import { customerKeyOf } from '../customer-key.ts';
import type { CustomerAddress } from '../source-events.ts';
import type { LinesOf } from './format.ts';

/** Asterisk's name of a channel: `PJSIP/101-0000002a`, `Local/101@ring-group-0000000b;2`. */
export type ChannelName = {
  readonly tech: string;
  /** Device, extension or trunk; of Local the extension. */
  readonly peer: string;
};

/** Technologies whose peers with few digits are telephones; elsewhere (DAHDI/1) such digits number the lines of a trunk. */
const OF_PHONES = new Set(['SIP', 'PJSIP', 'IAX2', 'SCCP', 'SKINNY', 'LOCAL', 'AGENT', 'WEBRTC']);
/** Extensions have fewer digits than telephone numbers, and a number of this many is never stored as it is. */
export const EXTENSION_DIGITS_MAX = 5;
const PHONE = new RegExp(`^\\d{1,${String(EXTENSION_DIGITS_MAX)}}$`);
const EXTENSION = new RegExp(`^[\\d*#]{1,${String(EXTENSION_DIGITS_MAX)}}$`);

export function channelName(channel: string): ChannelName {
  const slash = channel.indexOf('/');
  const tech = slash === -1 ? '' : channel.slice(0, slash);
  const rest = channel.slice(slash + 1).replace(/;[12]$/, '');
  const device = rest.replace(/-[0-9a-z]+$/i, '');
  return { tech, peer: device.split('@')[0] ?? '' };
}

export function isLocal(channel: string): boolean {
  return channel.startsWith('Local/');
}

/** Names an operator may have in operators.csv for a channel: `PJSIP/101`, then `101`. */
export function channelAliases(channel: string): readonly string[] {
  const { tech, peer } = channelName(channel);
  if (peer === '') return [];
  return tech === 'Local' || tech === '' ? [peer] : [`${tech}/${peer}`, peer];
}

/** Whether a channel looks like a telephone of ours, when nobody in operators.csv owns it. */
export function looksLikePhone(channel: string): boolean {
  const { tech, peer } = channelName(channel);
  return OF_PHONES.has(tech.toUpperCase()) && PHONE.test(peer);
}

type Known = Pick<LinesOf, 'project' | 'lookup' | 'secret'>;

/** Whether a channel is a telephone of ours; a trunk that the project names is none. */
export function isOurs(channel: string, at: EpochMs, { project, lookup }: Known): boolean {
  const aliases = channelAliases(channel);
  if (aliases.some((alias) => project.asterisk.trunks.includes(alias))) return false;
  return aliases.some((alias) => !lookup(alias, at).provisional) || looksLikePhone(channel);
}

/** A channel's name without the numbers of customers, which `Local` and trunks may have in theirs. */
export function maskedChannel(channel: string, at: EpochMs, { lookup }: Known): string {
  if (channelAliases(channel).some((alias) => !lookup(alias, at).provisional)) return channel;
  const { tech, peer } = channelName(channel);
  const hidden = peer.replace(/\+?\d{6,}/g, '#');
  return hidden === peer ? channel : `${tech}/${hidden}${channel.slice(tech.length + 1 + peer.length)}`;
}

/** The queue that an application of the dialplan was called for, by its data; '' for any other application. */
export function queueOfApp(app: string, data: string): string {
  return app.toLowerCase() === 'queue' ? (data.split(',')[0] ?? '') : '';
}

/** An extension of ours as it is, '' for any number or name from outside. */
export function keptExtension(text: string, at: EpochMs, { lookup }: Known): string {
  if (text === '' || text.length > 80) return '';
  if (EXTENSION.test(text) || /^[a-z]$/.test(text)) return text;
  return lookup(text, at).provisional ? '' : text;
}

/** The key of a number from outside; '' for extensions, names of the dialplan and for nobody. */
export function keyedNumber(
  text: string,
  at: EpochMs,
  known: Known,
): { readonly key: string; readonly customer: CustomerAddress | null } {
  const address = text.trim();
  if (!/(?:\d\D*){6}/.test(address) || keptExtension(address, at, known) !== '') return { key: '', customer: null };
  const key = customerKeyOf(address, known.project.country, known.secret);
  return { key, customer: key === '' ? null : { project: known.project.id, customerKey: key, address } };
}

/** The seconds a uniqueid begins with, a system's name before it or not; null when it is none. */
export function epochOfId(uniqueid: string): number | null {
  const seconds = /^(?:.*-)?(\d{9,11})\.\d+$/.exec(uniqueid)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
