import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseMessage } from '../../ingest/message.ts';
import { parseOperators } from '../../ingest/operators.ts';
import { parseProjects } from '../../ingest/projects.ts';
import type { Project } from '../../ingest/project.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const NOW = Date.UTC(2026, 10, 1);

/** The only fenced block of a language in the README. */
function example(language: string): string {
  const found = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter((block) => block[1] === language);
  expect(found, `blocks of ${language}`).toHaveLength(1);
  return found[0]?.[2] ?? '';
}

function exampleProject(): Project {
  const parsed = parseProjects(example('yaml'), 'README.md');
  if (!parsed.ok || parsed.value[0] === undefined) throw new Error(JSON.stringify(parsed));
  return parsed.value[0];
}

test('the projects.yaml of the README is a valid one', () => {
  expect(exampleProject()).toMatchObject({ id: 'shop', timeZone: 'Europe/Sofia' });
});

test('the operators.csv of the README fits its projects.yaml', () => {
  const parsed = parseOperators(example('csv'), 'README.md', [exampleProject()]);
  expect(parsed).toMatchObject({ ok: true, value: [{ operatorId: 'emma-reed' }] });
});

test('the CDR of the README is a message that Etalon takes', () => {
  const parsed = parseMessage(JSON.parse(example('json')), { project: exampleProject(), file: 'README.md', now: NOW });
  expect(parsed).toMatchObject({ ok: true, message: { type: 'call', queue: 'sales' } });
});

test('every script that README and CONTRIBUTING name is in package.json', () => {
  const text = readme + readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const named = [...text.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name ?? '');
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const own = [...new Set(named)].filter((name) => !['ci', 'run', 'ping'].includes(name));
  expect(own.filter((name) => scripts[name] === undefined)).toEqual([]);
  expect(own).toContain('demo');
});

test.each(['README.md', 'CONTRIBUTING.md', 'docs/third-party.md'])('every file that %s links to is there', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#\s]+)\)/g)].map(([, link]) => link ?? '');
  const gone = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(file), link)));
  expect(gone).toEqual([]);
});
