import { showWord } from './import-fault.ts'

/** What stands where JSON should. */
export class NotJson {
  /** What the parser says of it, in English, without the position: that counts from the beginning of a part. */
  readonly why: string

  constructor(error: unknown) {
    const message = error instanceof Error ? error.message : String(error)
    this.why = showWord(message.replace(/ (is not valid JSON$|(in|after) JSON at position .*)/s, ''))
  }
}

/** A list of a JSON document whose members are parsed one by one, when somebody goes through it: of a file of 100,000
 *  polygons only one is in memory as it was in the file. A member that is no JSON comes as NotJson. */
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

/** The value of a JSON text in UTF-8, or NotJson. A byte order mark is dropped. Pure. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    return new NotJson(error)
  }
}
