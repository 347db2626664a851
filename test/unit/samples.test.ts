import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../ingest/message.ts';
import type { CallMessage } from '../../ingest/contracts.ts';
import { operatorLookup, parseOperators } from '../../ingest/operators.ts';
import { parseProjects } from '../../ingest/projects.ts';
import type { Parsed } from '../../ingest/yaml.ts';
import { parseScorecard } from '../../score/scorecard.ts';
import { readScript, SAMPLE_SCRIPTS, sampleScripts } from '../harness/sample-claims.ts';

const samples = join(SAMPLE_SCRIPTS, '..');
const inbox = join(samples, 'inbox', 'shop');
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

function the<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('projects.yaml of the samples names no project');
  return value;
}

const projects = valueOf(parseProjects(read(samples, 'projects.yaml'), 'projects.yaml'));
const operators = valueOf(parseOperators(read(samples, 'operators.csv'), 'operators.csv', projects));
const scorecard = valueOf(parseScorecard(read(samples, '..', 'scorecards', 'shop-inbound.yaml'), 'shop-inbound.yaml'));
const shop = the(projects[0]);

const scripts = sampleScripts();
const calls = scripts.filter((script) => script.turns.length > 0);
/** Chats and finished transcripts: what was said stands in the inbox. */
const texts = scripts.filter((script) => script.turns.length === 0);
const RECORDINGS_MAX_BYTES = 10_000_000;

function messageOf(name: string) {
  const now = Date.UTC(2026, 2, 3);
  const parsed = parseMessage(JSON.parse(read(inbox, `${name}.json`)), { project: shop, file: name, now });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.reason));
  return parsed.message;
}

describe('the samples', () => {
  test('are fourteen recorded calls, two of them Russian, and conversations in text in every language', () => {
    expect(calls).toHaveLength(14);
    expect(calls.filter(({ language }) => language === 'ru')).toHaveLength(2);
    for (const language of ['uk', 'bg', 'pl'])
      expect(texts.filter((text) => text.language === language).length, language).toBeGreaterThanOrEqual(2);
  });

  test('take at most 10 MB, and under 1 MB a minute', () => {
    const sizes = calls.map(({ name, recording }) => {
      const bytes = statSync(join(inbox, recording ?? '')).size;
      const call = messageOf(name);
      return { name, bytes, minutes: 'talkMs' in call && typeof call.talkMs === 'number' ? call.talkMs / 60_000 : 0 };
    });
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(RECORDINGS_MAX_BYTES);
    const wide = sizes.filter(({ name }) => name !== 'missing-greeting');
    for (const { name, bytes, minutes } of wide) expect(bytes / minutes, name).toBeLessThan(1_000_000);
  });

  test.each(scripts)('$name states an answer to every criterion of the scorecard and to no other', ({ claims }) => {
    expect([claims.scorecard, claims.scorecardVersion]).toEqual([scorecard.id, scorecard.version]);
    expect(Object.keys(claims.answers).sort()).toEqual(scorecard.criteria.map(({ id }) => id).sort());
  });

  test.each(scripts)('$name claims the weights that its answers earn', ({ claims }) => {
    const sum = (...verdicts: readonly string[]): number =>
      scorecard.criteria
        .filter(({ id }) => verdicts.includes(claims.answers[id]?.answer ?? ''))
        .reduce((points, { worth }) => points + worth.points, 0);
    const unclear = sum('unclear');
    const judged = { earned: sum('yes'), applicable: sum('yes', 'no') };
    expect(claims.weights).toEqual(unclear === 0 ? judged : { ...judged, unclear });
  });

  test.each(scripts)('$name claims a score of zero exactly when a critical criterion fails', ({ claims }) => {
    const failed = scorecard.criteria.some(({ id, critical }) => critical && claims.answers[id]?.answer === 'no');
    expect(claims.autoFail).toBe(failed);
  });

  test.each(scripts)('$name has a message that Etalon takes, of the operator it claims', ({ name, claims }) => {
    const message = messageOf(name);
    expect(message.callId).toBe(claims.callId);
    const alias = 'operator' in message && typeof message.operator === 'string' ? message.operator : '';
    const known = operatorLookup(operators, shop)(alias, Date.UTC(2026, 2, 2, 7));
    expect(known).toEqual({ operatorId: claims.operatorId, provisional: false });
  });

  test.each(calls)('$name has its recording and the same times in CDR and queue_log', ({ name, recording }) => {
    const call = messageOf(name);
    if (call.type !== 'call') throw new Error(`${name}.json is no CDR`);
    expect(call.recordings).toEqual([{ recordingId: name, file: recording, offsetMs: call.waitMs }]);
    expect(existsSync(join(inbox, recording ?? ''))).toBe(true);
    expect(logOf(name)).toEqual(expectedLog(call));
  });

  test('are refused with the line when a claim does not add up', () => {
    const wrong = read(SAMPLE_SCRIPTS, 'good-call.yaml').replace('earned: 85', 'earned: 80');
    expect(() => readScript(wrong, 'good-call.yaml')).toThrow(/good-call\.yaml:\d+: claims: rawScore/);
  });
});

/** Moments in epoch seconds, wait and talk in seconds, as the log's lines of a call tell them. */
function logOf(callId: string) {
  const lines = readdirSync(inbox)
    .filter((name) => name.startsWith('queue_log'))
    .flatMap((name) => read(inbox, name).split('\n'))
    .map((line) => line.split('|'))
    .filter((fields) => fields[1] === callId);
  const entered = lines.find((fields) => fields[4] === 'ENTERQUEUE');
  const connected = lines.find((fields) => fields[4] === 'CONNECT');
  const ended = lines.find((fields) => fields[4]?.startsWith('COMPLETE'));
  return {
    moments: [entered, connected, ended].map((fields) => Number(fields?.[0])),
    member: connected?.[3],
    waits: [connected?.[5], ended?.[5]].map(Number),
    talk: Number(ended?.[6]),
    ending: ended?.[4],
    caller: entered?.[6],
  };
}

function expectedLog(call: CallMessage): ReturnType<typeof logOf> {
  const wait = (call.waitMs ?? 0) / 1000;
  return {
    moments: [call.startedAt, call.answeredAt, call.endedAt].map((moment) => Date.parse(String(moment)) / 1000),
    member: call.operator ?? undefined,
    waits: [wait, wait],
    talk: (call.talkMs ?? 0) / 1000,
    ending: call.hangupBy === 'customer' ? 'COMPLETECALLER' : 'COMPLETEAGENT',
    caller: call.customer ?? undefined,
  };
}
