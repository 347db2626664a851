/** POST /api/uploads?project=&name=&operator=&direction= with the bytes as body answers Upload; GET /api/uploads/:id again. */
export type Upload = {
  readonly uploadId: string;
  readonly project: string;
  readonly name: string;
  readonly state: 'waiting' | 'hearing' | 'scored' | 'heard' | 'failed';
  /** Of hearing, 0–1; null when it cannot be told. */
  readonly share: number | null;
  /** Code of errors.ts when it failed. */
  readonly failure: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null;
  readonly callId: string;
  readonly score: number | null;
};
