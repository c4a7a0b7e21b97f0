/** A list of a JSON document whose members are parsed one by one, when somebody goes through it: of a file of 100,000
 *  polygons only one is in memory as it was in the file. A member that is no JSON comes as undefined. */
export class LazyMembers implements Iterable<unknown> {
  readonly #bytes: Uint8Array
  readonly #members: readonly [start: number, end: number][]

  constructor(bytes: Uint8Array, members: readonly [start: number, end: number][]) {
    this.#bytes = bytes
    this.#members = members
  }

  get count(): number {
    return this.#members.length
  }

  *[Symbol.iterator](): Generator<unknown> {
    for (const [start, end] of this.#members) yield parseJson(this.#bytes.subarray(start, end))
  }
}

/** Undefined where the bytes are no JSON in UTF-8. A byte order mark is dropped, wrong bytes are no text. Pure. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
