import { userInfo } from 'node:os';
import { describe, EtalonError, type Reason } from '../errors.ts';
import type { OutMessage } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import { deadLetterMessages, type ListedLetter } from '../queries/dead-letters.ts';
import { announcementOf } from '../roles/announced.ts';
import type { Store } from '../store/store.ts';
import type { DeadOptions } from './command-line.ts';
import { ID_SHOWN } from './dead-letter-text.ts';
import { reasonText } from './failure.ts';
import type { OpenedForOperating, Streams } from './opened.ts';

/** Headers of a message that was sent again: of which letter, and when, as in the table `redrives`. */
const REDRIVEN_FROM = 'etalon-redriven-from';
const REDRIVEN_AT = 'etalon-redriven-at';
/** Etalon's own headers say how long a recording was waited for; sent again it is waited for anew. */
const OWN_HEADER = /^etalon-/;

/** What is sent and noted in one go: one request to the broker, so that a note is never about half of one. */
const LETTERS_AT_ONCE = 500;
const BYTES_AT_ONCE = 500_000;

/** Where a letter goes; `announced`: its call is announced to the score line, for it has no message of its own. */
type Way = { readonly letter: ListedLetter; readonly topic: string; readonly announced: boolean };

/**
 * Sends letters again, each to the topic it came from, and notes it once it is sent: a process that dies in between
 * sends it twice, which changes nothing. Tells each letter's end on a line; 1 when one of them could not be sent.
 */
export async function redriveLetters(
  letters: readonly ListedLetter[],
  { configured, store, kafka }: Pick<OpenedForOperating, 'configured' | 'store' | 'kafka'>,
  { dryRun = false }: Pick<DeadOptions, 'dryRun'>,
  { out, err }: Streams,
): Promise<number> {
  const ways: Way[] = [];
  for (const letter of letters) {
    const way = wayOf(letter, configured.kafka);
    if ('code' in way) err.write(`${reasonText(way, describe(way))}\n`);
    else ways.push(way);
  }
  if (kafka === null && ways.length > 0 && !dryRun) throw new EtalonError('KAFKA_NOT_CONFIGURED');
  for (const [topic, own] of Map.groupBy(ways, (way) => way.topic))
    for (const some of portions(own)) {
      if (!dryRun && kafka !== null) await sendAndNote(some, topic, store, kafka);
      for (const way of some) out.write(`${sentText(way, dryRun)}\n`);
    }
  const sent = dryRun ? 'would be sent' : 'sent';
  out.write(`${String(ways.length)} of ${String(letters.length)} ${sent}.\n`);
  return ways.length === letters.length ? 0 : 1;
}

async function sendAndNote(
  ways: readonly Way[],
  topic: string,
  store: Pick<Store, 'run' | 'insertRedrives'>,
  kafka: NonNullable<OpenedForOperating['kafka']>,
): Promise<void> {
  const messages = await messagesOf(ways, store);
  // Taken before it is sent: what comes back of it is not older than this.
  const at = Date.now();
  const by = userName();
  await kafka.send(
    topic,
    ways.map((way) => messageOf(way, messages.get(keyOf(way.letter)) ?? '', at)),
  );
  await store.insertRedrives(
    ways.map(({ letter: { project, letterId }, announced }) => {
      return { project, letterId, at, by, target: announced ? 'score' : topic };
    }),
  );
}

type LetterKey = Pick<ListedLetter, 'project' | 'letterId'>;
const keyOf = ({ project, letterId }: LetterKey): string => JSON.stringify([project, letterId]);

/** The original bytes of letters, base64, by the letters' keys. */
async function messagesOf(ways: readonly Way[], store: Pick<Store, 'run'>): Promise<ReadonlyMap<string, string>> {
  const letters = ways.filter(({ announced }) => !announced).map(({ letter }) => letter);
  if (letters.length === 0) return new Map();
  const projects = letters.map(({ project }) => project);
  const found = await store.run(deadLetterMessages, { projects, letterIds: letters.map(({ letterId }) => letterId) });
  return new Map(found.map((of) => [keyOf(of), of.bytesBase64]));
}

function messageOf({ letter, announced }: Way, bytesBase64: string, at: number): OutMessage {
  const { project, callId, letterId, headers } = letter;
  const told = { [REDRIVEN_FROM]: letterId, [REDRIVEN_AT]: String(at) };
  if (announced) return { ...announcementOf({ project, callId }), headers: told };
  const original = Object.entries(headers).filter(([name]) => !OWN_HEADER.test(name));
  return {
    key: null,
    value: Buffer.from(bytesBase64, 'base64'),
    headers: { ...Object.fromEntries(original), ...told },
  };
}

/** Where a letter goes, or why it goes nowhere. */
function wayOf(letter: ListedLetter, settings: KafkaSettings): Way | Reason {
  const { stage, origin, sizeBytes } = letter;
  const id = letter.id.slice(0, ID_SHOWN);
  if (stage === 'score' && origin.startsWith('call:'))
    return { letter, topic: settings.topics.toScore.name, announced: true };
  const topic = /^([\w.-]+)\/\d+\/\d+$/.exec(origin)?.[1];
  if (topic === undefined || sizeBytes === 0) return { code: 'LETTER_WITHOUT_MESSAGE', params: { id } };
  // A recording that was waited for begins anew.
  if (settings.retries.some((retry) => retry.topic.name === topic))
    return { letter, topic: settings.topics.recordings.name, announced: false };
  const known = Object.values(settings.topics).some(({ name }) => name === topic);
  return known ? { letter, topic, announced: false } : { code: 'LETTER_TOPIC_UNKNOWN', params: { id, topic } };
}

/** Cuts letters into portions by number and size; a letter that is larger goes alone. */
function* portions(ways: readonly Way[]): Generator<readonly Way[]> {
  let portion: Way[] = [];
  let bytes = 0;
  for (const way of ways) {
    const { sizeBytes } = way.letter;
    if (portion.length > 0 && (portion.length >= LETTERS_AT_ONCE || bytes + sizeBytes > BYTES_AT_ONCE)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(way);
    bytes += sizeBytes;
  }
  if (portion.length > 0) yield portion;
}

function sentText({ letter, topic, announced }: Way, dryRun: boolean): string {
  const id = letter.id.slice(0, ID_SHOWN);
  if (!announced) return `${id}  ${dryRun ? 'would be sent' : 'sent'} to ${topic}`;
  return `${id}  call ${letter.project}/${letter.callId} ${dryRun ? 'would be announced' : 'announced'} on ${topic}`;
}

/** Who does it, for the trace; a container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? '?')}`;
  }
}
