import { Writable } from 'node:stream';

/** A stream that keeps what a command writes, in place of a terminal's. */
export function writtenStream(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString();
      done();
    },
  });
  // The commands only write.
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}
