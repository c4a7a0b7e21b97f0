import { createHash } from 'node:crypto'

/** Numbers that look random and are the same for the same seed, on every machine. */
export type Random = {
  /** In [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  integer(low: number, high: number): number
  chance(probability: number): boolean
  /** Normal distribution with mean 0 and deviation 1. */
  normal(): number
  /** Exponential distribution with the given mean. */
  exponential(mean: number): number
  pick<Item>(items: readonly Item[]): Item
  /** A new array in random order. */
  shuffle<Item>(items: readonly Item[]): Item[]
}

/** FNV-1a of a text: each part of the demo gets its own stream, so a change in one leaves the others as they were. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** mulberry32: 32 bits of state are plenty for a few ten thousand draws, and it is short enough to read. */
export function createRandom(seed: number, stream: string): Random {
  let state = hashText(`${seed}/${stream}`)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    shuffle: (items) => {
      const result = [...items]
      for (let index = result.length - 1; index > 0; index -= 1) {
        const other = integer(0, index)
        const kept = result[index] as (typeof result)[number]
        result[index] = result[other] as (typeof result)[number]
        result[other] = kept
      }
      return result
    },
  }
}

/** Draws items in proportion to their weights; items without weight are never drawn. Throws where no item has any. */
export function createWeighted<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
): (random: Random) => Item {
  const sums = new Float64Array(items.length)
  let sum = 0
  items.forEach((item, index) => {
    sum += Math.max(0, weightOf(item))
    sums[index] = sum
  })
  if (!(sum > 0)) throw new Error('nothing to draw from')
  return (random) => {
    const aim = random.next() * sum
    let low = 0
    let high = items.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) > aim) high = middle
      else low = middle + 1
    }
    return items[low] as Item
  }
}

/** A UUID (version 8: made by our own rule) that depends on the seed, the stream and the number, not on the time. */
export function demoUuid(seed: number, stream: string, number: number): string {
  const hex = createHash('sha256').update(`onegrid demo/${seed}/${stream}/${number}`).digest('hex')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
