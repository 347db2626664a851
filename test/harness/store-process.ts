import { openStore } from '../../store/open-store.ts';

/**
 * A process that opens the store of a data folder and does what it is told, one line of JSON a command, one line of
 * JSON an answer: the other side of tests about owners, guests and kills. Arguments: folder, database, ownerOnly.
 */
const [folder = '', database = '', ownerOnly] = process.argv.slice(2);

const say = (message: unknown): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

try {
  const store = await openStore({
    at: { kind: 'embedded', folder, ownerOnly: ownerOnly === 'true' },
    database,
    attempts: 2,
    signal: new AbortController().signal,
  });
  say({ role: store.role });
  for await (const line of process.stdin.iterator({ destroyOnReturn: false })) {
    for (const yaml of String(line).trim().split('\n')) {
      await store.insertScorecards([{ scorecardId: 'inbound', version: 1, hash: yaml, yaml }]);
      say({ stored: yaml });
    }
  }
  await store.close();
} catch (error) {
  say({ code: error instanceof Error && 'code' in error ? error.code : String(error) });
  process.exitCode = 1;
}
