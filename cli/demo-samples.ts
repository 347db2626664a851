import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { stemOf, type InboxFile } from '../ingest/inbox/inbox.ts';
import type { Language } from '../ingest/project.ts';

/** The sample calls that are wanted first. */
export type WantedFirst = {
  readonly callIds: ReadonlySet<string>;
  readonly order: (files: readonly InboxFile[]) => readonly InboxFile[];
};

const inLanguage = z.object({ callId: z.string(), language: z.string() });

/** The samples of a language: each is told by a JSON file, and a recording beside one belongs to it. */
export function samplesIn(inboxDir: string, language: Language): WantedFirst {
  const callIds = new Set<string>();
  const stems = new Set<string>();
  for (const entry of readdirSync(inboxDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    const path = join(entry.parentPath, entry.name);
    const told = inLanguage.safeParse(jsonIn(path)).data;
    if (told?.language !== language) continue;
    callIds.add(told.callId);
    stems.add(stemOf(relative(inboxDir, path).replaceAll('\\', '/')));
  }
  const rank = ({ path }: InboxFile): number => (stems.has(stemOf(path)) ? 0 : 1);
  return { callIds, order: (files) => files.toSorted((a, b) => rank(a) - rank(b)) };
}

/** What cannot be read is for the line to say. */
function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
