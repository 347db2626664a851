import { EtalonError } from '../../errors.ts';
import { consumption } from '../../ingest/kafka/kafka-consumer.ts';
import type { KafkaLink, OutMessage } from '../../ingest/kafka/kafka.ts';
import type { LineDeps } from '../../lines.ts';
import type { Log } from '../../log.ts';
import { startIngest, type IngestParts } from '../../roles/ingest-role.ts';
import type { Line, Role, Work } from '../../roles/role.ts';
import { startScore } from '../../roles/score-role.ts';
import { startSpeech } from '../../roles/speech-role.ts';
import { streamEffects, timed } from '../../roles/stream-effects.ts';
import { START_MS } from './clock.ts';
import { contextOf, lookup, projectOf, score, tone } from './company.ts';
import { simulatedConsumer, type SimulatedConsumer } from './consumer.ts';
import type { EtalonProcess, Site } from './etalon-process.ts';
import { inNewFlow } from './flow.ts';
import { ENGINE, fetchRecording, hearFile } from './recordings.ts';
import { simulatedStore, type SimulatedStore } from './simulated-store.ts';
import type { World } from './world.ts';

const NO_METRICS = {
  message: () => undefined,
  heard: () => undefined,
  slots: () => undefined,
  retry: () => undefined,
  stage: () => undefined,
  deadLetter: () => undefined,
};

/** What the roles are given, as roles/open-roles.ts does it. */
export type Parts = Pick<IngestParts, 'kafka' | 'settings' | 'context' | 'fatal'> & {
  readonly store: SimulatedStore;
  readonly deps: (line: Line) => LineDeps<Work>;
  readonly metrics: typeof NO_METRICS;
};

export function partsOf(
  site: Site,
  process: EtalonProcess,
  { consumers, fatal }: { readonly consumers: SimulatedConsumer[]; readonly fatal: (error: unknown) => void },
): Parts {
  const { settings, engine } = site;
  const store = simulatedStore(engine, process);
  const kafka = simulatedLink(site, process, consumers);
  const effects = streamEffects(storeWithAll(store), kafka, settings, NO_METRICS);
  const deps = (line: Line): LineDeps<Work> => ({
    effects: timed(effects, NO_METRICS, line),
    store,
    project: projectOf,
    lookup,
    tone,
    log: logOf(site.world, process),
  });
  return { store, kafka, settings, context: contextOf(settings), deps, metrics: NO_METRICS, fatal };
}

export async function startRoles(
  site: Site,
  process: EtalonProcess,
  {
    lines,
    slots,
    parts,
    roles,
  }: { readonly lines: readonly Line[]; readonly slots: number; readonly parts: Parts; readonly roles: Role[] },
): Promise<void> {
  if (lines.includes('ingest')) roles.push(await startIngest({ ...parts, deps: parts.deps('ingest') }));
  if (lines.includes('score')) roles.push(await startScore({ ...parts, deps: parts.deps('score'), score }));
  if (lines.includes('speech'))
    roles.push(
      await startSpeech({
        ...parts,
        deps: parts.deps('speech'),
        slots,
        engine: ENGINE,
        fetch: fetchRecording(site, process),
        hearFile: hearFile(site, process),
        inFolder: (work) => work('folder'),
        recordingsAt: parts.store.recordingsAt,
        signal: process.hard,
      }),
    );
}

export async function stopRoles(roles: readonly Role[], late: Promise<void>, hard: AbortController): Promise<void> {
  for (const role of roles) role.halt();
  await Promise.race([Promise.all(roles.map((role) => role.settled())), late]);
  hard.abort(new Error('stopped'));
  await Promise.all(roles.map((role) => role.leave()));
}

function simulatedLink(site: Site, process: EtalonProcess, consumers: SimulatedConsumer[]): KafkaLink {
  const { world, topics } = site;
  const unused = (): never => {
    throw new Error('no line asks for this');
  };
  return {
    ensureTopics: unused,
    missingTopics: unused,
    lag: unused,
    lagByPartition: unused,
    close: unused,
    // As ingest/kafka/kafka.ts: tried until all of it is acknowledged; each time all of it is sent.
    send: async (topic, messages) => {
      for (;;) {
        const sent = await process
          .request(
            'send',
            () => `${topic} ${messages.map(({ key }) => key ?? '').join(' ')}`,
            () => {
              sendAll(site, process, topic, messages);
              return true;
            },
          )
          .catch((error: unknown) => {
            if (error instanceof EtalonError) throw error;
            return false;
          });
        if (sent) return;
        process.hard.throwIfAborted();
        await process.wait(world.chance.spread(200, 10_000));
      }
    },
    consume: (options) => {
      const group = topics.group(options.group, options.topics);
      const made = simulatedConsumer(world, topics, group, process);
      consumers.push(made);
      return consumption(made.consumer, {
        ...options,
        take: (message, done) => inNewFlow(() => options.take(message, done)),
      });
    },
  };
}

/** What the lines report goes into the trace. */
function logOf({ trace }: World, process: EtalonProcess): Log {
  const nothing = (): void => undefined;
  const said = (fields: unknown, sentence?: unknown): void => {
    trace(process, () => `log: ${String(sentence)} ${JSON.stringify(fields)}`);
  };
  return { info: nothing, debug: nothing, warn: said, error: said };
}

/** More than the topic takes: the broker says so, and no retry cures it. */
const DEAD_LETTER_MAX_CHARS = 8_000;

function sendAll(
  { world, topics, settings }: Site,
  process: EtalonProcess,
  topic: string,
  messages: readonly OutMessage[],
): void {
  if (topic === settings.topics.dead.name && messages.some(({ value }) => (value?.length ?? 0) > DEAD_LETTER_MAX_CHARS))
    throw new EtalonError('KAFKA_REFUSED', { why: 'MESSAGE_TOO_LARGE' });
  for (const message of messages) topics.append(topic, message, START_MS + world.clock.nowMs() + process.skewMs);
}

/** The lines use no more of the store than this. */
function storeWithAll(store: SimulatedStore) {
  const unused = (): never => {
    throw new Error('no line asks for this');
  };
  return {
    ...store,
    insertRedrives: unused,
    insertIntake: unused,
    insertOperators: unused,
    insertScorecards: unused,
    findTranscript: unused,
    readJudgements: unused,
    readIntake: unused,
    run: unused,
    close: unused,
  };
}
