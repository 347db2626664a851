import { readFileSync } from 'node:fs';
import { foldCall } from '../../ingest/fold/fold.ts';
import type { OperatorLookup } from '../../ingest/operator.ts';
import type { Project } from '../../ingest/project.ts';
import { queueLogEvents } from '../../ingest/formats/queue-log.ts';
import { acwRuleOf } from '../../queries/operator-numbers.ts';
import type { OpenedStore } from '../../store/open-store.ts';

/** The project of the golden queue_log: T = 20 s, short abandon 5 s. */
export const GOLDEN_PROJECT: Project = {
  id: 'golden',
  name: 'Golden',
  timeZone: 'Europe/Sofia',
  languages: ['bg'],
  country: 'BG',
  serviceLevel: { variant: 'offered', targetPercent: 80, thresholdSeconds: 20, shortAbandonSeconds: 5 },
  targetCallSeconds: 60,
  qualityTarget: 80,
  acwReasons: ['acw'],
  acwWithinSeconds: 5,
  queues: {},
  workingHours: [],
  vendor: '',
  site: '',
  vocabulary: {},
  recordings: {
    namePatterns: [],
    operatorChannel: { inbound: 0, outbound: 0, internal: 0 },
    expected: false,
    withoutHeader: null,
  },
  scorecards: [],
  imports: [],
  asterisk: { trunks: [], inboundContexts: [] },
};

export const GOLDEN_ACW = acwRuleOf(GOLDEN_PROJECT);

const lookup: OperatorLookup = (alias) => ({ operatorId: alias, provisional: false });

/** 2026-03-02, wall clock of Europe/Sofia (UTC+2). */
export const goldenMs = (hour: number, minute: number = 0): number => Date.UTC(2026, 2, 2, hour - 2, minute);

/** Reads test/fixtures/queue_log.golden.txt, folds its calls and stores them. */
export async function storeGolden(store: OpenedStore): Promise<void> {
  const text = readFileSync(new URL('../fixtures/queue_log.golden.txt', import.meta.url), 'utf8');
  const context = { project: GOLDEN_PROJECT, lookup, secret: 'golden', file: 'queue_log', firstLine: 1 };
  const { events, operatorEvents } = queueLogEvents(text.trim().split('\n'), context);
  const byCall = Map.groupBy(events, ({ callId }) => callId);
  const calls = [...byCall.values()].map((own) => foldCall(own, { project: GOLDEN_PROJECT, lookup }));
  await store.insertOperatorEvents(operatorEvents);
  await store.insertCalls(calls);
}
