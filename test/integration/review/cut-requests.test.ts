import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { serveReview } from '../../../review/serve.ts';
import { eventually } from '../../harness/eventually.ts';
import { openWorld } from '../../harness/review-world.ts';

it('a sender who goes away in the middle of a request leaves nothing in the log: strangers could fill it', async () => {
  const { app } = await openWorld();
  const answered: number[] = [];
  const served = await serveReview(
    async (request, place) => {
      const response = await app(request, place);
      answered.push(response.status);
      return response;
    },
    { host: '127.0.0.1', port: 0, tries: 1 },
    false,
  );
  onTestFinished(() => served.close());
  const socket = connect(served.port, '127.0.0.1');
  const heading = ['POST /api/session HTTP/1.1', 'Host: localhost:8080', 'X-Etalon: 1', 'Content-Length: 500'];
  socket.write([...heading, 'Content-Type: application/json', '', '{'].join('\r\n'), () => socket.destroy());
  // The log of the world throws: 500 without words would be answered for it.
  await eventually(10_000, () => (answered.length > 0 ? [] : ['an answer']));
  expect(answered).toEqual([400]);
});
