import type { EpochMs, Leg } from '../call.ts';
import { channelAliases, isLocal, looksLikePhone } from '../formats/asterisk-channel.ts';
import type { FoldContext } from './call-facts.ts';
import { isProvisional } from './call-facts.ts';

/**
 * Who is at a channel: an operator, somebody outside (a customer, by a trunk), or nobody by himself: the half of a Local
 * channel, behind which stands whoever its other half reached. A Local channel names the extension that was asked, which
 * counts as an operator only where operators.csv has it: it may as well be a ring group.
 */
export type Party =
  | { readonly kind: 'operator'; readonly operatorId: string; readonly alias: string; readonly local: boolean }
  | { readonly kind: 'outside' }
  | { readonly kind: 'local' }
  | { readonly kind: 'none' };

/** Contexts by which calls come in on telephone systems as they are usually set up (FreePBX, Issabel, plain samples). */
const INBOUND_CONTEXT =
  /^(?:from-(?:trunk|pstn|did|external|sip-external|zaptel|dahdi|outside)|incoming|inbound|ext-did)/i;

/**
 * The party of a channel: by operators.csv (`PJSIP/101`, then `101`), else a telephone with an extension is an operator
 * whom nobody knows yet, and everything else is outside.
 */
export function partyOf(channel: string, at: EpochMs, { lookup, project }: FoldContext): Party {
  if (channel === '') return { kind: 'none' };
  const local = isLocal(channel);
  const aliases = channelAliases(channel);
  if (aliases.some((alias) => project.asterisk.trunks.includes(alias))) return { kind: 'outside' };
  const known = aliases.find((alias) => !isProvisional(lookup(alias, at).operatorId));
  const alias = known ?? (looksLikePhone(channel) && !local ? aliases[0] : undefined);
  if (alias === undefined) return { kind: local ? 'local' : 'outside' };
  return { kind: 'operator', operatorId: lookup(alias, at).operatorId, alias, local };
}

/** Whether a call that came in by a context came from outside, whatever its channel is called. */
export function isInboundContext(context: string, { project }: FoldContext): boolean {
  return project.asterisk.inboundContexts.includes(context) || INBOUND_CONTEXT.test(context);
}

/** One operator's talk with the customer, or ring, as Asterisk's rows or channel events show it. */
export type Shown = {
  readonly id: string;
  readonly operatorId: string;
  readonly alias: string;
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly holdMs: number | null;
};

/** Sources count in seconds and in parts of them. */
export const GRAIN_MS = 1000;

/**
 * Legs of what was shown, by the time of their talk. Whoever rang while another took the call was cancelled; whose talk
 * another one's follows handed the call over.
 */
export function legsOfShown(shown: readonly Shown[]): readonly Leg[] {
  const talks = shown.filter((one) => one.answeredAt !== null);
  return [...shown]
    .sort((a, b) => momentOf(a) - momentOf(b) || (`${a.alias} ${a.id}` < `${b.alias} ${b.id}` ? -1 : 1))
    .map((one) => ({
      legId: one.id,
      operatorId: one.operatorId,
      operatorAlias: one.alias,
      queue: null,
      startedAt: one.startedAt,
      answeredAt: one.answeredAt,
      endedAt: one.endedAt,
      ringMs: ringOf(one),
      talkMs: talkOf(one),
      holdMs: one.holdMs,
      acwMs: null,
      outcome: outcomeOf(one, talks),
    }));
}

function momentOf({ startedAt, answeredAt }: Shown): EpochMs {
  return answeredAt ?? startedAt;
}

function ringOf({ startedAt, answeredAt, endedAt }: Shown): number | null {
  const until = answeredAt ?? endedAt;
  return until === null ? null : Math.max(0, until - startedAt);
}

function talkOf({ answeredAt, endedAt, holdMs }: Shown): number | null {
  return answeredAt === null || endedAt === null ? null : Math.max(0, endedAt - answeredAt - (holdMs ?? 0));
}

function outcomeOf(one: Shown, talks: readonly Shown[]): Leg['outcome'] {
  const { answeredAt, endedAt, startedAt } = one;
  const others = talks.filter((other) => other.operatorId !== one.operatorId);
  if (answeredAt === null) {
    const taken = others.some((other) => within(other.answeredAt ?? 0, startedAt, endedAt ?? Infinity));
    return taken ? 'cancelled' : 'no_answer';
  }
  if (endedAt === null) return 'talking';
  const handedOver = others.some(
    (other) => (other.answeredAt ?? 0) >= endedAt - GRAIN_MS && (other.answeredAt ?? 0) > answeredAt,
  );
  return handedOver ? 'transferred' : 'completed';
}

function within(at: EpochMs, from: EpochMs, to: EpochMs): boolean {
  return at >= from - GRAIN_MS && at <= to + GRAIN_MS;
}

/**
 * Talks of which no two claim the customer at once. Of two that overlap: one that lies inside the other is an operator who
 * was asked while the customer waited, and no talk with the customer; one that ends with the other was handed the call
 * when it began; one that ends later was asked first, and has the customer from when the other is gone.
 */
export function withoutOverlaps(talks: readonly Shown[]): readonly Shown[] {
  const ordered = [...talks].sort((a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a) || (a.id < b.id ? -1 : 1));
  return ordered.reduce<readonly Shown[]>((before, talk) => {
    const last = before.at(-1);
    if (last === undefined || startOf(talk) >= endOf(last)) return [...before, talk];
    const others = before.slice(0, -1);
    const endedAt = endOf(talk) > endOf(last) ? talk.endedAt : last.endedAt;
    if (last.operatorId === talk.operatorId) return [...others, { ...last, endedAt }];
    const endsWithIt = endOf(talk) <= endOf(last) + GRAIN_MS;
    // The last one may itself begin later than it was told, where another had the customer until then.
    if (endOf(talk) < endOf(last) - GRAIN_MS || (endsWithIt && startOf(last) >= startOf(talk))) return before;
    if (endsWithIt) return [...others, { ...last, endedAt: talk.answeredAt }, talk];
    return [...before, { ...talk, answeredAt: last.endedAt }];
  }, []);
}

function startOf({ answeredAt }: Shown): EpochMs {
  return answeredAt ?? 0;
}

function endOf({ endedAt }: Shown): EpochMs {
  return endedAt ?? Infinity;
}

/** Whether two talks share more than the grain of their clocks. */
export function overlap(a: Pick<Shown, 'answeredAt' | 'endedAt'>, b: Pick<Shown, 'answeredAt' | 'endedAt'>): boolean {
  const from = Math.max(a.answeredAt ?? 0, b.answeredAt ?? 0);
  return Math.min(a.endedAt ?? Infinity, b.endedAt ?? Infinity) > from + GRAIN_MS;
}
