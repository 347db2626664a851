import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageSources } from '../../../setup/pages.js';
import { imported } from '../../harness/image.ts';
import { repository } from '../../harness/repository.ts';

const { filesIn, read } = repository('0.0.0');

// Set-up has no compiler and reads imports by their form. What it overlooked would not make it build again.
test('set-up finds every file that the pages are made of, as the compiler does', () => {
  const sources = pageSources(join(import.meta.dirname, '../../..'));
  expect(sources).toContain('review/page-files.ts');
  const pages = filesIn('review/pages');
  const code = imported(
    pages.filter((file) => /\.tsx?$/.test(file)),
    read,
  );
  const all = [...pages, ...code].filter((file) => read(file) !== null);
  expect(all.filter((file) => !sources.includes(file))).toEqual([]);
});
