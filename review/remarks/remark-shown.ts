import { readAccount } from '../../store/app/accounts.ts';
import type { StoredRemark } from '../../store/app/remarks.ts';
import { wasCheckedSince } from '../../store/app/submissions.ts';
import type { Remark } from '../contract/remarks.ts';
import type { ReviewDeps } from '../deps.ts';
import { operatorName } from '../known.ts';

/** A remark as the pages take it. */
export function remarkShown({ db, known }: Pick<ReviewDeps, 'db' | 'known'>, stored: StoredRemark): Remark {
  const { remarkId, project, callId, operatorId, criterionId, atMs, text, writtenMs } = stored;
  const { answerText, answerDecision, answeredBy, answeredMs } = stored;
  const isAnswered = answerText !== null && answerDecision !== null && answeredMs !== null;
  return {
    ...{ remarkId, project, callId, operatorId, criterionId, atMs, text, writtenMs },
    operatorName: operatorName(known, project, operatorId),
    answer: isAnswered
      ? {
          text: answerText,
          by: readAccount(db, answeredBy ?? '')?.name ?? '',
          atMs: answeredMs,
          decision: answerDecision,
          scoredSince: answerDecision === 'changed' && wasCheckedSince(db, stored, answeredMs),
        }
      : null,
  };
}
