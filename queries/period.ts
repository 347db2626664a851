/** From inclusive, to exclusive, epoch ms; queue '' means all queues of the project. */
export type QueuePeriod = {
  readonly project: string;
  readonly queue: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/** From inclusive, to exclusive, epoch ms. */
export type ProjectPeriod = { readonly project: string; readonly fromMs: number; readonly toMs: number };
