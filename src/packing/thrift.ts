/**
 * Thrift's compact protocol as plain data that is written again as it was read: what a newer writer of Parquet put in
 * stays, whether or not it is known here.
 */
export type Value = boolean | bigint | number | Uint8Array | List | Pairs | Struct

export interface Field {
  id: number
  type: number
  value: Value
}

export type Struct = Field[]

export interface List {
  /** Type of the items. */
  type: number
  items: Value[]
}

interface Pairs {
  keyType: number
  valueType: number
  pairs: [Value, Value][]
}

export const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
] as const
const DEEPEST = 32
// Of a footer: a column of a row group has some forty, so that there may be two hundred thousand of them. Each takes
// a hundred bytes of memory and more, and may be a single one of the file.
const MOST_VALUES = 1 << 23

/** Bytes that end too early, or are no Thrift. */
export class ThriftError extends Error {}

/**
 * @param bytes begin with a struct
 * @param most  values that it may have
 * @returns it and the place behind it
 * @throws ThriftError
 */
export function readStruct(bytes: Uint8Array, most = MOST_VALUES): {struct: Struct; end: number} {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  let left = most
  const byte = (): number => {
    if (at >= buffer.length) throw new ThriftError('ends too early')
    return buffer[at++] as number
  }
  const varint = (): bigint => {
    let value = 0
    let scale = 1
    for (let count = 0; count < 4; count++) {
      const next = byte()
      value += (next & 127) * scale
      if (next < 128) return BigInt(value)
      scale *= 128
    }
    let big = BigInt(value)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const next = byte()
      big |= BigInt(next & 127) << shift
      if (next < 128) return big
    }
    throw new ThriftError('has an endless number')
  }
  const zigzag = (): bigint => {
    const value = varint()
    return (value >> 1n) ^ -(value & 1n)
  }
  const count = (): void => {
    if (left-- <= 0) throw new ThriftError(`has more than ${most} values`)
  }
  const value = (type: number, depth: number): Value => {
    count()
    if (depth > DEEPEST) throw new ThriftError('is nested too deep')
    switch (type) {
      case BYTE:
        return byte()
      case I16:
      case I32:
      case I64:
        return zigzag()
      case DOUBLE: {
        if (at + 8 > buffer.length) throw new ThriftError('ends too early')
        at += 8
        return buffer.subarray(at - 8, at)
      }
      case BINARY: {
        const length = Number(varint())
        if (at + length > buffer.length) throw new ThriftError('ends too early')
        at += length
        return buffer.subarray(at - length, at)
      }
      case LIST:
      case SET: {
        const head = byte()
        const size = head >> 4 === 15 ? Number(varint()) : head >> 4
        if (size > buffer.length) throw new ThriftError('has a list without end')
        const items: Value[] = []
        for (let index = 0; index < size; index++) items.push(item(head & 15, depth))
        return {type: head & 15, items}
      }
      case MAP: {
        const size = Number(varint())
        if (size > buffer.length) throw new ThriftError('has a map without end')
        const types = size === 0 ? 0 : byte()
        const pairs: [Value, Value][] = []
        for (let index = 0; index < size; index++) pairs.push([item(types >> 4, depth), item(types & 15, depth)])
        return {keyType: types >> 4, valueType: types & 15, pairs}
      }
      case STRUCT:
        return struct(depth + 1)
    }
    throw new ThriftError(`has an unknown type ${type}`)
  }
  // Among items a truth value is a byte.
  const item = (type: number, depth: number): Value => value(type <= FALSE ? BYTE : type, depth + 1)
  const struct = (depth: number): Struct => {
    const fields: Struct = []
    for (let id = 0; ; ) {
      const head = byte()
      if (head === 0) return fields
      id = head >> 4 === 0 ? Number(zigzag()) : id + (head >> 4)
      const type = head & 15
      if (type <= FALSE) count()
      fields.push({id, type, value: type === TRUE || type === FALSE ? type === TRUE : value(type, depth)})
    }
  }
  return {struct: struct(0), end: at}
}

