import { EtalonError, reasonOf } from '../errors.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import { originOf, topicLetter } from '../ingest/topic-message.ts';
import { scoreLine, type LineDeps, type Score } from '../lines.ts';
import type { Metrics } from '../metrics.ts';
import { distinctCalls } from '../store/store.ts';
import { readAnnouncement, type Announcement } from './announced.ts';
import { collector } from './collector.ts';
import { faultCount, isAboutAMessage, type FaultCount, type Role, type Work } from './role.ts';

export type ScoreParts = {
  readonly kafka: KafkaLink;
  readonly settings: KafkaSettings;
  readonly deps: LineDeps<Work>;
  readonly score: Score;
  readonly metrics: Pick<Metrics, 'message'>;
  readonly fatal: (error: unknown) => void;
};

/** Calls scored in one go: three reads and one insert serve all of them; their words fit into memory. */
const CALLS_AT_ONCE = 64;
const AGE_MS = 200;

/** The score line over what is announced; calls to be scored again are read while nothing else waits (see watch-roles.ts). */
export async function startScore(parts: ScoreParts): Promise<Role> {
  const { kafka, settings, fatal } = parts;
  const faults = faultCount(fatal);
  let movedAt = Date.now();
  const gathered = collector<Work>(
    { most: CALLS_AT_ONCE, ageMs: AGE_MS },
    (work) => scoreAll(work, faults, parts),
    fatal,
  );
  const { toScore, toRescore } = settings.topics;
  const topics = [toScore.name, toRescore.name];
  const group = `${settings.group}-score`;
  const consumed = await kafka.consume({
    group,
    topics,
    sessionMs: settings.sessionMs,
    fetch: { minBytes: 1, maxWaitMs: 100, maxBytesPerPartition: 256 * 1024 },
    take: (message, done) => (gathered.add({ message, done }) ? 'taken' : 'full'),
    onMoved: () => {
      movedAt = Date.now();
    },
    onStopped: (error) => {
      fatal(new EtalonError('LINE_STOPPED', { line: 'score', why: error.name }, { cause: error }));
    },
  });
  consumed.hold([toRescore.name]);
  return { ...consumed, line: 'score', group, topics, liveTopics: [toScore.name], movedAt: () => movedAt };
}

async function scoreAll(
  work: readonly Work[],
  faults: FaultCount,
  { deps, score, metrics }: ScoreParts,
): Promise<void> {
  const read = work.map((own) => ({ own, told: readAnnouncement(own.message) }));
  const broken = read.filter(({ told }) => told === null).map(({ own }) => own);
  if (broken.length > 0) {
    const letters = broken.map(({ message }) => {
      const params = { file: originOf(message), field: 'the message', problem: 'is no announcement of a call' };
      return topicLetter(message, '', 'score', { code: 'MESSAGE_INVALID', params });
    });
    await deps.effects.insertDeadLetters(letters);
    await deps.effects.commit(broken);
    metrics.message('score', 'refused', broken.length);
  }
  const good = read.flatMap(({ own, told }) => (told === null ? [] : [{ own, told }]));
  for (const [run, announced] of Map.groupBy(good, ({ told }) => told.run)) {
    await scoreRun(run, announced, faults, { deps, score, metrics });
  }
}

type Announced = { readonly own: Work; readonly told: Announcement };
type Scoring = Pick<ScoreParts, 'deps' | 'score' | 'metrics'>;

/** As the ingest line does it: what is refused for good is halved until the call is found that it is about. */
async function scoreRun(
  run: string,
  announced: readonly Announced[],
  faults: FaultCount,
  parts: Scoring,
): Promise<void> {
  const { deps, score, metrics } = parts;
  const keys = distinctCalls(announced.map(({ told }) => told));
  const receipts = announced.map(({ own }) => own);
  try {
    for (const scored of await scoreLine(keys, { run, score, receipts }, deps)) {
      const refused = scored.kind === 'refused';
      metrics.message('score', refused ? 'refused' : 'loaded', 1);
      if (refused && scored.reason.code === 'UNEXPECTED')
        faults.unknown(new EtalonError('UNEXPECTED', scored.reason.params));
      else faults.known();
    }
  } catch (error) {
    if (!isAboutAMessage(error)) throw error;
    const [only] = announced;
    if (only !== undefined && announced.length === 1) await refuseOne(only, error, faults, parts);
    else
      for (const half of [announced.slice(0, announced.length >> 1), announced.slice(announced.length >> 1)])
        await scoreRun(run, half, faults, parts);
  }
}

async function refuseOne(
  { own, told }: Announced,
  error: unknown,
  faults: FaultCount,
  { deps, metrics }: Scoring,
): Promise<void> {
  const reason = reasonOf(error);
  await deps.effects.insertDeadLetters([
    { ...topicLetter(own.message, told.project, 'score', reason), callId: told.callId },
  ]);
  await deps.effects.commit([own]);
  metrics.message('score', 'refused', 1);
  if (reason.code === 'UNEXPECTED') faults.unknown(error);
  else faults.known();
}
