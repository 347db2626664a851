/** "Not right, here." POST /api/remarks {project, callId, operatorId, criterionId, atMs, text}. */
export type Remark = {
  readonly remarkId: string;
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly criterionId: string;
  /** On the call's timeline; null for the whole call. */
  readonly atMs: number | null;
  readonly text: string;
  readonly writtenMs: number;
  readonly answer: {
    readonly text: string;
    readonly by: string;
    readonly atMs: number;
    readonly decision: 'kept' | 'changed';
    /** `changed`, and a supervisor has scored this part of the call after the answer. */
    readonly scoredSince: boolean;
  } | null;
};
/** GET /api/remarks?state=open|answered ; POST /api/remarks/:remarkId/answer {text, decision}. */
export type Remarks = { readonly rows: readonly Remark[] };