/** Writes what `readStruct` gave, or what was made of it. */
export function writeStruct(fields: Struct): Buffer {
  const bytes: number[] = []
  const parts: Uint8Array[] = []
  const flush = (): void => {
    parts.push(Uint8Array.from(bytes))
    bytes.length = 0
  }
  const varint = (number: bigint): void => {
    let left = number
    for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
    bytes.push(Number(left))
  }
  const zigzag = (number: bigint): void => varint(BigInt.asUintN(64, (number << 1n) ^ (number >> 63n)))
  const raw = (data: Uint8Array): void => {
    flush()
    parts.push(data)
  }
  const value = (type: number, data: Value): void => {
    if (data instanceof Uint8Array) {
      if (type === BINARY) varint(BigInt(data.length))
      raw(data)
    } else if (typeof data === 'bigint') zigzag(data)
    else if (typeof data === 'number') bytes.push(data)
    else if (Array.isArray(data)) struct(data)
    else if (typeof data === 'object' && 'items' in data) {
      const {length} = data.items
      bytes.push((Math.min(length, 15) << 4) | data.type)
      if (length >= 15) varint(BigInt(length))
      for (const one of data.items) value(data.type, one)
    } else if (typeof data === 'object') {
      varint(BigInt(data.pairs.length))
      if (data.pairs.length > 0) bytes.push((data.keyType << 4) | data.valueType)
      for (const [key, one] of data.pairs) {
        value(data.keyType, key)
        value(data.valueType, one)
      }
    }
  }
  const struct = (own: Struct): void => {
    let before = 0
    for (const {id, type, value: data} of own) {
      const written = type === TRUE || type === FALSE ? (data ? TRUE : FALSE) : type
      const step = id - before
      if (step > 0 && step < 16) bytes.push((step << 4) | written)
      else {
        bytes.push(written)
        zigzag(BigInt(id))
      }
      before = id
      if (written > FALSE) value(type, data)
    }
    bytes.push(0)
  }
  struct(fields)
  flush()
  return Buffer.concat(parts)
}

/** Value of a field, undefined where it is missing. */
export function get(struct: Struct, id: number): Value | undefined {
  return struct.find((field) => field.id === id)?.value
}

/**
 * A whole number of a field, 0 where it is missing.
 *
 * @throws ThriftError where something else stands there
 */
export function integer(struct: Struct, id: number): number {
  const value = get(struct, id) ?? 0n
  const number = Number(value)
  if (typeof value !== 'bigint' || !Number.isSafeInteger(number))
    throw new ThriftError(`field ${id} is no whole number`)
  return number
}

/**
 * Bytes of a field, undefined where it is missing.
 *
 * @throws ThriftError where something else stands there
 */
export function binary(struct: Struct, id: number): Uint8Array | undefined {
  const value = get(struct, id)
  if (value !== undefined && !(value instanceof Uint8Array)) throw new ThriftError(`field ${id} is no string`)
  return value
}

/**
 * A struct in a field, undefined where it is missing.
 *
 * @throws ThriftError where something else stands there
 */
export function inner(struct: Struct, id: number): Struct | undefined {
  const value = get(struct, id)
  if (value !== undefined && !Array.isArray(value)) throw new ThriftError(`field ${id} is no struct`)
  return value
}

/**
 * A list in a field, undefined where it is missing.
 *
 * @throws ThriftError where something else stands there
 */
export function list(struct: Struct, id: number): List | undefined {
  const value = get(struct, id)
  if (value === undefined) return undefined
  if (typeof value !== 'object' || !('items' in value)) throw new ThriftError(`field ${id} is no list`)
  return value
}

/**
 * Structs of a list, none where it is missing.
 *
 * @throws ThriftError where something else stands there
 */
export function structs(struct: Struct, id: number): Struct[] {
  const items = list(struct, id)?.items ?? []
  if (!items.every((item) => Array.isArray(item))) throw new ThriftError(`field ${id} is no list of structs`)
  return items
}

/** The struct with another value in a field that it has. */
export function replace(struct: Struct, id: number, value: Value): Struct {
  return struct.map((field) => (field.id === id ? {...field, value} : field))
}

/** The struct without some fields. */
export function without(struct: Struct, ...ids: number[]): Struct {
  return struct.filter(({id}) => !ids.includes(id))
}
