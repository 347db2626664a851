import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

const manifest = z.record(
  z.string(),
  z.object({ file: z.string(), isEntry: z.boolean().default(false), imports: z.array(z.string()).default([]) }),
);

/** A script of the built pages, as the build's manifest names it. `bytes`: compressed, as a server sends it. */
export type BuiltScript = {
  readonly name: string;
  readonly bytes: number;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
};

export function builtScripts(built: string): readonly BuiltScript[] {
  const parts = manifest.parse(JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8')));
  return Object.entries(parts).flatMap(([name, { file, isEntry, imports }]) => {
    if (!file.endsWith('.js')) return [];
    return { name, bytes: gzipSync(readFileSync(join(built, file)), { level: 9 }).length, isEntry, imports };
  });
}

/** The entry with all that has to be there before it runs. */
export function firstScripts(scripts: readonly BuiltScript[]): readonly BuiltScript[] {
  const needed = new Set(scripts.filter(({ isEntry }) => isEntry));
  for (const { imports } of needed) for (const script of scripts) if (imports.includes(script.name)) needed.add(script);
  return [...needed];
}
