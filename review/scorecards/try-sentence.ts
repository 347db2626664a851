import type { Language, Project } from '../../ingest/project.ts';
import { answerOf } from '../../score/answer.ts';
import { compileScorecard } from '../../score/compiled.ts';
import type { Conversation } from '../../score/conversation.ts';
import { matcherOf } from '../../score/match.ts';
import { measuresOf } from '../../score/measures.ts';
import type { Criterion, Scorecard } from '../../score/scorecard.ts';
import { reason } from '../../score/reasons.ts';
import { indexSpeech } from '../../score/speech-index.ts';
import type { Tried } from '../contract/scorecards.ts';
import { Refused } from '../refused.ts';
import { scorecardOpened, type ReadScorecard } from './scorecard-shown.ts';

/** UTF-16 units; a long sentence is one of fifty words. */
export const SENTENCE_MAX = 500;

/**
 * What a criterion makes of one sentence of the judged speaker, by the very rules that score calls: only where in the
 * call it must be said and when the criterion applies are left aside. Measures are of whole calls: N/A.
 * @throws Refused NOT_FOUND when there is no such criterion, REQUEST_INVALID when the sentence is too long
 */
export function trySentence(of: {
  readonly read: ReadScorecard;
  readonly project: Pick<Project, 'vocabulary'>;
  readonly criterionId: string;
  readonly language: Language;
  readonly sentence: string;
}): Tried {
  const { read, project, criterionId, language, sentence } = of;
  if (sentence.length > SENTENCE_MAX) throw new Refused('REQUEST_INVALID', { field: 'sentence', max: SENTENCE_MAX });
  const criterion = read.scorecard.criteria.find(({ id }) => id === criterionId);
  if (criterion === undefined) throw new Refused('NOT_FOUND');
  if (criterion.judging.kind === 'measure')
    return { verdict: 'na', reason: reason('MEASURE_UNKNOWN', { measure: criterion.judging.name }), matches: [] };
  const alone: Scorecard = { ...read.scorecard, criteria: [anywhere(criterion)] };
  const [compiled] = compileScorecard(alone, project.vocabulary);
  if (compiled === undefined) throw new TypeError('a criterion is compiled to one');
  const conversation = saidOnce(sentence, language, criterion.speaker);
  const { languages } = read.scorecard;
  const match = matcherOf(indexSpeech(conversation, languages));
  const { verdict, reason: why } = answerOf(
    compiled,
    { conversation, languages, match },
    measuresOf(conversation),
    new Map(),
  );
  // Compiled phrases stand in the order in which they are written, language by language.
  const written = phrasesOf(read, criterionId);
  const matches = compiled.phrases.flatMap((phrase, nth) =>
    match([phrase], [speakerOf(criterion.speaker)]).map(({ startMs, endMs }) => {
      return { from: startMs, to: endMs, phrase: written[nth] ?? '' };
    }),
  );
  return { verdict, reason: why, matches: distinct(matches) };
}

/** What is written of the criterion, in the order in which phrases are compiled. */
function phrasesOf(read: ReadScorecard, criterionId: string): readonly string[] {
  const rule = scorecardOpened(read, []).criteria.find((one) => one.criterionId === criterionId);
  return read.scorecard.languages.flatMap((language) => rule?.phrases[language] ?? []);
}

function anywhere(criterion: Criterion): Criterion {
  const applies: Criterion['applies'] = {
    customerSays: null,
    anyoneSays: null,
    outIfCustomerSays: null,
    outIfAnyoneSays: null,
    channels: null,
    directions: null,
    languages: null,
    separatedSpeakers: false,
  };
  return { ...criterion, when: { kind: 'anytime' }, applies };
}

function speakerOf(speaker: Criterion['speaker']): 'operator' | 'customer' {
  return speaker === 'customer' ? 'customer' : 'operator';
}

/**
 * A conversation in which nothing else is said. A millisecond stands for a character of the sentence, so that the place of
 * a match is its place in the text; it counts as written, for nothing of it was heard badly.
 */
function saidOnce(sentence: string, language: Language, speaker: Criterion['speaker']): Conversation {
  const whole = { startMs: 0, endMs: sentence.length };
  const turn = {
    ...{ utteranceId: 'sentence', recordingId: '', speaker: speakerOf(speaker), operatorId: '', language },
    ...{ ...whole, text: sentence, words: [], confidence: null, doubts: [] },
  };
  return {
    ...{ project: '', callId: '', operatorId: '', channel: 'chat', direction: 'inbound', language },
    ...{ written: true, speakersSeparated: true, complete: true },
    ...{ ...whole, spans: [whole], turns: [turn], speech: [], heardBy: [] },
  };
}

type Matches = Tried['matches'];

/** In the order of the sentence; a phrase that meets the same words in two ways is said once. */
function distinct(matches: Matches): Matches {
  const byPlace = new Map(matches.map((match) => [JSON.stringify(match), match]));
  return [...byPlace.values()].sort((a, b) => a.from - b.from || b.to - a.to);
}
