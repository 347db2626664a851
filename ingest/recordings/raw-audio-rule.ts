import { z } from 'zod';

/** What recordings without a header can be; `slin` is 16-bit little-endian PCM, as Asterisk calls it. */
export const RAW_CODECS = ['mulaw', 'alaw', 'gsm', 'g722', 'slin'] as const;
export type RawCodec = (typeof RAW_CODECS)[number];

/** How a project's recordings are to be heard whose first bytes tell no format. Hz; channels take turns by sample. */
export type RawAudioRule = { readonly codec: RawCodec; readonly sampleRate: number; readonly channels: 1 | 2 };

/** What the codec itself leaves open: GSM 06.10 and G.722 have one rate, and frames of one voice. */
const FIXED_RATES: Partial<Record<RawCodec, number>> = { gsm: 8_000, g722: 16_000 };

const rule = z.strictObject({
  codec: z.enum(RAW_CODECS, { error: `expected ${RAW_CODECS.slice(0, -1).join(', ')} or ${RAW_CODECS.at(-1) ?? ''}` }),
  sampleRate: z
    .number({ error: 'expected samples a second, 4000–192000' })
    .int({ error: 'expected samples a second, 4000–192000' })
    .min(4_000, { error: 'expected samples a second, 4000–192000' })
    .max(192_000, { error: 'expected samples a second, 4000–192000' })
    .optional(),
  channels: z.union([z.literal(1), z.literal(2)], { error: 'expected 1 or 2' }).default(1),
});

/** `recordings.withoutHeader` of projects.yaml; null when left out: then recordings without a header are refused. */
export const rawAudioRule = rule
  .superRefine(({ codec, sampleRate, channels }, context) => {
    const rate = FIXED_RATES[codec];
    if (rate === undefined) return;
    if (sampleRate !== undefined && sampleRate !== rate)
      context.addIssue({ code: 'custom', path: ['sampleRate'], message: `${codec} has ${rate}: leave it out` });
    if (channels !== 1)
      context.addIssue({ code: 'custom', path: ['channels'], message: `${codec} holds one channel: leave it out` });
  })
  .transform(({ codec, sampleRate, channels }): RawAudioRule => {
    return { codec, sampleRate: sampleRate ?? FIXED_RATES[codec] ?? 8_000, channels };
  })
  .nullable()
  .default(null);
