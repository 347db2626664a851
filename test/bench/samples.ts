import { join } from 'node:path';

/** The configuration folder of the invented shop that the stream figures run on. */
export const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
