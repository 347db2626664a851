import type { Reason } from '../../errors.ts';

/** `absent`: it is not there yet, and may come. `refused`: asking again gives the same, until somebody changes something. */
export type FetchedRecording =
  | {
      readonly kind: 'here';
      readonly path: string;
      readonly sizeBytes: number;
      /** As the source says; null = it does not. */
      readonly modifiedAtMs: number | null;
    }
  | { readonly kind: 'absent'; readonly reason: Reason }
  | { readonly kind: 'refused'; readonly reason: Reason };
