import type { CallOpened } from '../../contract/call.ts';
import type { Lane } from './lanes.tsx';
import type { Mark } from './marks.ts';

/** The lanes of a call that have anything in them, in the order they are shown. */
export function lanesOf(
  { speech, silences, talkOvers }: Pick<CallOpened, 'speech' | 'silences' | 'talkOvers'>,
  marks: readonly Mark[],
): readonly Lane[] {
  const spokenBy = (kind: 'operator' | 'customer' | 'unknown'): Lane => ({
    kind,
    spans: speech.filter(({ speaker }) => speaker === kind),
  });
  const all: readonly Lane[] = [
    spokenBy('operator'),
    spokenBy('customer'),
    spokenBy('unknown'),
    { kind: 'silence', spans: silences },
    { kind: 'talk-over', spans: talkOvers },
    { kind: 'evidence', spans: marks },
  ];
  return all.filter(({ spans }) => spans.length > 0);
}
