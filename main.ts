import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { callsCommand } from './cli/calls.ts';
import { checkConfigCommand } from './cli/check-config.ts';
import { clickhouseCommand } from './cli/clickhouse.ts';
import { runCommandLine, type Places, type RunOptions } from './cli/command-line.ts';
import { deadCommand } from './cli/dead.ts';
import { demoCommand } from './cli/demo.ts';
import { sayFailure } from './cli/failure.ts';
import { kpiCommand } from './cli/kpi.ts';
import { modelsCommand } from './cli/models.ts';
import type { OpenForOperating, OpenForReading, OpenLine, Streams } from './cli/opened.ts';
import { reportCommand } from './cli/report.ts';
import { rescoreCommand } from './cli/rescore.ts';
import { reviewCommand, type OpenReview } from './cli/review.ts';
import { runRolesCommand, type OpenRoles } from './cli/run-roles.ts';
import { runCommand } from './cli/run.ts';
import { showCommand } from './cli/show.ts';
import { simulateCommand } from './cli/simulate.ts';
import { topicsCommand } from './cli/topics.ts';
import { readConfig, type Config } from './config.ts';
import { readConfigured, type Configured } from './configured.ts';
import { EtalonError } from './errors.ts';
import { openKafka, type KafkaLink } from './ingest/kafka/kafka.ts';
import { openLog, openServiceLog } from './log.ts';
import type { Watcher } from './one-machine/one-machine.ts';
import { openLine } from './one-machine/open-line.ts';
import { openReview } from './open-review.ts';
import { hearingShares, type HearingShares } from './review/uploads/hearing-shares.ts';
import { openRoles } from './roles/open-roles.ts';
import { readArchives, readManifest } from './setup/models.js';
import { storeOf } from './store-of.ts';

const SAMPLES = join(import.meta.dirname, 'samples');
const DEMO: Places = { config: SAMPLES, inbox: join(SAMPLES, 'inbox'), data: 'data/demo' };

function configOf({ config, inbox, data }: Places): Config {
  return readConfig({
    ...(config === undefined ? {} : { configDir: config }),
    ...(inbox === undefined ? {} : { inboxDir: inbox }),
    ...(data === undefined ? {} : { dataDir: data }),
  });
}

/** The line of one machine, and the pages over it in the same process, which hear how far it is. */
const openForCommand: OpenLine = async (places, watcher, signal, order) => {
  const config = configOf(places);
  const shares = hearingShares();
  const line = await openLine(config, watchedByBoth(watcher, shares.watcher), signal, undefined, order);
  const log = openLog(config.dataDir, config.logLevel);
  const { configured, store } = line;
  return { ...line, openReview: (ports) => openReview({ config, configured, store, log, shares, ports }) };
};

/** The pages alone: beside the lines of one machine, as their guest, or over the store that roles fill. */
const openReviewAlone: OpenReview = async (places, signal) => {
  const config = configOf(places);
  const configured = readConfigured(config.configDir);
  const log = config.kafka === null ? openLog(config.dataDir, config.logLevel) : openServiceLog(config.logLevel);
  const store = await storeOf(config, { ownerOnly: false, patient: true, signal, log });
  try {
    const review = await openReview({ config, configured, store, log, shares: null, ports: 1 });
    if (review === null) {
      await store.close();
      return null;
    }
    const close = async (): Promise<void> => {
      await review.close();
      await store.close();
    };
    return { ...review, close };
  } catch (error) {
    await store.close();
    throw error;
  }
};

function watchedByBoth(watcher: Watcher, shares: HearingShares['watcher']): Watcher {
  return {
    ...watcher,
    recordingStarted: (work) => {
      shares.recordingStarted(work);
      watcher.recordingStarted(work);
    },
    progress: (work, share) => {
      shares.progress(work, share);
      watcher.progress(work, share);
    },
    recordingEnded: (work) => {
      shares.recordingEnded(work);
      watcher.recordingEnded(work);
    },
  };
}

