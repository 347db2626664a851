import { EtalonError } from '../errors.ts';
import type { Call } from '../ingest/call.ts';
import type { Transcript, Utterance } from '../ingest/transcript.ts';
import type { Answer, Evaluation, Verdict } from '../score/evaluation.ts';
import { chosenOf } from '../score/conversation.ts';
import type { CallTone } from '../score/tone/tone.ts';
import type { CallKey } from '../store/store.ts';
import { answerLines, judged, saidIn, scoreLine, type Judgement, type Names } from './call-card.ts';
import type { ShowOptions } from './command-line.ts';
import { namesOf, type OpenedStoreFor, type OpenForReading, type Streams } from './opened.ts';
import type { Said } from './sentence.ts';
import { clock, secondsText, shareText } from './text.ts';
import { toneLines, wordsTone } from './tone-text.ts';

const MARK: Readonly<Record<Verdict, string>> = { yes: '✓', no: '✗', na: '–', unclear: '?', pending: '…', points: '◐' };

/** `show <call>`: everything known about one call, down to the words and the versions that made the score. */
export async function showCommand(
  callId: string,
  options: ShowOptions,
  open: OpenForReading,
  { out }: Streams,
): Promise<number> {
  const opened = await open(options);
  try {
    const call = await findCall(opened, callId, options.project ?? '');
    const transcripts = chosenOf(await opened.store.readTranscripts([call]));
    const evaluations = (await opened.store.readEvaluations([call], '')).filter((e) => !e.withdrawn);
    // Tone is shown where the machine's score is, and nowhere else.
    const tones = evaluations.length === 0 ? [] : await opened.store.readTones([call]);
    if (options.json) out.write(`${JSON.stringify({ call, transcripts, evaluations, tones }, null, 2)}\n`);
    else {
      const judgement = { evaluations, tone: wordsTone(tones) };
      out.write(`${callText(call, transcripts, judgement, namesOf(opened.configured))}\n`);
    }
    return 0;
  } finally {
    await opened.store.close();
  }
}

async function findCall({ store, configured }: OpenedStoreFor, callId: string, project: string): Promise<Call> {
  const ids = project === '' ? [...configured.projects.keys()] : [project];
  const keys = [...ids.map((id) => ({ project: id, callId })), ...asListed(callId, ids)];
  const found = await store.readCalls(keys);
  const [call, second] = found;
  if (call === undefined) throw new EtalonError('CALL_NOT_FOUND', { callId });
  if (second !== undefined)
    throw new EtalonError('CALL_AMBIGUOUS', { callId, projects: found.map((c) => c.project).join(', ') });
  return call;
}

/** `shop/1772434860.17`, as `calls` prints it. */
function asListed(text: string, projects: readonly string[]): readonly CallKey[] {
  return projects
    .filter((project) => text.startsWith(`${project}/`))
    .map((project) => ({ project, callId: text.slice(project.length + 1) }));
}

function callText(
  call: Call,
  transcripts: readonly Transcript[],
  { evaluations, tone }: Judgement,
  names: Names,
): string {
  const said = saidIn(transcripts);
  return [
    ...factLines(call, names),
    ...transcripts.flatMap((t) => transcriptLines(t, call)),
    ...evaluations.flatMap((e) => evaluationLines(e, tone, said, names)),
  ].join('\n');
}

function factLines(call: Call, names: Names): readonly string[] {
  const entries = call.queueEntries.map((e) => {
    return `  queue ${e.queue}: waited ${secondsText(e.waitMs)}, ${e.outcome}${e.flowOut === null ? '' : ` (${e.flowOut})`}`;
  });
  const legs = call.legs.map((leg) => {
    const talk = leg.talkMs === null ? '' : `, talked ${secondsText(leg.talkMs)}`;
    return `  ${names.operator(leg.operatorId)} (${leg.operatorAlias}): ${leg.outcome}${talk}`;
  });
  const recordings = call.recordings.map((r) => {
    return `  recording ${r.recordingId}: ${r.state}${r.failure === null ? '' : ` (${r.failure.code})`} ${r.uri}`;
  });
  const merged = call.mergedInto === '' ? [] : [`  part of call ${call.mergedInto}`];
  return [
    `${call.project}/${call.callId} · ${names.moment(call.project, call.startedAt)} · ${call.direction} ${call.channel} · ${call.disposition}`,
    ...merged,
    ...entries,
    ...legs,
    ...recordings,
    ...(call.marks.length === 0 ? [] : [`  look at: ${call.marks.join(', ')}`]),
    `  told by ${call.sources.join(', ')}; version ${call.version}`,
  ];
}

function transcriptLines(transcript: Transcript, call: Call): readonly string[] {
  const { engine, model, language, recordingId, utterances } = transcript;
  const offsetMs = call.recordings.find((r) => r.recordingId === recordingId)?.offsetMs ?? 0;
  return [
    '',
    ['Transcript', recordingId, language, engine, model].filter((part) => part !== '').join(' · '),
    ...utterances.map((utterance) => utteranceLine(utterance, offsetMs)),
    ...(utterances.length === 0 ? ['  nothing was said'] : []),
  ];
}

function utteranceLine({ startMs, speaker, text, doubts }: Utterance, offsetMs: number): string {
  const doubt = doubts.length === 0 ? '' : `  [doubtful: ${doubts.join(', ')}]`;
  return `  ${clock(startMs + offsetMs).padStart(6)}  ${speaker.padEnd(8)}  ${text}${doubt}`;
}

function evaluationLines(evaluation: Evaluation, tone: CallTone | null, said: Said, names: Names): readonly string[] {
  const scorecard = names.scorecard(evaluation.scorecardId);
  const sections = Map.groupBy(evaluation.answers, (answer: Answer) => answer.sectionId);
  const { measures } = evaluation;
  return [
    '',
    `Evaluation · ${names.operator(evaluation.operatorId)} · ${evaluation.scorecardId} v${String(evaluation.scorecardVersion)} · by ${evaluation.evaluator}`,
    `  score ${scoreLine(evaluation)} · ${judged(evaluation.answers)} · coverage ${shareText(evaluation.coverage)}`,
    ...[...sections].flatMap(([id, answers]) => [
      `  ${scorecard?.sections.find((s) => s.id === id)?.titles.en ?? id}`,
      ...answers.flatMap((answer) => answerLines(MARK[answer.verdict], answer, said, scorecard)),
    ]),
    `  talk share ${shareText(measures.operatorTalkShare)} · longest silence ${secondsText(measures.longestSilenceMs)} · talk-over ${secondsText(measures.talkOverMs)} · interruptions ${number(measures.operatorInterruptions)} · pace ${number(measures.operatorWordsPerMinute)} words/min · first response ${secondsText(measures.firstResponseMs)}`,
    ...toneLines(tone, evaluation.operatorId, said),
    `  made with ${Object.entries(evaluation.madeWith)
      .map(([name, value]) => `${name} ${value.slice(0, 20)}`)
      .join(' · ')} · input ${evaluation.inputHash} · revision ${evaluation.revision} (--json has all of it)`,
  ];
}

function number(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}
