import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfigured, scoreWith, toneWith } from '../../../configured.ts';
import type { Intake } from '../../../ingest/inbox/intake.ts';
import { enter, openLedger } from '../../../ingest/inbox/ledger.ts';
import type { SourceEvent } from '../../../ingest/source-event.ts';
import { openServiceLog } from '../../../log.ts';
import { takeSent, type SentParts } from '../../../one-machine/take-sent.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';

const configured = readConfigured(join(import.meta.dirname, '../../../samples'));

/** A store that keeps events only; `done` is what was inserted or committed, in order. */
function opened(): { readonly parts: SentParts; readonly done: string[] } {
  const done: string[] = [];
  const events: SourceEvent[] = [];
  const ledger = openLedger([]);
  const note =
    (what: string) =>
    (rows: readonly unknown[]): Promise<void> => {
      if (rows.length > 0) done.push(`${what} ${String(rows.length)}`);
      return Promise.resolve();
    };
  const none = (): Promise<readonly never[]> => Promise.resolve([]);
  const effects: SentParts['deps']['effects'] = {
    insertCustomers: note('customers'),
    insertSourceEvents: async (rows) => {
      events.push(...rows);
      await note('events')(rows);
    },
    insertOperatorEvents: note('states'),
    insertCalls: note('calls'),
    insertRecordings: note('recordings'),
    insertTranscripts: note('transcripts'),
    insertTones: note('tones'),
    insertEvaluations: note('evaluations'),
    insertDeadLetters: note('letters'),
    announce: () => Promise.reject(new Error('these calls are scored together')),
    announceRecordings: note('announced recordings'),
    retryRecording: () => Promise.resolve(),
    commit: async (lines: readonly Intake[]) => {
      for (const line of lines) enter(ledger, line);
      await note('receipts')(lines);
    },
  };
  const store = {
    readSourceEvents: () => Promise.resolve(events),
    ...{ readCalls: none, readTranscripts: none, readEvaluations: none, readTones: none },
  };
  const shop = [...configured.projects.values()][0];
  if (shop === undefined) throw new Error('no project');
  const known = { project: () => shop, lookup: configured.lookup, tone: toneWith(configured) };
  const deps = { effects, store, ...known, log: openServiceLog('silent') };
  const parts = { ledger, configured, secretOf: () => 'a secret', score: scoreWith(configured), deps };
  return { parts, done };
}

function cdr(callId: string): SentMessage {
  const startedAt = '2026-03-02T09:00:00+02:00';
  const value = { schemaVersion: 1, type: 'call', callId, direction: 'inbound', startedAt, operator: 'SIP/101' };
  return { atMs: 0, topic: 'cdr', key: null, value: JSON.stringify(value), headers: { project: 'shop' } };
}

describe('messages that are taken in without a broker', () => {
  it('go through the ingest line, and are vouched for when all of them are stored', async () => {
    const { parts, done } = opened();
    expect(await takeSent('two calls', () => [cdr('a'), cdr('b')], parts)).toBe(true);
    expect(done).toEqual(['events 2', 'calls 2', 'receipts 1']);
  });

  it('are not even written when they were taken in before', async () => {
    const { parts, done } = opened();
    await takeSent('one call', () => [cdr('a')], parts);
    const before = done.length;
    const never = (): readonly SentMessage[] => {
      throw new Error('not asked for');
    };
    expect(await takeSent('one call', never, parts)).toBe(false);
    expect(done).toHaveLength(before);
  });

  it('that cannot be read become dead letters', async () => {
    const { parts, done } = opened();
    await takeSent('a broken one', () => [{ ...cdr('a'), value: '{' }], parts);
    expect(done).toEqual(['letters 1', 'receipts 1']);
  });
});
