import type { CallListRow } from '../../queries/call-list.ts';
import type { CallRow } from '../contract/calls.ts';
import { operatorName, type Known } from '../known.ts';
import { isBlind, type Viewer } from '../viewer.ts';

/** A call as the list shows it. The query left out what the viewer must not see. */
export function callRow(row: CallListRow, viewer: Viewer, known: Known): CallRow {
  const { project, callId, startedMs, durationMs, direction, channel, language, disposition } = row;
  const { queues, waitMs, hasRecording, marks, evaluations } = row;
  const isMine = (operatorId: string): boolean =>
    isBlind(viewer, { project, callId, startedAt: startedMs }, operatorId);
  return {
    ...{ project, callId, startedMs, durationMs, direction, channel, language, disposition },
    ...{ queues, waitMs, hasRecording, marks },
    operators: row.operators
      .filter((operatorId) => operatorId !== '')
      .map((operatorId) => ({ operatorId, name: operatorName(known, project, operatorId) })),
    blind:
      row.operators.some(isMine) || viewer.blind.some((part) => part.project === project && part.callId === callId),
    scores: evaluations.map(({ operatorId, scorecardId, source, score, autoFail, provisional, ...of }) => {
      const { judged, applicable, failedCriteria: failed } = of;
      return { operatorId, scorecardId, source, score, autoFail, provisional, judged, applicable, failed };
    }),
  };
}
