import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../../ingest/call.ts';
import type { Transcript } from '../../../ingest/transcript.ts';
import { toneJudgeOf } from '../../../score/tone/call-tone.ts';
import { sampleScripts, type SampleScript } from '../../harness/sample-claims.ts';
import { LEXICONS } from '../../harness/tone.ts';
import { call, judged, transcript, verdicts, type Line } from './conversations.ts';

const INBOX = new URL('../../../samples/inbox/shop/', import.meta.url);

/** Spoken at 160 words a minute, with the script's own pauses and overlaps. */
const MS_PER_WORD = 375;

function linesOf({ turns }: SampleScript): readonly Line[] {
  let atMs = 0;
  return turns.map(({ speaker, pauseMs, text }): Line => {
    const startMs = atMs + pauseMs;
    atMs = startMs + text.trim().split(/\s+/).length * MS_PER_WORD;
    return [speaker === 'operator' ? 'O' : 'C', startMs / 1000, atMs / 1000, text.trim()];
  });
}

/** In one channel nobody knows who speaks. */
function spokenTranscript(script: SampleScript): Transcript {
  const lines = linesOf(script);
  return script.encoding === 'wav-mulaw-mono'
    ? transcript(
        lines.map(([, from, to, text]) => ['?', from, to, text]),
        script.language,
        { speakersSeparated: false },
      )
    : transcript(lines, script.language);
}

const said = { language: z.string().optional(), speaker: z.enum(['operator', 'customer']), text: z.string() };
const sent = z.object({
  messages: z.array(z.object({ ...said, at: z.iso.datetime({ offset: true }) })).optional(),
  utterances: z.array(z.object({ ...said, startMs: z.number(), endMs: z.number() })).optional(),
});

/** The conversation as it lies in the inbox: a chat, or a transcript beside its call. */
function sentTranscript({ name, language }: SampleScript): Transcript {
  const beside = new URL(`${name}.transcript.json`, INBOX);
  const file = existsSync(beside) ? beside : new URL(`${name}.json`, INBOX);
  const { messages = [], utterances = [] } = sent.parse(JSON.parse(readFileSync(file, 'utf8')));
  const firstAt = Date.parse(messages[0]?.at ?? '');
  const written = messages.map((one) => ({
    ...one,
    startMs: Date.parse(one.at) - firstAt,
    endMs: Date.parse(one.at) - firstAt,
  }));
  const all = [...written, ...utterances];
  const made = transcript(
    all.map(({ speaker, startMs, endMs, text }): Line => [
      speaker === 'operator' ? 'O' : 'C',
      startMs / 1000,
      endMs / 1000,
      text,
    ]),
    language,
    messages.length > 0 ? { engine: 'written', speech: [] } : {},
  );
  return {
    ...made,
    utterances: made.utterances.map((one, nth) => ({ ...one, language: all[nth]?.language ?? language })),
  };
}

function expectClaims({ claims }: SampleScript, heard: Transcript, of: Call): void {
  const evaluation = judged([heard], of);
  const claimed = Object.entries(claims.answers).map(([id, { answer }]) => [id, answer] as const);
  expect(verdicts(evaluation)).toEqual(Object.fromEntries(claimed));
  expect(evaluation.score).toBeCloseTo(claims.score ?? NaN, 1);
  expect(evaluation.rawScore).toBeCloseTo(claims.rawScore ?? NaN, 1);
  expect(evaluation.autoFail).toBe(claims.autoFail);
}

const scripts = sampleScripts();
/** What a bad line does to the words only the recogniser tells: test/integration/line.test.ts. */
const spoken = scripts.filter(({ turns, line }) => turns.length > 0 && line === 'good');
const texts = scripts.filter(({ turns }) => turns.length === 0);

describe('the sample calls, spoken exactly as written', () => {
  it.each(spoken)('$name gets the answers and the score it claims', (script) => {
    expectClaims(script, spokenTranscript(script), call());
  });
});

describe('the sample conversations in text', () => {
  it.each(texts)('$name gets the answers and the score it claims', (script) => {
    const chat = !existsSync(new URL(`${script.name}.transcript.json`, INBOX));
    expectClaims(script, sentTranscript(script), call({ channel: chat ? 'chat' : 'voice' }));
  });
});

describe('the mood of the customer over the samples in which anger is calmed', () => {
  it.each(['angry-calmed', 'bg-call-complaint'])('rises from bad to good in %s', (name) => {
    const [script, ...others] = scripts.filter((one) => one.name === name);
    if (script === undefined || others.length > 0) throw new Error(`one sample is named ${name}`);
    const heard = script.turns.length > 0 ? spokenTranscript(script) : sentTranscript(script);
    const [operator] = toneJudgeOf(LEXICONS)(call(), [heard]).operators;
    expect(operator?.moodStart).toBeLessThan(-0.5);
    expect(operator?.moodEnd).toBeGreaterThan(0.5);
    expect(operator?.moodChange).toBeGreaterThan(1);
  });
});
