import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EtalonError } from './errors.ts';
import type { Parsed } from './ingest/yaml.ts';
import { fingerprint } from './score/fingerprint.ts';
import { lexiconsBy, type Lexicons } from './score/tone/lexicon.ts';
import { hashOfLists, parseToneList, type ToneList } from './score/tone/tone-list.ts';

type ToneText = { readonly language: string; readonly path: string; readonly text: string; readonly hash: string };

/**
 * The lists of wordings by which tone is judged: `tone/<language>.yaml` of the shipped scorecards, and of those of the
 * configuration, which win by language. The latter are checked here; those that are shipped a test holds, and each is
 * taken apart when a call in its language is first judged.
 */
export function readToneLists(
  shipped: string,
  own: string,
): { readonly lexicons: Lexicons; readonly faults: readonly string[] } {
  const ownTexts = textsIn(own);
  const byLanguage = new Map([...textsIn(shipped), ...ownTexts].map((one) => [one.language, one]));
  const read = (language: string): ToneList | undefined => {
    const one = byLanguage.get(language);
    const parsed = one && parsedText(one);
    if (parsed?.ok === false) throw new EtalonError('CONFIG_INVALID', { faults: parsed.faults.join('\n') });
    return parsed?.value;
  };
  const faults = ownTexts.map(parsedText).flatMap((parsed) => (parsed.ok ? [] : parsed.faults));
  return { lexicons: lexiconsBy(hashOfLists([...byLanguage.values()]), read), faults };
}

function textsIn(scorecards: string): readonly ToneText[] {
  const folder = join(scorecards, 'tone');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    return { language: name.replace('.yaml', ''), path: `scorecards/tone/${name}`, text, hash: fingerprint(text) };
  });
}

function parsedText({ language, path, text }: ToneText): Parsed<ToneList> {
  const parsed = parseToneList(text, path);
  if (!parsed.ok || parsed.value.language === language) return parsed;
  return { ok: false, faults: [`${path}: language: the file is named after another language`] };
}