const openForReading: OpenForReading = async (places) => {
  const config = configOf(places);
  const configured = readConfigured(config.configDir);
  const log = openLog(config.dataDir, config.logLevel);
  const { signal } = new AbortController();
  return { configured, store: await storeOf(config, { ownerOnly: false, patient: false, signal, log }) };
};

/** With Kafka the lines run as roles over its topics, without it over the inbox folder. */
async function run(options: RunOptions, streams: Streams, version: string): Promise<number> {
  const config = configOf(options);
  if (config.kafka === null) {
    if (options.roles !== undefined) throw new EtalonError('KAFKA_NOT_CONFIGURED');
    return runCommand(options, openForCommand, streams);
  }
  const log = openServiceLog(config.logLevel);
  const open: OpenRoles = (_, lines, hard) => openRoles({ config, lines, log, version, hard });
  return runRolesCommand(options, config.stopMs, open, streams);
}

async function withKafka(
  places: Places,
  work: (kafka: KafkaLink, configured: Configured) => Promise<number>,
): Promise<number> {
  const config = configOf(places);
  const configured = readConfigured(config.configDir);
  const kafka = kafkaForCommand(config);
  try {
    return await work(kafka, configured);
  } finally {
    await kafka.close();
  }
}

/** Gives up after a few tries, as every command does that somebody waits for. */
function kafkaForCommand({ kafka }: Config): KafkaLink {
  if (kafka === null) throw new EtalonError('KAFKA_NOT_CONFIGURED');
  const { signal } = new AbortController();
  return openKafka(kafka, 'etalon-command', { attempts: 3, signal, onRetry: () => undefined });
}

/** Store and topics; without Kafka what needs no topic goes on all the same. */
const openForOperating: OpenForOperating = async (places) => {
  const config = configOf(places);
  const opened = await openForReading(places);
  const kafka = config.kafka === null ? null : kafkaForCommand(config);
  const close = async (): Promise<void> => {
    await kafka?.close();
    await opened.store.close();
  };
  return { ...opened, kafka, close };
};

async function main(): Promise<number> {
  const streams = { out: process.stdout, err: process.stderr };
  const manifest = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });
  const { version, engines } = manifest.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')),
  );
  try {
    checkNode(engines.node.replace('>=', ''), process.versions.node);
    return await runCommandLine(
      process.argv.slice(2),
      {
        run: (options) => run(options, streams, version),
        topics: (options) =>
          withKafka(options, (kafka, { kafka: settings }) => topicsCommand(options, settings, kafka, streams)),
        simulate: (options) =>
          withKafka(options, (kafka, configured) => simulateCommand(options, configured, kafka, streams)),
        dead: (action, ids, options) => deadCommand(action, ids, options, openForOperating, streams),
        report: (options) => reportCommand(options, openForReading, streams),
        rescore: (options) => rescoreCommand(options, openForOperating, streams),
        demo: (options) => demoCommand({ ...DEMO, ...options }, openForCommand, streams),
        calls: (options) => callsCommand(options, openForReading, streams),
        show: (call, options) => showCommand(call, options, openForReading, streams),
        kpi: (name, options) => kpiCommand(name, options, openForReading, streams),
        models: (action, names, options) =>
          modelsCommand(
            action,
            names,
            options,
            { ...readConfig(), known: { files: readManifest(), archives: readArchives() } },
            streams,
          ),
        review: (options) => reviewCommand(options, openReviewAlone, streams),
        clickhouse: (options) => clickhouseCommand(options, configOf(options), streams),
        checkConfig: (options) =>
          Promise.resolve(checkConfigCommand(() => readConfigured(configOf(options).configDir), streams)),
      },
      version,
    );
  } catch (error) {
    return sayFailure(error, process.stderr);
  }
}

function checkNode(needed: string, found: string): void {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = needed.split('.').map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor))
    throw new EtalonError('NODE_TOO_OLD', { needed, found });
}

/** What a library left open must not keep a process whose work is done and closed. */
const LINGER_MS = 2_000;

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
