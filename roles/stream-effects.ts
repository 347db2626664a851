import type { EffectName, Effects } from '../effects.ts';
import { reasonOf } from '../errors.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import { announcementOf, letterMessage, recordingOf, retryOf } from './announced.ts';
import type { Line, Work } from './role.ts';

/** The effects of the lines over topics: rows go to the store, announcements to topics, a commit to the work itself. */
export function streamEffects(
  store: Store,
  kafka: Pick<KafkaLink, 'send'>,
  settings: KafkaSettings,
  metrics: Pick<Metrics, 'deadLetter'>,
): Effects<Work> {
  const { toScore, recordings, dead } = settings.topics;
  return {
    ...store,
    // The table first, for it is the authority; the topic tells who listens.
    insertDeadLetters: async (letters) => {
      if (letters.length === 0) return;
      await store.insertDeadLetters(letters);
      await sendLetters(kafka, dead.name, letters.map(letterMessage));
      for (const { stage, reason } of letters) metrics.deadLetter(stage, reason.code);
    },
    announce: async (keys) => {
      if (keys.length > 0)
        await kafka.send(
          toScore.name,
          keys.map((key) => announcementOf(key)),
        );
    },
    announceRecordings: async (announced) => {
      if (announced.length > 0)
        await kafka.send(
          recordings.name,
          announced.map((one) => recordingOf(one, settings)),
        );
    },
    retryRecording: async (recording) => {
      const { topic, message } = retryOf(recording, settings, Date.now());
      await kafka.send(topic.name, [message]);
    },
    commit: (receipts) => {
      for (const { done } of receipts) done();
      return Promise.resolve();
    },
  };
}

/** A letter too large for the topic is in the table all the same; everything else waits for the broker. */
async function sendLetters(
  kafka: Pick<KafkaLink, 'send'>,
  topic: string,
  letters: Parameters<KafkaLink['send']>[1],
): Promise<void> {
  try {
    await kafka.send(topic, letters);
  } catch (error) {
    if (reasonOf(error).code !== 'KAFKA_REFUSED') throw error;
    // One that is too large takes the others of its request with it: each goes by itself.
    if (letters.length > 1) for (const letter of letters) await sendLetters(kafka, topic, [letter]);
  }
}

/** The same effects, each timed. */
export function timed(effects: Effects<Work>, metrics: Pick<Metrics, 'stage'>, line: Line): Effects<Work> {
  const clock =
    <Input>(name: EffectName, effect: (input: Input) => Promise<void>) =>
    async (input: Input): Promise<void> => {
      const startedAt = performance.now();
      await effect(input);
      metrics.stage(line, name, (performance.now() - startedAt) / 1000);
    };
  return {
    insertCustomers: clock('insertCustomers', (rows) => effects.insertCustomers(rows)),
    insertSourceEvents: clock('insertSourceEvents', (rows) => effects.insertSourceEvents(rows)),
    insertOperatorEvents: clock('insertOperatorEvents', (rows) => effects.insertOperatorEvents(rows)),
    insertCalls: clock('insertCalls', (rows) => effects.insertCalls(rows)),
    insertRecordings: clock('insertRecordings', (rows) => effects.insertRecordings(rows)),
    insertTranscripts: clock('insertTranscripts', (rows) => effects.insertTranscripts(rows)),
    insertTones: clock('insertTones', (rows) => effects.insertTones(rows)),
    insertEvaluations: clock('insertEvaluations', (rows) => effects.insertEvaluations(rows)),
    insertDeadLetters: clock('insertDeadLetters', (rows) => effects.insertDeadLetters(rows)),
    announce: clock('announce', effects.announce),
    announceRecordings: clock('announceRecordings', effects.announceRecordings),
    retryRecording: clock('retryRecording', effects.retryRecording),
    commit: clock('commit', effects.commit),
  };
}
