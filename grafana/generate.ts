/**
 * Writes the boards, alert rules and the list of their queries into this folder, or another one:
 * `node grafana/generate.ts [--review-url https://review.example.org] [--out folder]`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedFiles, REVIEW_ADDRESS } from './generated.ts';

const { values } = parseArgs({ options: { 'review-url': { type: 'string' }, out: { type: 'string' } } });
const folder = values.out ?? import.meta.dirname;

for (const [path, text] of generatedFiles((values['review-url'] ?? REVIEW_ADDRESS).replace(/\/+$/, ''))) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
