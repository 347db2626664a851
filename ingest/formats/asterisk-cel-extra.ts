import { z } from 'zod';

/** What is read of a channel event's `eventextra`; '' = it does not say. */
export type CelExtra = { readonly bridgeId: string; readonly dialStatus: string; readonly hangupSource: string };

const EXTRA = z.looseObject({
  bridge_id: z.string().default('').catch(''),
  dialstatus: z.string().default('').catch(''),
  hangupsource: z.string().default('').catch(''),
});

/** JSON since Asterisk 12; before it `cause,source,dialstatus` of a hang-up. Anything else says nothing. */
export function celExtra(text: string): CelExtra {
  const old = /^\d+,([^,{}]*),([A-Z]*)$/.exec(text);
  if (old !== null) return { bridgeId: '', dialStatus: old[2] ?? '', hangupSource: old[1] ?? '' };
  const read = EXTRA.safeParse(jsonOf(text));
  if (!read.success) return { bridgeId: '', dialStatus: '', hangupSource: '' };
  const { bridge_id: bridgeId, dialstatus: dialStatus, hangupsource: hangupSource } = read.data;
  return { bridgeId, dialStatus, hangupSource };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
