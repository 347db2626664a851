import type { z } from 'zod';
import type { Account } from '../store/app/accounts.ts';
import type { Viewer } from './viewer.ts';

/** A request to a route whose right was checked. */
export type Asked = {
  /** Of routes that nobody needs an account for: who is signed in all the same, or null. */
  readonly account: Account | null;
  /** Throws SESSION_OVER without an account. */
  readonly viewer: () => Viewer;
  /** Parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: Request;
  /** Reads the body as JSON of at most 1 MB. Throws REQUEST_INVALID naming the field. */
  readonly body: <T>(schema: z.ZodType<T>) => Promise<T>;
  /** The address the request came from; for throttling, never kept as it is. */
  readonly place: string;
};

/** Answers with JSON, or with a Response of its own. */
export type Handler = (asked: Asked) => Promise<unknown>;
