import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Server = {
  readonly url: string;
  /** The Range header of each request, '' when it had none. */
  readonly ranges: readonly string[];
  close(): Promise<void>;
};

type Answer = (response: ServerResponse, from: number, nth: number) => void;

/** A server on this machine that answers the nth request (from 0) as the test says; `from` is where its Range starts. */
export async function serve(answer: Answer): Promise<Server> {
  const ranges: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const range = request.headers.range ?? '';
    const nth = ranges.push(range) - 1;
    answer(response, Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0), nth);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/model.bin`,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Sends what the Range asked for, as a whole or only `bytes` of it and then nothing more. */
export function send(response: ServerResponse, content: Buffer, from: number, bytes?: number): void {
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': content.length - from,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  if (bytes === undefined) response.end(content.subarray(from));
  else response.write(content.subarray(from, from + bytes));
}
