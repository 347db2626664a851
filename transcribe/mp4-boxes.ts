import { latin, view, type AudioBytes } from './audio-format.ts';

/** Bytes of a box without its head; `to` may lie behind the end of a file that was cut off. */
export type Box = { readonly name: string; readonly from: number; readonly to: number };

/** In fragments a recording of hours has thousands of boxes, but its index first; more than these are not looked at. */
const MAX_BOXES = 1_000;

export function topBoxes(bytes: AudioBytes): readonly Box[] {
  return boxesWithin(bytes, 0, bytes.size);
}

/** The boxes at the end of a path of names below a box; each name but the last counts where it stands first. */
export function findBox(bytes: AudioBytes, within: Box, path: readonly string[]): readonly Box[] {
  const [name, ...rest] = path;
  const found = boxesWithin(bytes, within.from, Math.min(within.to, bytes.size)).filter((box) => box.name === name);
  const [first] = found;
  return rest.length === 0 || first === undefined ? found : findBox(bytes, first, rest);
}

function boxesWithin(bytes: AudioBytes, from: number, end: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= end && boxes.length < MAX_BOXES;) {
    const box = readBox(bytes, at);
    if (box === null) break;
    boxes.push(box);
    at = box.to;
  }
  return boxes;
}

/** A length of 1 stands in 8 bytes behind the name, 0 goes to the end of the file (ISO 14496-12, 4.2). */
function readBox(bytes: AudioBytes, at: number): Box | null {
  const head = bytes.read(at, 16);
  if (head.length < 8) return null;
  const length = view(head).getUint32(0);
  const name = latin(head, 4, 4);
  if (length === 0) return { name, from: at + 8, to: bytes.size };
  if (length >= 8) return { name, from: at + 8, to: at + length };
  if (length !== 1 || head.length < 16) return null;
  const long = Number(view(head).getBigUint64(8));
  return long < 16 ? null : { name, from: at + 16, to: at + long };
}
