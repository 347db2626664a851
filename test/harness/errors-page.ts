import { cureOf, ERRORS, type ErrorCode } from '../../errors.ts';

const codes = (Object.keys(ERRORS) as ErrorCode[]).sort();
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** docs/errors.md as the code would have it; `node test/harness/errors-page.ts > docs/errors.md` writes it anew. */
export function errorsPage(): string {
  const rows = codes.map((code) => {
    const { retriable, message } = ERRORS[code];
    return `| \`${code}\` | ${cell(message)} | ${cell(cureOf(code))} | ${retriable ? 'yes' : 'no'} |`;
  });
  return [
    '# Errors',
    '',
    'Every way in which Etalon says that something is wrong. A code never changes its meaning; the words in braces are',
    'filled in from the case at hand. *Tried again*: whether Etalon tries the same thing again by itself. A file or',
    'message that is refused costs nobody else anything: it is put aside with its code (table `dead_letters`), and the',
    'rest goes on. Wrong configuration lists all its faults at once and ends with exit code 2.',
    '',
    '| code | what it says | what to do | tried again |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) process.stdout.write(errorsPage());
