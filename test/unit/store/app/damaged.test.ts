import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAppDb } from '../../../../store/app/app-db.ts';
import { addFailedTry } from '../../../../store/app/tries.ts';

function folderWith(damage: (file: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-app-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const db = openAppDb(folder);
  for (let nth = 0; nth < 30; nth += 1) addFailedTry(db, nth, { login: String(nth), place: 'here' });
  db.close();
  damage(join(folder, 'app.db'));
  return folder;
}

function written(at: number, bytes: Buffer): (file: string) => void {
  return (file) => {
    const opened = openSync(file, 'r+');
    writeSync(opened, bytes, 0, bytes.length, at);
    closeSync(opened);
  };
}

it.each([
  ['whose list of tables is gone', written(100, Buffer.alloc(3_900, 0xff))],
  [
    'that ends in the middle',
    (file: string) => {
      truncateSync(file, 6_000);
    },
  ],
  // Written by a SQLite of tomorrow: it opens, and nothing can be written.
  ['that can only be read', written(18, Buffer.from([3]))],
  ['of a page in another size', written(16, Buffer.from([0x20, 0x00]))],
])('a database %s is refused by name, and told how to be put back', (_, damage) => {
  expect(() => openAppDb(folderWith(damage))).toThrow(expect.objectContaining({ code: 'APP_DB_UNUSABLE' }));
});
