import { describe, expect, it } from 'vitest';
import { storedScorecards } from '../../../review/scorecards/stored-scorecard.ts';
import { scorecardHash } from '../../../score/scorecard.ts';
import { evaluationOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';
import { shopText } from '../../unit/score/conversations.ts';

describe('what the store has for the pages', () => {
  it('a scorecard by the hash of its text, also when a newer one is in use', async () => {
    const store = await openTestStore();
    const old = shopText();
    const now = old.replace(/^version: \d+$/m, 'version: 77');
    const rows = [old, now].map((yaml, nth) => {
      return { scorecardId: 'shop-inbound', version: nth + 1, hash: scorecardHash(yaml), yaml };
    });
    await store.insertScorecards([...rows, { scorecardId: 'other', version: 1, hash: 'broken', yaml: 'id: [' }]);
    const scorecardOfHash = storedScorecards(store);
    const found = await scorecardOfHash('shop-inbound', scorecardHash(old));
    expect([found?.yaml, found?.hash, found?.scorecard.id]).toEqual([old, scorecardHash(old), 'shop-inbound']);
    expect((await scorecardOfHash('shop-inbound', scorecardHash(now)))?.scorecard.version).toBe(77);
    expect(await scorecardOfHash('other', scorecardHash(old))).toBeNull();
    expect(await scorecardOfHash('other', 'broken')).toBeNull();
  });

  it('the evaluations of a call by everybody, in their newest revision, of the current run', async () => {
    const store = await openTestStore();
    const machine = evaluationOf('c1', 80);
    const supervisor = evaluationOf('c1', 60, { evaluator: 'supervisor', rater: 's1', revision: '2' });
    await store.insertEvaluations([
      machine,
      supervisor,
      evaluationOf('c1', 10, { evaluator: 'supervisor', rater: 's1', revision: '1' }),
      evaluationOf('c1', 20, { run: 'what-if' }),
      evaluationOf('c2', 30),
    ]);
    expect(await store.readJudgements([{ project: 'shop', callId: 'c1' }])).toEqual([machine, supervisor]);
  });
});
