import { z } from 'zod';

/** The columns that name a call, at the head of a row. */
export const callKey = z.object({ project: z.string(), callId: z.string() });
