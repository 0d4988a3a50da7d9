/** How Postgres reads an element of each type: the id it has given the type for good, and how a value is written. */
const TYPES = {
  text: { id: 25, mostBytes: bytesOfText, write: writeText },
  uuid: { id: 2950, mostBytes: () => 16, write: writeUuid },
  int: { id: 23, mostBytes: () => 4, write: writeInt },
  bigint: { id: 20, mostBytes: () => 8, write: writeBigint },
  date: { id: 1082, mostBytes: () => 4, write: writeDate },
  timestamptz: { id: 1184, mostBytes: () => 8, write: writeTime },
  jsonb: { id: 3802, mostBytes: (value: Value) => 1 + bytesOfText(value), write: writeJsonb },
} as const;

/** The types of which `encodeArray` writes arrays. */
export type ElementType = keyof typeof TYPES;

type Value = string | number | bigint | Date;

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const DAY_MS = 86_400_000;
/** Postgres counts days and microseconds from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const JSONB_VERSION = 1;

/**
 * An array as Postgres reads it in binary, which spares it the parsing of text; pg sends a Buffer as a binary value. Days
 * are `YYYY-MM-DD`. Null where there is nothing but null: `unnest` fills up an array that is shorter than the others.
 */
export function encodeArray(type: ElementType, values: readonly (Value | null)[]): Buffer | null {
  const { id, mostBytes, write } = TYPES[type];
  let size = HEADER_BYTES;
  let nulls = 0;
  for (const value of values) {
    size += LENGTH_BYTES;
    if (value === null) nulls += 1;
    else size += mostBytes(value);
  }
  if (nulls === values.length) return null;
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeInt32BE(1, 0);
  at = bytes.writeInt32BE(nulls > 0 ? 1 : 0, at);
  at = bytes.writeInt32BE(id, at);
  at = bytes.writeInt32BE(values.length, at);
  at = bytes.writeInt32BE(1, at);
  let last: Value | null = null;
  let lastFrom = 0;
  let lastTo = 0;
  for (const value of values) {
    if (value === null) {
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    const from = at;
    // Names of agents, runs and models come again and again.
    if (value === last) {
      bytes.copyWithin(from, lastFrom, lastTo);
      at += lastTo - lastFrom;
    } else {
      at = write(bytes, from + LENGTH_BYTES, value);
      bytes.writeInt32BE(at - from - LENGTH_BYTES, from);
      last = value;
    }
    lastFrom = from;
    lastTo = at;
  }
  return bytes.subarray(0, at);
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
function bytesOfText(value: Value): number {
  return String(value).length * 3;
}

function writeText(bytes: Buffer, at: number, value: Value): number {
  return at + bytes.write(String(value), at);
}

function writeUuid(bytes: Buffer, at: number, value: Value): number {
  const hex = String(value).replaceAll("-", "");
  if (bytes.write(hex, at, "hex") !== 16) throw new TypeError("A value for a uuid column is not a UUID");
  return at + 16;
}

function writeInt(bytes: Buffer, at: number, value: Value): number {
  return bytes.writeInt32BE(Number(value), at);
}

function writeBigint(bytes: Buffer, at: number, value: Value): number {
  return bytes.writeBigInt64BE(BigInt(String(value)), at);
}

function writeDate(bytes: Buffer, at: number, value: Value): number {
  return bytes.writeInt32BE((Date.parse(`${String(value)}T00:00:00Z`) - EPOCH_MS) / DAY_MS, at);
}

function writeTime(bytes: Buffer, at: number, value: Value): number {
  const ms = value instanceof Date ? value.getTime() : Date.parse(String(value));
  return bytes.writeBigInt64BE(BigInt(ms - EPOCH_MS) * 1_000n, at);
}

function writeJsonb(bytes: Buffer, at: number, value: Value): number {
  return writeText(bytes, bytes.writeUInt8(JSONB_VERSION, at), value);
}
