import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, onTestFailed, onTestFinished } from 'vitest';
import { rowsOf, runLine, type Rows } from './run-line.ts';

/** An inbox of the sample shop in a folder of each test's own, with its configuration and its data beside it. */
export type TestInbox = {
  /** A place in that folder. */
  readonly place: (...parts: readonly string[]) => string;
  readonly inbox: (name: string) => string;
  /** Touched long ago, so that no file has to settle; each later than the one before. */
  readonly settle: (name: string) => void;
  readonly put: (name: string, content: string | Uint8Array) => void;
  readonly append: (name: string, content: string) => void;
  /** Everything that the line makes of the inbox in one run, table by table. */
  readonly run: () => Promise<Rows>;
};

/** To be called once, at the top of a test file. The folder of a test that fails is kept for a look. */
export function testInbox(): TestInbox {
  let root = '';
  let moment = 0;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'etalon-inbox-'));
    moment = Date.UTC(2026, 2, 3) / 1000;
    let failed = false;
    onTestFailed(() => {
      failed = true;
      console.log(`kept for a look: ${root}`);
    });
    onTestFinished(() => {
      if (!failed) rmSync(root, { recursive: true });
    });
    for (const name of ['projects.yaml', 'operators.csv']) cpSync(join('samples', name), join(root, 'config', name));
    mkdirSync(join(root, 'inbox', 'shop'), { recursive: true });
  });
  const place: TestInbox['place'] = (...parts) => join(root, ...parts);
  const inbox: TestInbox['inbox'] = (name) => place('inbox', 'shop', name);
  const settle: TestInbox['settle'] = (name) => {
    moment += 60;
    utimesSync(inbox(name), moment, moment);
  };
  return {
    place,
    inbox,
    settle,
    put: (name, content) => {
      mkdirSync(dirname(inbox(name)), { recursive: true });
      writeFileSync(inbox(name), content);
      settle(name);
    },
    append: (name, content) => {
      appendFileSync(inbox(name), content);
      settle(name);
    },
    run: async () => {
      const dataDir = place('data');
      await runLine({ configDir: place('config'), inboxDir: place('inbox'), dataDir, die: null });
      return rowsOf(dataDir);
    },
  };
}

/** The same rows without what was taken in of which file. */
export const withoutIntake = (rows: Rows): Rows => ({ ...rows, intake: [] });

/** The CDR of a call that an operator answered. */
export function cdr(callId: string, more: object = {}): string {
  return JSON.stringify({
    schemaVersion: 1,
    type: 'call',
    callId,
    direction: 'inbound',
    startedAt: '2026-03-02T09:01:00+02:00',
    answeredAt: '2026-03-02T09:01:10+02:00',
    endedAt: '2026-03-02T09:01:12+02:00',
    operator: 'SIP/101',
    ...more,
  });
}

const EPOCH = 1_772_434_860;

/** A stay in a queue that nobody answered, as queue_log tells it; each a minute after the one before. */
export function stay(nth: number): string {
  const at = EPOCH + nth * 60;
  return (
    `${String(at)}|${stayId(nth)}|sales|NONE|ENTERQUEUE||+359880000101|1\n` +
    `${String(at + 30)}|${stayId(nth)}|sales|NONE|ABANDON|1|1|30\n`
  );
}

export function stayId(nth: number): string {
  return `${String(EPOCH + nth * 60)}.${String(nth)}`;
}
