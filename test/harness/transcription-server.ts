import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyAudio } from '../../transcribe/identify-audio.ts';

/** A transcription request as the server understood it. */
export type Received = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Samples of the uploaded WAV: mono, 16 bit, 16 kHz. */
  readonly samples: number;
};

/** `hang`: take the request and say nothing. `stall`: begin an answer and never end it. `hang up`: close the connection. */
export type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'stall'
  | 'hang up';

export type TranscriptionServer = {
  readonly baseUrl: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
};

/**
 * A real HTTP server that reads each request as a transcription service does, and answers the nth with `reply`, when
 * that is there. A request that no such service would take is answered 400 with what is wrong.
 */
export async function transcriptionServer(
  reply: (request: Received, nth: number) => Reply | Promise<Reply>,
): Promise<TranscriptionServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readRequest(request)
      .then(async (read) => {
        if (typeof read === 'string') {
          send(response, { status: 400, body: { error: { message: read } } });
          return;
        }
        received.push(read);
        send(response, await reply(read, received.length));
      })
      .catch((error: unknown) => {
        // Whoever hangs up within a request gets no answer; anything else is a fault of this server.
        if (!request.destroyed || request.complete) throw error;
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** One that hears the same English sentence in every window, after `delayMs`. */
export function speaking(delayMs = 0): Promise<TranscriptionServer> {
  const body = { text: 'Good morning, Amber House, how can I help you?', language: 'english' };
  return transcriptionServer(() => sleep(delayMs, { status: 200, body }));
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'hang up') {
    response.destroy();
    return;
  }
  if (reply === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"text":');
    return;
  }
  const text = typeof reply.body === 'string';
  response.writeHead(reply.status, { 'content-type': text ? 'text/html' : 'application/json', ...reply.headers });
  response.end(text ? reply.body : JSON.stringify(reply.body));
}

async function readRequest(request: IncomingMessage): Promise<Received | string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return `content type ${request.headers['content-type'] ?? ''}`;
  const parts = partsOf(Buffer.concat(chunks), boundary);
  const file = parts.find(({ name }) => name === 'file');
  if (file?.fileName !== 'window.wav') return 'no file with the name of a WAV';
  const wav = file.bytes;
  const found = identifyAudio({ size: wav.length, read: (offset, length) => wav.subarray(offset, offset + length) });
  if (found.kind === 'refused') return `no audio: ${found.reason.code}`;
  const { codec, sampleRate, channels, truncated } = found.format;
  if (codec !== 'pcm_s16le' || sampleRate !== 16_000 || channels !== 1 || truncated) return 'not mono 16-bit 16 kHz';
  const fields = Map.groupBy(
    parts.filter((part) => part !== file),
    ({ name }) => name,
  );
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization ?? '',
    fields: Object.fromEntries(
      [...fields].map(([name, values]) => [name, values.map(({ bytes }) => bytes.toString())]),
    ),
    samples: (wav.length - 44) / 2,
  };
}

type Part = { readonly name: string; readonly fileName: string; readonly bytes: Buffer };

/** The parts of a multipart body (RFC 7578): each stands between boundaries, its headers end with an empty line. */
function partsOf(body: Buffer, boundary: string): Part[] {
  const parts: Part[] = [];
  let from = body.indexOf(`--${boundary}\r\n`);
  while (from !== -1) {
    const headersEnd = body.indexOf('\r\n\r\n', from);
    const end = body.indexOf(`\r\n--${boundary}`, headersEnd);
    if (headersEnd === -1 || end === -1) break;
    const headers = body.subarray(from, headersEnd).toString();
    const quoted = (key: string): string => new RegExp(`[; ]${key}="([^"]*)"`).exec(headers)?.[1] ?? '';
    parts.push({ name: quoted('name'), fileName: quoted('filename'), bytes: body.subarray(headersEnd + 4, end) });
    from = body.indexOf(`--${boundary}\r\n`, end);
  }
  return parts;
}
