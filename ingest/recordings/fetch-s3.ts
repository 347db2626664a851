import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { EtalonError } from '../../errors.ts';
import { connection, type Reach } from './fetch-https.ts';
import { absent, awayOf, codeOf, storeBody, type Watch } from './fetch-limits.ts';
import type { FetchedRecording } from './fetched-recording.ts';
import type { S3Source } from './recording-sources.ts';

/**
 * A recording out of a bucket, at AWS or at any endpoint that speaks its language. A key that is missing is absent; one
 * that may not be read is not, also where S3 says so of missing keys because it may not list them.
 * @throws EtalonError as fetchHttps.
 */
export async function fetchS3(
  { key, shown, source }: { readonly key: string; readonly shown: string; readonly source: S3Source },
  into: { readonly folder: string; readonly maxBytes: number },
  reach: Reach,
  watch: Watch,
): Promise<FetchedRecording> {
  const { client, GetObjectCommand } = await openClient(source, shown, reach);
  try {
    const asked = client.send(new GetObjectCommand({ Bucket: source.bucket, Key: key }), { abortSignal: watch.signal });
    const { Body, ContentLength, LastModified } = await watch.awaiting(asked);
    if (!(Body instanceof Readable)) return absent(shown);
    const lengthBytes = ContentLength ?? null;
    const modifiedAtMs = LastModified?.getTime() ?? null;
    return await storeBody(Body, { ...into, shown, lengthBytes, modifiedAtMs }, watch);
  } catch (error) {
    watch.signal.throwIfAborted();
    const outcome = outcomeOf(error, shown);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  } finally {
    client.destroy();
  }
}

/** A client for one recording: it reads the secret anew, keeps no connection, and asks once, for the lines ask again. */
async function openClient(source: S3Source, shown: string, reach: Reach) {
  const credentials = keysOf(source, shown, reach);
  const { S3Client, GetObjectCommand } = await import('@aws-sdk/client-s3');
  const url = new URL(source.endpoint ?? `https://s3.${source.region}.amazonaws.com`);
  const rule = { allowed: source.allowPrivate, publicToo: url.protocol === 'https:' };
  const guarded = connection(url, rule, reach);
  const client = new S3Client({
    region: source.region,
    credentials,
    forcePathStyle: source.pathStyle,
    maxAttempts: 1,
    // Nothing of the environment or of ~/.aws changes where recordings come from.
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: 'standard',
    ...(source.endpoint === null ? {} : { endpoint: source.endpoint }),
    requestHandler: { httpAgent: new HttpAgent(guarded), httpsAgent: new HttpsAgent(guarded) },
  });
  return { client, GetObjectCommand };
}

/** `accessKeyId:secretAccessKey`. */
function keysOf({ credentials: name }: S3Source, shown: string, reach: Reach) {
  const [, accessKeyId, secretAccessKey] = /^([^:\s]+):(\S+)$/.exec(reach.credentials(name)?.trim() ?? '') ?? [];
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new EtalonError('RECORDING_SOURCE_UNAUTHORISED', { uri: shown, why: `secret ${name} missing or unreadable` });
  return { accessKeyId, secretAccessKey };
}

/** What the client throws: the code that S3 answers, if it answers one, and the status. */
const answered = z.object({ name: z.string(), $metadata: z.object({ httpStatusCode: z.number() }) });

const NOT_YET = ['NoSuchKey', 'NotFound'];
/** These come with status 400 or 403; the key or the clock is wrong, not the recording. */
const UNAUTHORISED = ['ExpiredToken', 'InvalidToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied'];
/** 403, but of a recording that was moved to an archive. */
const NEVER = ['InvalidObjectState'];
const BUSY = ['SlowDown', 'RequestTimeout', 'ThrottlingException', 'ServiceUnavailable', 'InternalError'];

function outcomeOf(error: unknown, shown: string): FetchedRecording | Error {
  if (error instanceof EtalonError) return error;
  const parsed = answered.safeParse(error);
  if (!parsed.success) return connectionFault(error, shown);
  const { name, $metadata } = parsed.data;
  const { httpStatusCode: status } = $metadata;
  if (NOT_YET.includes(name)) return absent(shown);
  const why = /^[A-Z][A-Za-z]{1,40}$/.test(name) && name !== 'Error' ? name : `status ${status}`;
  return new EtalonError(codeFor(name, status), { uri: shown, why }, { cause: error });
}

function codeFor(name: string, status: number) {
  if (BUSY.includes(name) || status >= 500 || status === 429 || status === 408) return 'RECORDING_SOURCE_AWAY';
  if (NEVER.includes(name)) return 'RECORDING_URI_REFUSED';
  if (UNAUTHORISED.includes(name) || status === 401 || status === 403) return 'RECORDING_SOURCE_UNAUTHORISED';
  return 'RECORDING_URI_REFUSED';
}

/** A fault of the connection has a code or a known name; what has none is not ours to know. */
function connectionFault(error: unknown, shown: string): Error {
  if (codeOf(error) !== null || (error instanceof Error && error.name === 'TimeoutError')) return awayOf(error, shown);
  return error instanceof Error ? error : new Error(String(error));
}
