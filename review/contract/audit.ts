/** GET /api/audit?before= : newest first. */
export type AuditPage = {
  readonly rows: readonly AuditRow[];
  readonly next: string | null;
  readonly chain: 'whole' | 'broken';
};
export type AuditRow = {
  readonly seq: number;
  readonly atMs: number;
  readonly who: string;
  readonly action: string;
  readonly project: string;
  readonly callId: string;
  readonly details: Readonly<Record<string, string | number>>;
};
