import { describe, expect, it, onTestFinished } from 'vitest';
import { openAppDb, type AppDb } from '../../../../store/app/app-db.ts';
import { addAudit, auditCheck, readAudit } from '../../../../store/app/audit.ts';

function auditOf(entries: number): AppDb {
  const db = openAppDb(':memory:');
  onTestFinished(() => {
    db.close();
  });
  for (let nth = 1; nth <= entries; nth += 1)
    addAudit(db, nth, { accountId: 'a', action: 'call_opened', project: 'shop', callId: `call-${String(nth)}` });
  return db;
}

/** Somebody who has the file and no scruples. */
function tampered(db: AppDb, sql: string): void {
  db.run('DROP TRIGGER auditIsNotChanged');
  db.run('DROP TRIGGER auditIsNotDeleted');
  db.run(sql);
}

describe('the audit', () => {
  it('is read from its end, page by page', async () => {
    const db = auditOf(5);
    expect(readAudit(db, null, 2).map(({ callId }) => callId)).toEqual(['call-5', 'call-4']);
    expect(readAudit(db, 4, 2).map(({ callId }) => callId)).toEqual(['call-3', 'call-2']);
    expect(await auditCheck(db)()).toBe(true);
  });

  it.each(["UPDATE audit SET callId = 'other' WHERE seq = 2", 'DELETE FROM audit WHERE seq = 2'])(
    'refuses %s',
    (sql) => {
      expect(() => auditOf(3).run(sql)).toThrow(/audit is not/);
    },
  );

  it.each([
    "UPDATE audit SET callId = 'other' WHERE seq = 2",
    'UPDATE audit SET atMs = 99 WHERE seq = 3',
    'DELETE FROM audit WHERE seq = 2',
    'DELETE FROM audit WHERE seq = 1',
    "INSERT INTO audit VALUES (4, 4, 'a', 'call_opened', '', '', '{}', '', 'made up')",
  ])('tells that its chain is broken after %s behind its back', async (sql) => {
    const db = auditOf(3);
    tampered(db, sql);
    expect(await auditCheck(db)()).toBe(false);
  });

  it.each([
    ["UPDATE audit SET callId = 'other' WHERE seq = 6", false],
    ["UPDATE audit SET callId = 'other' WHERE seq = 5", false],
    ['DELETE FROM audit WHERE seq > 3', false],
    ['DELETE FROM audit WHERE seq > 5', true],
  ])('is checked on from where it was whole the last time: after %s it is %s', async (sql, expected) => {
    const db = auditOf(5);
    const isWhole = auditCheck(db);
    expect(await isWhole()).toBe(true);
    addAudit(db, 6, { accountId: 'a', action: 'signed_in' });
    tampered(db, sql);
    expect(await isWhole()).toBe(expected);
  });

  it('holds nobody up while it is checked, and is checked to its end', async () => {
    const db = auditOf(1_700);
    const seen: string[] = [];
    setImmediate(() => seen.push('somebody else'));
    await auditCheck(db)();
    expect(seen).toEqual(['somebody else']);
    tampered(db, 'UPDATE audit SET atMs = 0 WHERE seq = 1700');
    expect(await auditCheck(db)()).toBe(false);
  });
});
