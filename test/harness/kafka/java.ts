import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Java = { readonly java: string; readonly keytool: string };

const OLDEST = 17;
const OTHERWISE = 'Or name a broker that runs already in KAFKA_BROKERS, as host:port.';

/** Java of JAVA_HOME or of the path. Throws with what is missing and how to install it: a test run never skips. */
export async function findJava(): Promise<Java> {
  const home = process.env['JAVA_HOME'] ?? '';
  const program = (name: string): string => (home === '' ? name : join(home, 'bin', name));
  const java = program('java');
  const said = await promisify(execFile)(java, ['-version']).then(
    ({ stderr }) => stderr,
    () => '',
  );
  // `openjdk version "17.0.15" 2025-04-15`; up to 8 it was "1.8".
  const version = Number(/version "(\d+)/.exec(said)?.[1] ?? 0);
  if (version >= OLDEST) return { java, keytool: program('keytool') };
  throw new Error(
    `${version === 0 ? 'Java is not there' : `Java ${version} is too old`}: the tests run Apache Kafka, which needs ` +
      `Java ${OLDEST} or later. Install it (Debian, Ubuntu: apt-get install default-jre-headless; macOS: brew install ` +
      `openjdk). ${OTHERWISE}`,
  );
}

/** Runs Maven; throws with how to install it when it is not there, else with what it said. */
export async function runMaven(args: readonly string[]): Promise<void> {
  await promisify(execFile)('mvn', ['-q', '-B', ...args]).catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
    throw new Error(
      'Maven is not there: the tests run Apache Kafka, which it fetches from Maven Central once. Install it (Debian, ' +
        `Ubuntu: apt-get install maven; macOS: brew install maven). ${OTHERWISE}`,
      { cause: error },
    );
  });
}
