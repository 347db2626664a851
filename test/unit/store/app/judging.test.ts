import { describe, expect, it, onTestFinished } from 'vitest';
import { addAccount } from '../../../../store/app/accounts.ts';
import { openAppDb, type AppDb } from '../../../../store/app/app-db.ts';
import {
  addAssignment,
  blindParts,
  readAssignments,
  reopen,
  type NewAssignment,
} from '../../../../store/app/assignments.ts';
import { saveDraft } from '../../../../store/app/drafts.ts';
import { lastSubmission, setLoaded, submissionsToLoad, submit } from '../../../../store/app/submissions.ts';
import { evaluationOf } from '../../../harness/scored-calls.ts';

const NOW = Date.UTC(2026, 2, 2, 12);

function withAssignment(of: Partial<NewAssignment> = {}): {
  readonly db: AppDb;
  readonly accountId: string;
  readonly id: number;
} {
  const db = openAppDb(':memory:');
  onTestFinished(() => {
    db.close();
  });
  const account = { name: 'Anna', projects: ['shop'], teams: [], isListed: true } as const;
  const accountId = addAccount(db, NOW, { ...account, login: 'anna', role: 'operator', operatorId: 'anna' });
  const assignment: NewAssignment = {
    ...{ accountId, kind: 'review', mode: 'blind', chosen: 'drawn', project: 'shop', callId: 'c', operatorId: 'anna' },
    ...{ callStartedMs: NOW, drawnMs: NOW, ...of },
  };
  expect(addAssignment(db, assignment)).toBe(true);
  expect(addAssignment(db, assignment)).toBe(false);
  const [open] = readAssignments(db, accountId, assignment.kind, 10).open;
  return { db, accountId, id: open?.assignmentId ?? 0 };
}

describe('a call that somebody is to score', () => {
  it('is blind until it is submitted, and only in blind mode', () => {
    const { db, accountId, id } = withAssignment();
    expect(blindParts(db, { accountId, role: 'operator' })).toEqual([
      { project: 'shop', callId: 'c', operatorId: 'anna' },
    ]);
    submit(db, NOW, { assignmentId: id, evaluation: evaluationOf('c', 80), same: 7, compared: 9 });
    expect(blindParts(db, { accountId, role: 'operator' })).toEqual([]);
    expect(readAssignments(db, accountId, 'review', 10).done).toMatchObject([{ sameAnswers: 7, comparedAnswers: 9 }]);
    const verify = withAssignment({ kind: 'check', mode: 'verify' });
    expect(blindParts(verify.db, { accountId: verify.accountId, role: 'supervisor' })).toEqual([]);
  });

  it('is opened again to correct it, but never blind', () => {
    const { db, accountId, id } = withAssignment({ kind: 'check' });
    submit(db, NOW, { assignmentId: id, evaluation: evaluationOf('c', 80), same: 1, compared: 1 });
    reopen(db, id);
    expect(readAssignments(db, accountId, 'check', 10).open).toMatchObject([{ mode: 'verify' }]);
    expect(blindParts(db, { accountId, role: 'operator' })).toEqual([]);
  });

  it('is submitted once, and waits to be loaded until it is', () => {
    const { db, id } = withAssignment();
    const evaluation = evaluationOf('c', 80);
    expect(submit(db, NOW, { assignmentId: id, evaluation, same: 0, compared: 0 })).toBe(true);
    expect(submit(db, NOW, { assignmentId: id, evaluation, same: 0, compared: 0 })).toBe(false);
    const waiting = submissionsToLoad(db);
    expect(waiting.map((one) => one.evaluation)).toEqual([evaluation]);
    setLoaded(
      db,
      NOW,
      waiting.map(({ submissionId }) => submissionId),
    );
    expect(submissionsToLoad(db)).toEqual([]);
    expect(lastSubmission(db, id)?.evaluation).toEqual(evaluation);
  });
});

describe('a draft', () => {
  it('is saved on top of the one it was made from, and a newer one is never lost', () => {
    const { db, id } = withAssignment();
    const save = (basedOn: number, body: string) => saveDraft(db, NOW, { assignmentId: id, basedOn, body });
    expect(save(0, 'first')).toMatchObject({ saved: true, draft: { revision: 1 } });
    expect(save(1, 'second')).toMatchObject({ saved: true, draft: { revision: 2 } });
    expect(save(1, 'from another window')).toMatchObject({ saved: false, newer: { revision: 2, body: 'second' } });
    expect(save(0, 'from an old tab')).toMatchObject({ saved: false, newer: { body: 'second' } });
    expect(save(2, 'third')).toMatchObject({ saved: true, draft: { revision: 3 } });
  });
});
