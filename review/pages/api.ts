import { signal } from '@preact/signals';
import type { Draft } from '../contract/judging.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Upload } from '../contract/uploads.ts';
import { RIGHTS, type RouteName } from '../rights.ts';
import type { Answers } from './answers.ts';

/** What a route is asked: parts of its path, its query (undefined and '' are left out), and a JSON body. */
export type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
};

/** The server said no, with a code that the pages have words for. */
export class RefusedError extends Error {
  readonly status: number;
  /** `newer` comes with NEWER_DRAFT only. */
  readonly refusal: Refusal & { readonly newer?: Draft };
  constructor(status: number, refusal: Refusal & { readonly newer?: Draft }) {
    super(refusal.code);
    this.status = status;
    this.refusal = refusal;
  }
}

/** The server was not reached: nothing is known about what it did. */
export class AwayError extends Error {}

/** False from a request that did not get through, or the browser's word that it is offline, until one does. */
export const reachable = signal(true);
addEventListener('offline', () => {
  reachable.value = false;
});
addEventListener('online', () => {
  reachable.value = true;
});

let sessionOver: () => void = () => undefined;
/** Says what happens when the server no longer knows who asks. Set once, by session.ts. */
export function onSessionOver(act: () => void): void {
  sessionOver = act;
}

/** The address of a route; also for links to sound and files. */
export function hrefOf(route: RouteName, { params = {}, query = {} }: Asked = {}): string {
  const path = RIGHTS[route].path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/**
 * Asks the server. Throws RefusedError (it said no), AwayError (not reached) or the signal's AbortError. When the session
 * is over, the pages are told before the error is thrown.
 */
export async function ask<R extends RouteName>(route: R, asked: Asked = {}, signal?: AbortSignal): Promise<Answers[R]> {
  const { method } = RIGHTS[route];
  const answer = await send(hrefOf(route, asked), {
    method,
    headers: { 'X-Etalon': '1', ...(asked.body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  if (!answer.ok) throw refusedBy(answer.status, text);
  return (text === '' ? null : JSON.parse(text)) as Answers[R];
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(url, { credentials: 'same-origin', ...request });
    reachable.value = true;
    return answer;
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    reachable.value = false;
    throw new AwayError('the server was not reached', { cause: error });
  }
}

/** Sends a recording, telling its progress as a share of 0–1. Throws as `ask` does. */
export function sendRecording(
  query: NonNullable<Asked['query']>,
  file: Blob,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<Upload> {
  // fetch tells nothing about what was sent so far.
  const request = new XMLHttpRequest();
  request.open(RIGHTS['uploads.add'].method, hrefOf('uploads.add', { query }));
  request.setRequestHeader('X-Etalon', '1');
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded, total }) => {
    if (total > 0) onShare(loaded / total);
  };
  signal?.addEventListener('abort', () => {
    request.abort();
  });
  return new Promise((resolve, reject) => {
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Upload);
      else reject(refusedBy(request.status, request.responseText));
    };
    request.onerror = () => {
      reject(new AwayError('the server was not reached'));
    };
    request.onabort = () => {
      reject(new DOMException('', 'AbortError'));
    };
    request.send(file);
  });
}

function refusedBy(status: number, text: string): RefusedError {
  const error = new RefusedError(status, refusalOf(text));
  if (error.refusal.code === 'SESSION_OVER') sessionOver();
  return error;
}

/** What is no refusal comes from something between the server and the page. */
function refusalOf(text: string): Refusal {
  try {
    const said = JSON.parse(text) as Partial<Refusal> | null;
    if (said?.code !== undefined) return { ...said, code: said.code, params: said.params ?? {} };
  } catch {
    // Not JSON: see above.
  }
  return { code: 'UNEXPECTED', params: {} };
}
