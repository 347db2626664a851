import { basename } from 'node:path';
import { readConfigured, scoreWith } from '../../configured.ts';
import { heardEvent, NO_FACTS } from '../../heard.ts';
import type { Call } from '../../ingest/call.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
import { parseMessage } from '../../ingest/message.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Project } from '../../ingest/project.ts';
import { eventsOf } from '../../ingest/source-events.ts';
import { isCallEvent } from '../../ingest/taken-messages.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import { transcribeRecording, type TranscribeDeps } from '../../transcribe/transcribe.ts';
import { SAMPLES } from '../bench/samples.ts';
import { jobFor } from '../harness/hearing.ts';
import { percent, type Finding } from './finding.ts';

/** Somebody speaks for longer than this on each side of the call. */
const MIN_WORDS = 100;
const AT = Date.UTC(2026, 2, 2, 10);

/** A whole call of two people, the operator left: what is heard of each, and its score. `show` prints what was said. */
export async function twoPartyFinding(
  deps: TranscribeDeps,
  path: string,
  show: boolean,
): Promise<Omit<Finding, 'what'>> {
  const configured = readConfigured(SAMPLES);
  const project = configured.projects.get('shop');
  if (project === undefined) throw new Error('the samples have no shop');
  const job = jobFor(path, { project, file: `${project.id}/${basename(path)}` });
  const heard = await transcribeRecording(deps, job, new AbortController().signal);
  if (heard.kind === 'refused') return { found: `refused: ${heard.reason.code}`, ok: false };
  const { transcript } = heard;
  if (show) for (const { speaker, text } of transcript.utterances) console.log(`  ${speaker}: ${text}`);
  const sides = (['operator', 'customer'] as const).map((speaker) => sideOf(transcript, speaker));
  const [evaluation] = scoreWith(configured)(callOf(project, transcript), [transcript]) ?? [];
  const judged = evaluation === undefined ? 'not scored' : `score ${evaluation.score?.toFixed(1) ?? 'none'}`;
  const coverage = percent(evaluation?.coverage ?? 0);
  return {
    found: `${sides.map(({ text }) => text).join('; ')}; ${judged}, coverage ${coverage}`,
    ok: evaluation !== undefined && transcript.speakersSeparated && sides.every(({ words }) => words >= MIN_WORDS),
  };
}

function sideOf(
  { utterances, speech, durationMs }: Transcript,
  speaker: 'operator' | 'customer',
): { readonly text: string; readonly words: number } {
  const own = utterances.filter((utterance) => utterance.speaker === speaker);
  const words = own.reduce((sum, { text }) => sum + text.split(/\s+/).filter(Boolean).length, 0);
  const spokenMs = speech
    .filter((span) => span.speaker === speaker)
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const share = percent(spokenMs / durationMs);
  return { text: `${speaker}: ${String(own.length)} utterances, ${String(words)} words, speaks ${share}`, words };
}

/** The call as its CDR and its heard recording make it. */
function callOf(project: Project, transcript: Transcript): Call {
  const { callId, recordingId, durationMs } = transcript;
  const cdr = {
    schemaVersion: 1,
    type: 'call',
    callId,
    direction: 'inbound',
    startedAt: AT,
    answeredAt: AT,
    endedAt: AT + durationMs,
    operator: 'operator',
    recordings: [{ recordingId, file: 'call.wav' }],
  };
  const parsed = parseMessage(cdr, { project, file: 'call.json', now: AT + 86_400_000 });
  if (!parsed.ok || !isCallEvent(parsed.message)) throw new Error('the CDR of the call is not valid');
  const { events } = eventsOf(parsed.message, { project, secret: 'of no installation', receivedAt: AT });
  const named = { fileTime: AT, nameStartedAt: null, nameStartedAtDoubtful: false, nameOperator: null };
  const work = {
    ...{ project: project.id, callId, recordingId, uri: 'call.wav', version: '1', offsetMs: 0 },
    ...{ nameFacts: { ...named, nameDirection: null } },
    ...{ origin: '', bytesBase64: '', headers: {}, at: AT, revision: 0, toldRevision: 0 },
  };
  const of = { kind: 'transcribed', transcript, facts: NO_FACTS } as const;
  return foldCall([...events, heardEvent(work, of, 0)], { project, lookup: operatorLookup([], project) });
}
