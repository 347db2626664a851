import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Who asks at the endpoint, as the request says it. */
export type Credentials = { readonly user: string; readonly password: string };

/** `everything`: also writes. `reads`: any SELECT over this store. `boards`: the queries of the boards and nothing else. */
export type Access = 'everything' | 'reads' | 'boards';

/** What a user may; null for a wrong user and a wrong password alike. Asked at each request. */
export type Users = (shown: Credentials) => Promise<Access | null>;

/** One user who may do everything, as a ClickHouse of one's own has it. */
export function oneUser(user: string, password: string): Users {
  const allowed = digestOf(JSON.stringify([user, password]));
  return (shown) => {
    const found = digestOf(JSON.stringify([shown.user, shown.password]));
    return Promise.resolve(timingSafeEqual(found, allowed) ? 'everything' : null);
  };
}

export const TOKEN_USERS = ['boards', 'owner'] as const;
export type TokenUser = (typeof TOKEN_USERS)[number];

const OWNER_ONLY = 0o600;
const TOKEN_BYTES = 32;

const tokensFile = (folder: string): string => join(folder, 'endpoint-tokens.json');
const digests = z.partialRecord(z.enum(TOKEN_USERS), z.string().regex(/^[0-9a-f]{64}$/));

/**
 * The users `boards` and `owner`, by the digests of their tokens in `folder`. The file is read at each request, so a new
 * token counts at once; where it is missing or damaged nobody comes in.
 */
export function tokenUsers(folder: string): Users {
  return async ({ user, password }) => {
    const known = await readDigests(folder);
    const name = TOKEN_USERS.find((one) => one === user);
    // Nobody's digest stands in for that of a user who has none: the answer takes as long.
    const kept = (name === undefined ? undefined : known[name]) ?? randomBytes(32).toString('hex');
    if (!timingSafeEqual(digestOf(password), Buffer.from(kept, 'hex'))) return null;
    return name === 'owner' ? 'reads' : 'boards';
  };
}

/** Which users of `folder` have a token. */
export async function usersWithToken(folder: string): Promise<readonly TokenUser[]> {
  const known = await readDigests(folder);
  return TOKEN_USERS.filter((user) => known[user] !== undefined);
}

/** Makes a token for `user` in place of the one before. Only its digest is kept: what is returned is shown once. */
export async function makeToken(folder: string, user: TokenUser): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const known = { ...(await readDigests(folder)), [user]: digestOf(token).toString('hex') };
  // Written beside and renamed, so that the serving process reads one file or the other.
  const beside = `${tokensFile(folder)}.${randomBytes(4).toString('hex')}`;
  await writeFile(beside, `${JSON.stringify(known)}\n`, { mode: OWNER_ONLY });
  await rename(beside, tokensFile(folder));
  return token;
}

async function readDigests(folder: string): Promise<z.infer<typeof digests>> {
  const text = await readFile(tokensFile(folder), 'utf8').catch(() => '{}');
  try {
    return digests.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
