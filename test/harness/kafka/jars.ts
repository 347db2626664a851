import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placesOf } from '../../../setup/places.js';
import { runMaven } from './java.ts';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** The folder of Apache Kafka's jars: 43 MB from Maven Central, once for each user. It is complete or not there at all. */
export async function kafkaJars(): Promise<string> {
  const { cache, downloads } = placesOf(process.env);
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(await readFile(POM, 'utf8'))?.[1] ?? '';
  const jars = join(cache, `kafka-${version}`);
  if (existsSync(jars)) return jars;
  await mkdir(downloads, { recursive: true });
  const part = await mkdtemp(join(downloads, 'kafka-'));
  try {
    await runMaven(['-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${part}`]);
    await rename(part, jars).catch((error: unknown) => {
      // Somebody else came first with the same.
      if (!existsSync(jars)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return jars;
}
