import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
/** In the flags: the member is encrypted. */
const ENCRYPTED = 1;
/** In a place for 32 bits: the value stands in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;
/** File type in the upper half of the external attributes, as Unix writes it. */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** @typedef {{ readonly path: string, readonly bytes: number, readonly sha256: string }} Unpacked */
/** @typedef {{ name: string, flags: number, method: number, crc: number, packed: number, bytes: number, header: number, mode: number }} Member */

/**
 * Unpacks what lies below `root` in a ZIP file into `folder`, member by member, so that memory does not grow with the
 * archive. Layout: PKWARE APPNOTE 6.3; no ZIP64, no encryption. Refuses names that lead out of the folder, links, names
 * that come twice, and more than the limits allow, before anything is written.
 * @param {string} file
 * @param {string} root folder inside the archive
 * @param {string} folder
 * @param {{ readonly maxBytes: number, readonly maxFiles: number }} limits of what comes out
 * @returns {Promise<readonly Unpacked[]>} the files, their paths with `/`
 */
export async function unpackZip(file, root, folder, limits) {
  const handle = await open(file, 'r');
  try {
    const members = (await directoryOf(handle, file)).filter(({ name }) => name.startsWith(`${root}/`));
    const files = members.map((member) => ({ ...member, name: member.name.slice(root.length + 1) }));
    const wanted = files.filter(({ name }) => name !== '' && !name.endsWith('/'));
    refuseUnsafe(wanted, limits);
    if (wanted.length === 0) throw new Error(`it holds no folder ${root}`);
    /** @type {Unpacked[]} */
    const unpacked = [];
    for (const member of wanted) unpacked.push(await unpackMember(handle, file, member, folder));
    return unpacked;
  } finally {
    await handle.close();
  }
}

/**
 * @param {readonly Member[]} members
 * @param {{ readonly maxBytes: number, readonly maxFiles: number }} limits
 */
function refuseUnsafe(members, { maxBytes, maxFiles }) {
  const seen = new Set();
  for (const { name, flags, mode } of members) {
    const parts = name.split('/');
    const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..') || /[\\:\p{Cc}]/u.test(name);
    if (leadsOut || (mode & FILE_TYPE) === SYMBOLIC_LINK)
      throw new Error('it holds a file that leads out of its folder');
    if (flags & ENCRYPTED) throw new Error('it is encrypted');
    if (seen.has(name)) throw new Error('it holds a file twice');
    seen.add(name);
  }
  const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
  if (bytes > maxBytes) throw new Error(`it would unpack to ${bytes} bytes, more than ${maxBytes}`);
  if (members.length > maxFiles) throw new Error(`it holds ${members.length} files, more than ${maxFiles}`);
}

/**
 * @param {import('node:fs/promises').FileHandle} handle
 * @param {string} file
 * @returns {Promise<readonly Member[]>}
 */
async function directoryOf(handle, file) {
  const { size } = await handle.stat();
  // The end record is the last 22 bytes and a comment of up to 65,535.
  const tail = await bytesAt(handle, Math.max(0, size - 22 - 0xffff), Math.min(size, 22 + 0xffff));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error(`${file} is not a whole ZIP file`);
  const directory = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  /** @type {Member[]} */
  const members = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const member = {
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      mode: directory.readUInt16LE(at + 40),
      header: directory.readUInt32LE(at + 42),
    };
    if ([member.packed, member.bytes, member.header].includes(IN_ZIP64)) throw new Error('it is a ZIP64 file');
    members.push(member);
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  if (members.length !== tail.readUInt16LE(end + 10)) throw new Error(`${file} is not a whole ZIP file`);
  return members;
}

/**
 * @param {import('node:fs/promises').FileHandle} handle
 * @param {string} file
 * @param {Member} member
 * @param {string} folder
 * @returns {Promise<Unpacked>}
 */
async function unpackMember(handle, file, member, folder) {
  const { name, method, packed, bytes, header } = member;
  if (method !== STORED && method !== DEFLATED) throw new Error(`compression method ${method} is not known`);
  const local = await bytesAt(handle, header, 30);
  const start = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const path = join(folder, ...name.split('/'));
  await mkdir(dirname(path), { recursive: true });
  const meter = meterOf(bytes);
  const source = packed === 0 ? new PassThrough().end() : createReadStream(file, { start, end: start + packed - 1 });
  const inflate = method === DEFLATED ? zlib.createInflateRaw() : new PassThrough();
  await pipeline(source, inflate, meter.stream, createWriteStream(path, { flags: 'wx' }));
  const { done, crc, sha256 } = meter.sum();
  if (done !== bytes || crc !== member.crc) throw new Error(`its file ${name} is damaged`);
  return { path: name, bytes, sha256 };
}

/**
 * Counts and digests what passes; a member that gives more than it declared is stopped at once.
 * @param {number} maxBytes
 */
function meterOf(maxBytes) {
  const hash = createHash('sha256');
  let done = 0;
  let crc = 0;
  const stream = new Transform({
    transform(piece, _encoding, next) {
      done += piece.length;
      crc = zlib.crc32(piece, crc);
      hash.update(piece);
      if (done > maxBytes) next(new Error('it holds more than it declares'));
      else next(null, piece);
    },
  });
  return { stream, sum: () => ({ done, crc, sha256: hash.digest('hex') }) };
}

/**
 * @param {import('node:fs/promises').FileHandle} handle
 * @param {number} at
 * @param {number} length
 */
async function bytesAt(handle, at, length) {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error('it is not a whole ZIP file');
  return buffer;
}
