import { z } from 'zod';
import type { AppDb } from './app-db.ts';

const draftRow = z.object({ revision: z.number(), savedMs: z.number(), body: z.string() });
/** What a person has answered so far; `body` is JSON of the review app's. `revision` grows with each save. */
export type StoredDraft = z.infer<typeof draftRow>;

export function readDraft(db: AppDb, assignmentId: number): StoredDraft | null {
  return db.first('SELECT * FROM drafts WHERE assignmentId = :assignmentId', draftRow, { assignmentId });
}

/** Saves on top of revision `basedOn` (0: none yet); when another was saved since, that one comes back and nothing changes. */
export function saveDraft(
  db: AppDb,
  nowMs: number,
  { assignmentId, basedOn, body }: { readonly assignmentId: number; readonly basedOn: number; readonly body: string },
): { readonly saved: true; readonly draft: StoredDraft } | { readonly saved: false; readonly newer: StoredDraft } {
  return db.write(() => {
    const last = readDraft(db, assignmentId);
    if (last !== null && last.revision !== basedOn) return { saved: false, newer: last };
    const draft = { revision: (last?.revision ?? 0) + 1, savedMs: nowMs, body };
    db.run(
      `INSERT INTO drafts (assignmentId, revision, savedMs, body) VALUES (:assignmentId, :revision, :savedMs, :body)
       ON CONFLICT (assignmentId) DO UPDATE SET revision = :revision, savedMs = :savedMs, body = :body`,
      { assignmentId, ...draft },
    );
    return { saved: true, draft };
  });
}
