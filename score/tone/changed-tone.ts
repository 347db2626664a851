import type { CallTone } from './tone.ts';

/**
 * The row that must be written: a tone whose input changed or whose call moved on; none where nothing changed, where the
 * row that is there is of a newer call, or where there is nothing to say and nothing to take back.
 */
export function changedTone(before: readonly CallTone[], now: CallTone): readonly CallTone[] {
  const old = before.find(({ toneModel }) => toneModel === now.toneModel);
  if (old === undefined) return now.operators.length === 0 ? [] : [now];
  if (BigInt(old.version) > BigInt(now.version)) return [];
  return old.inputHash === now.inputHash && old.version === now.version ? [] : [now];
}
