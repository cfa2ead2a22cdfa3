import {isObject} from '../text/json.ts'

/** Whether a value that was read is what it should be. */
export type Shape = (value: unknown) => boolean

export const anything: Shape = () => true
export const nothing: Shape = () => false
export const text: Shape = (value) => typeof value === 'string'
export const flag: Shape = (value) => typeof value === 'boolean'
export const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0

/** One of some values. */
export function oneOf(values: Iterable<unknown>): Shape {
  const known = new Set(values)
  return (value) => known.has(value)
}

export function list(each: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(each)
}

/** An object with any number of names. */
export function table(name: Shape, each: Shape): Shape {
  return (value) => isObject(value) && Object.entries(value).every(([key, own]) => name(key) && each(own))
}

/** An object with these keys and no others, apart from those that it may have. */
export function object(needed: Record<string, Shape>, more: Record<string, Shape> = {}): Shape {
  const all = new Map(Object.entries({...needed, ...more}))
  return (value) =>
    isObject(value) &&
    Object.keys(needed).every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, own]) => all.get(key)?.(own) === true)
}
