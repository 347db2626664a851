import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect, type Database } from '../../../store/clickhouse.ts';

/** A server over TCP that answers each request as told, in turn; `asked` counts them. */
async function broken(
  answers: readonly ((response: ServerResponse) => void)[],
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly database: Database; readonly asked: () => number; readonly told: readonly string[] }> {
  let asked = 0;
  const told: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      answers[Math.min(asked++, answers.length - 1)]?.(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const reach = { by: 'http', url: `http://127.0.0.1:${port}`, user: 'u', password: 'p', replicated: false } as const;
  const onRetry = (error: unknown): void => {
    told.push(String(error));
  };
  return { database: connect(reach, 'default', { attempts: 4, signal, onRetry }), asked: () => asked, told };
}

const refuse =
  (code: number, type: string) =>
  (response: ServerResponse): void => {
    response.writeHead(500, { 'X-ClickHouse-Exception-Code': String(code) });
    response.end(`Code: ${code}. DB::Exception: the row 'secret' (${type})`);
  };
const cut = (response: ServerResponse): void => void response.destroy();
const proxyPage = (response: ServerResponse): void => {
  response.writeHead(502);
  response.end('<html>Bad gateway</html>');
};
const one = (response: ServerResponse): void => void response.end('{"n":1}\n');

describe('a server that is away', () => {
  it('is asked again after a cut, a page of a proxy and a shortage, and then answers', async () => {
    const { database, asked, told } = await broken([cut, proxyPage, refuse(241, 'MEMORY_LIMIT_EXCEEDED'), one]);
    expect(await database.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(asked()).toBe(4);
    expect(told).toHaveLength(3);
    expect(told.join()).not.toMatch(/secret|html/);
  });

  it('is given up after the stated number of tries, with a code', async () => {
    const { database, asked } = await broken([refuse(252, 'TOO_MANY_PARTS')]);
    const insert = database.insert('t', ['a'], ['[1]']);
    await expect(insert).rejects.toMatchObject({ code: 'STORE_AWAY', params: { why: 'TOO_MANY_PARTS' } });
    expect(asked()).toBe(4);
  });

  it('that refuses a row for its content says so, for another row may do', async () => {
    const { database, asked } = await broken([refuse(469, 'VIOLATED_CONSTRAINT')]);
    const insert = database.insert('t', ['a'], ['[1]']);
    await expect(insert).rejects.toMatchObject({ code: 'STORE_ROW_REFUSED', params: { clickhouseCode: 469 } });
    expect(asked()).toBe(1);
  });

  it('is not asked again what it refused', async () => {
    const { database, asked } = await broken([refuse(47, 'UNKNOWN_IDENTIFIER')]);
    const query = database.query('SELECT secret');
    await expect(query).rejects.toMatchObject({ code: 'STORE_REFUSED', params: { clickhouseCode: 47 } });
    await expect(query).rejects.not.toThrow(/secret/);
    expect(asked()).toBe(1);
  });

  it('does not hold up the end of the process', async () => {
    const stop = new AbortController();
    const { database } = await broken(
      [
        (): void => {
          stop.abort(new Error('stopping'));
        },
      ],
      stop.signal,
    );
    await expect(database.query('SELECT 1')).rejects.toThrow('stopping');
  });
});
