/** Gives each pair of 32-bit integers a number from 0 on, in the order they come. Open addressing over typed arrays:
 *  a county is 166,000 segments, and a Map keyed by string took ten times as long. Mutable, of fixed capacity. */
export class PairTable {
  readonly first: Int32Array
  readonly second: Int32Array
  size = 0
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(capacity: number) {
    let slots = 16
    while (slots < capacity * 1.5) slots *= 2
    this.first = new Int32Array(capacity)
    this.second = new Int32Array(capacity)
    this.#slots = new Int32Array(slots)
    this.#mask = slots - 1
  }

  /** The number of the pair; a new one when it was not there. */
  intern(first: number, second: number): number {
    let slot = hashPair(first, second) & this.#mask
    for (;;) {
      const entry = (this.#slots[slot] as number) - 1
      if (entry < 0) break
      if (this.first[entry] === first && this.second[entry] === second) return entry
      slot = (slot + 1) & this.#mask
    }
    const entry = this.size++
    this.#slots[slot] = entry + 1
    this.first[entry] = first
    this.second[entry] = second
    return entry
  }

  /** The number of the pair, or -1. */
  find(first: number, second: number): number {
    let slot = hashPair(first, second) & this.#mask
    for (;;) {
      const entry = (this.#slots[slot] as number) - 1
      if (entry < 0) return -1
      if (this.first[entry] === first && this.second[entry] === second) return entry
      slot = (slot + 1) & this.#mask
    }
  }
}

function hashPair(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
