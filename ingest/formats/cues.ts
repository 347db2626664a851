/** One piece of a cue as it is spoken: `voice` is '' where none is named. Times are ms on the recording's timeline. */
export type Spoken = {
  readonly voice: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
};

export type Cues =
  | {
      readonly ok: true;
      readonly spoken: readonly Spoken[];
      /** Lines such as `Language: uk` below the first one; names in small letters. */
      readonly metadata: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly line: number; readonly problem: string };

type Line = { readonly text: string; readonly number: number };
type Cue = { readonly startMs: number; readonly endMs: number; readonly text: string };

const TIME = /(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})/;
const TIMES = new RegExp(`^\\s*${TIME.source}\\s*-->\\s*${TIME.source}(?:\\s.*)?$`);

/**
 * Timed text as https://www.w3.org/TR/webvtt1/ describes it: cue ids, settings, NOTE, STYLE and REGION blocks are passed
 * over, any line end is taken. `header`: whether it must begin with WEBVTT, as an SRT file does not.
 */
export function readCues(text: string, { header }: { readonly header: boolean }): Cues {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index): Line => ({ text: line.replaceAll('\0', '\uFFFD'), number: index + 1 }));
  if (header && !/^WEBVTT(?:[ \t]|$)/.test(lines[0]?.text ?? ''))
    return { ok: false, line: 1, problem: 'the first line is not WEBVTT' };
  const [top = [], ...rest] = blocksOf(lines);
  const first = header ? top.slice(1) : top;
  const metadata = header ? metadataOf(first) : new Map<string, string>();
  const blocks = header && !first.some(({ text: line }) => line.includes('-->')) ? rest : [first, ...rest];
  const cues: Cue[] = [];
  for (const block of blocks) {
    const read = cuesOf(block);
    if (!Array.isArray(read)) return { ok: false, ...read };
    for (const cue of read) cues.push(cue);
  }
  return { ok: true, spoken: cues.flatMap(spokenIn), metadata };
}

function blocksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const blocks: Line[][] = [];
  let open: Line[] | null = null;
  for (const line of lines) {
    if (line.text.trim() === '') open = null;
    else if (open === null) blocks.push((open = [line]));
    else open.push(line);
  }
  return blocks;
}

function metadataOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const told = lines.flatMap(({ text }): [string, string][] => {
    const [, name = '', value = ''] = /^([\w-]+):(.*)$/.exec(text.trimEnd()) ?? [];
    return value.trim() === '' || text.includes('-->') ? [] : [[name.toLowerCase(), value.trim()]];
  });
  return new Map(told);
}

/** The cues of a block, or what is wrong and where. A line with an arrow always begins a cue, blank line or not. */
function cuesOf(block: readonly Line[]): Cue[] | { readonly line: number; readonly problem: string } {
  const [first] = block;
  if (first === undefined || /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first.text)) return [];
  const starts = block.flatMap(({ text }, index) => (text.includes('-->') ? [index] : []));
  const [begin = -1] = starts;
  if (begin < 0)
    return { line: first.number, problem: 'a block of text without times: expected 00:00:01.000 --> 00:00:04.000' };
  const cues: Cue[] = [];
  for (const [nth, place] of starts.entries()) {
    const line = block[place];
    const times = TIMES.exec(line?.text ?? '');
    if (line === undefined || times === null)
      return { line: line?.number ?? first.number, problem: 'expected times such as 00:00:01.000 --> 00:00:04.000' };
    const [startMs, endMs] = [msOf(times.slice(1, 5)), msOf(times.slice(5, 9))];
    if (endMs < startMs) return { line: line.number, problem: 'the cue ends before it begins' };
    const text = block.slice(place + 1, starts[nth + 1]).map((one) => one.text.trim());
    cues.push({ startMs, endMs, text: text.join(' ') });
  }
  return cues;
}

function msOf([hours = '0', minutes = '0', seconds = '0', ms = '0']: readonly (string | undefined)[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}

/** The voices of a cue one after another; of its time each has as much as it has of the text. */
function spokenIn({ startMs, endMs, text }: Cue): readonly Spoken[] {
  const parts = text
    .split(/(?=<v[\s.>])|<\/v>/)
    .map((part) => {
      const [tag = '', name = ''] = /^<v(?:\.[^\s>]*)?(?:\s([^>]*))?>/.exec(part) ?? [];
      return { voice: decoded(name).trim(), text: plainText(part.slice(tag.length)) };
    })
    .filter((part) => part.text !== '');
  const letters = parts.reduce((sum, part) => sum + part.text.length, 0);
  let before = 0;
  return parts.map((part): Spoken => {
    const at = startMs + ((endMs - startMs) * before) / letters;
    before += part.text.length;
    const until = startMs + ((endMs - startMs) * before) / letters;
    return { voice: part.voice, startMs: Math.round(at), endMs: Math.round(until), text: part.text };
  });
}

/** Text without the marks of style, class and time. */
function plainText(text: string): string {
  return decoded(text.replace(/<[^<>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|([a-z]+));/g, (whole, code: string | undefined, name: string | undefined) => {
    const point = Number(code ?? 0);
    if (code !== undefined) return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    return ENTITIES[name ?? ''] ?? whole;
  });
}
