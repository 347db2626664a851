/**
 * The first question of ClickHouse's Go client, which Grafana's data source speaks through. It is read at the revision of
 * the client; what the engine writes has revision 0, and nothing in SQL changes that. So this one answer is written by
 * hand and says revision 0: from then on the client reads what the engine writes.
 */
export const HELLO = 'SELECT displayName(), version(), revision(), timezone()';

export type Hello = { readonly displayName: string; readonly version: string; readonly timeZone: string };

// Source: src/Core/ProtocolDefines.h of ClickHouse.
const WITH_BLOCK_INFO = 51_903;
const WITH_CUSTOM_SERIALIZATION = 54_454;

/** The answer to HELLO as one block of the format Native at `revision`, that of the client. */
export function helloBlock({ displayName, version, timeZone }: Hello, revision: number): Buffer {
  const column = (name: string, type: string, value: Buffer): Buffer =>
    Buffer.concat([
      text(name),
      text(type),
      // 0 = the usual serialization.
      revision >= WITH_CUSTOM_SERIALIZATION ? Buffer.from([0]) : Buffer.alloc(0),
      value,
    ]);
  return Buffer.concat([
    revision >= WITH_BLOCK_INFO ? BLOCK_INFO : Buffer.alloc(0),
    // Columns, rows.
    Buffer.from([4, 1]),
    column('displayName()', 'String', text(displayName)),
    column('version()', 'String', text(version)),
    column('revision()', 'UInt32', Buffer.alloc(4)),
    column('timezone()', 'String', text(timeZone)),
  ]);
}

/** Field 1: no overflow row; field 2: bucket -1; end. */
const BLOCK_INFO = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) + 0x80);
  return Buffer.from([...bytes, value]);
}
