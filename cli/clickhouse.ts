import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { makeDataFolder } from '../data-folder.ts';
import { isServed, readEndpointPort } from '../store/endpoint-port.ts';
import { makeToken, usersWithToken, type TokenUser } from '../store/endpoint-users.ts';
import type { ClickHouseOptions } from './command-line.ts';

type Here = Pick<Config, 'store' | 'database' | 'dataDir' | 'clickhousePort'>;
type Texts = { readonly out: { write(text: string): unknown } };

const READER = join(import.meta.dirname, '..', 'grafana', 'clickhouse-reader.sql');

/** `clickhouse`: how a board or another client connects to the store; with --new-token it makes a token first. */
export async function clickhouseCommand(options: ClickHouseOptions, here: Here, { out }: Texts): Promise<number> {
  const { store } = here;
  if (store.kind === 'server') {
    out.write(`${serverText(store.url, store.user, here.database)}\n`);
    return options.newToken === undefined ? 0 : 2;
  }
  const folder = join(here.dataDir, 'clickhouse');
  if (options.newToken !== undefined) out.write(`${await tokenText(folder, options.newToken)}\n\n`);
  out.write(`${await embeddedText(folder, here)}\n`);
  return 0;
}

async function tokenText(folder: string, user: TokenUser): Promise<string> {
  makeDataFolder(folder);
  const token = await makeToken(folder, user);
  return `Token of ${user}, shown this once; the one before is void:\n  ${token}`;
}

async function embeddedText(folder: string, { database, clickhousePort }: Here): Promise<string> {
  const served = await readEndpointPort(folder);
  const isUp = served !== null && (await isServed(served));
  const port = isUp ? served : clickhousePort;
  const users = await usersWithToken(folder);
  const tokens = (['boards', 'owner'] as const).map((user) => {
    const has = users.includes(user) ? 'has a token' : 'has no token yet';
    return `  ${user.padEnd(7)} ${MAY[user]}; ${has} (--new-token ${user})`;
  });
  return [
    `The store is embedded, in ${folder}.`,
    isUp ? `It is served now at http://127.0.0.1:${String(served)}, to this machine only.` : notServed(clickhousePort),
    '',
    'Users:',
    ...tokens,
    ...(port === null ? [] : ['', ...clientLines(`http://127.0.0.1:${String(port)}`, database)]),
    ...(port === null ? [] : ['', ...grafanaLines('127.0.0.1', String(port), 'off', database)]),
  ].join('\n');
}

const MAY: Readonly<Record<TokenUser, string>> = {
  boards: "runs the boards' queries and nothing else",
  owner: 'reads everything, writes nothing',
};

function notServed(port: number | null): string {
  return port === null
    ? 'It is not served: set ETALON_CLICKHOUSE_PORT to a free port, such as 8124, and start `run` (or `demo`) anew.'
    : `It is not served now: ETALON_CLICKHOUSE_PORT is ${String(port)}, and \`run\` (or \`demo\`) serves it while it runs.`;
}

const clientLines = (url: string, database: string): readonly string[] => [
  'curl:',
  `  curl -u owner:TOKEN '${url}/?database=${database}' --data-binary 'SELECT count() FROM calls FINAL'`,
  '@clickhouse/client:',
  `  createClient({ url: '${url}', username: 'owner', password: TOKEN, database: '${database}' })`,
];

const grafanaLines = (host: string, port: string, secure: string, database: string): readonly string[] => [
  'Grafana, data source grafana-clickhouse-datasource:',
  `  server address ${host} · server port ${port} · protocol HTTP · secure connection ${secure}`,
  `  username boards · password TOKEN · default database ${database}`,
];

function serverText(url: string, user: string, database: string): string {
  const { hostname, origin, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? '8443' : '8123';
  return [
    `The store is the ClickHouse server at ${origin}, database ${database}; Etalon is its user ${user}.`,
    'Its users are made there: --new-token is for the embedded store.',
    '',
    'curl:',
    `  curl -u boards:PASSWORD '${origin}/?database=${database}' --data-binary 'SELECT 1'`,
    ...grafanaLines(hostname, port === '' ? usual : port, protocol === 'https:' ? 'on' : 'off', database),
    '',
    'The reading user of the boards, for an administrator of the server. Not run by those who wrote it:',
    readFileSync(READER, 'utf8').trimEnd(),
  ].join('\n');
}
