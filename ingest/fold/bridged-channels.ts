import type { AsteriskCelPayload } from '../contracts.ts';

/** Which channels are in which bridge; replaced, never changed, by each event. */
export type Bridged = ReadonlyMap<string, string>;

/** The bridges after an event. A channel is in one at a time; it leaves the one that it is told to leave, or all. */
export function afterEvent(bridged: Bridged, { event, channel, peer, bridgeId }: AsteriskCelPayload): Bridged {
  const peers = peer.split(',').filter((name) => name !== '');
  switch (event) {
    case 'BRIDGE_ENTER':
      return entered(bridged, [channel], bridgeId || (bridgeOf(bridged, peers) ?? `of ${peers[0] ?? channel}`));
    case 'BRIDGE_START':
      // Before Asterisk 12 a bridge is two channels, told by one of them.
      return entered(bridged, [channel, ...peers], `of ${channel}`);
    case 'BRIDGE_EXIT':
      return bridgeId !== '' && bridged.get(channel) !== bridgeId ? bridged : left(bridged, [channel]);
    case 'BRIDGE_END':
      return left(bridged, [channel, ...peers]);
    case 'HANGUP':
    case 'CHAN_END':
      return left(bridged, [channel]);
    default:
      return bridged;
  }
}

function bridgeOf(bridged: Bridged, channels: readonly string[]): string | undefined {
  return channels.map((channel) => bridged.get(channel)).find((bridge) => bridge !== undefined);
}

function entered(bridged: Bridged, channels: readonly string[], bridge: string): Bridged {
  const after = new Map(bridged);
  for (const channel of channels) after.set(channel, bridge);
  return after;
}

function left(bridged: Bridged, channels: readonly string[]): Bridged {
  return channels.some((channel) => bridged.has(channel))
    ? new Map([...bridged].filter(([channel]) => !channels.includes(channel)))
    : bridged;
}

/**
 * All channels that hear one of those given: in its bridge, and through the two halves of a Local channel in the bridge
 * of the other half, and so on.
 */
export function connectedWith(bridged: Bridged, channels: readonly string[]): ReadonlySet<string> {
  const reached = new Set(channels.filter((channel) => bridged.has(channel)));
  const inBridge = Map.groupBy(bridged.keys(), (channel) => bridged.get(channel));
  for (const channel of reached) {
    const half = otherHalf(channel);
    if (half !== null && bridged.has(half)) reached.add(half);
    const bridge = bridged.get(channel);
    for (const other of inBridge.get(bridge) ?? []) reached.add(other);
    // Who else is in the bridge is reached now, and need not be looked at for each of them.
    inBridge.delete(bridge);
  }
  return reached;
}

function otherHalf(channel: string): string | null {
  const half = channel.startsWith('Local/') ? /^(.*);([12])$/.exec(channel) : null;
  return half === null ? null : `${half[1] ?? ''};${half[2] === '1' ? '2' : '1'}`;
}
