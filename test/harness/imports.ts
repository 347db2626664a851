import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

export type Import = {
  /** Repository path of the importing file. */
  readonly from: string;
  /** Repository path for an own file, else the package or node: module as written. */
  readonly to: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
};

export const ROOMS = [
  'ingest',
  'transcribe',
  'score',
  'store',
  'queries',
  'grafana',
  'simulate',
  'review',
  'cli',
] as const;
/** Where the lines are put together, each way to run in a folder of its own: like the root, they may import every room. */
export const WIRING = ['one-machine', 'roles'] as const;
const root = join(import.meta.dirname, '..', '..');

/** Every TypeScript file of the product: the rooms, the wiring and the root, without tests and tools' settings. */
export function productFiles(): readonly string[] {
  const inRooms = [...ROOMS, ...WIRING].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  );
  const inRoot = readdirSync(root).filter((name) => name !== 'vitest.config.ts');
  return [...inRoot, ...inRooms].filter((name) => /\.tsx?$/.test(name)).sort();
}

/** What a file imports, static and dynamic, re-exports included. */
export function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): readonly Import[] {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const own = specifier.startsWith('.');
    found.push({ from: file, to: own ? normalize(join(dirname(file), specifier)) : specifier, own, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      add(node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
      add(node.moduleSpecifier.text, node.isTypeOnly);
    const isDynamic =
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText(source) === 'require');
    const argument = isDynamic ? node.arguments[0] : undefined;
    if (argument && ts.isStringLiteral(argument)) add(argument.text, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** '@scope/name' or 'name' of what was written, e.g. 'chdb' for 'chdb/connection'. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
