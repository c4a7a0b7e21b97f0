import { PairTable } from './pair-table.ts'
import type { RingTable } from './ring-table.ts'
import type { SegmentChain } from './segment-loops.ts'

/** Directed segments that have no partner (as often as they have none), and whose they are. */
export type OpenSegments = { chain: SegmentChain; owners: number[][]; copies: number[] }

/** The segments that are not there once in each direction: the outer border, and every place where the coverage rule may
 *  be broken. The area `outlineIndex` (-1 = none) counts backwards: it is the partner of the outer segments. Pure. */
export function findOpenSegments(
  table: Pick<RingTable, 'ids' | 'ringStart' | 'ringOwner'>,
  outlineIndex: number,
): OpenSegments {
  const { ids, ringStart, ringOwner } = table
  /** Pairs of vertices by number. Most segments join a vertex to the one that came after it, and that pair has the number
   *  of the first; the others are numbered from `ids.length` on. */
  const others = new PairTable(ids.length)
  const numberOf = (low: number, high: number) => (high - low === 1 ? low : ids.length + others.intern(low, high))
  const endsOf = (pair: number): [low: number, high: number] => {
    const other = pair - ids.length
    return other < 0 ? [pair, pair + 1] : [others.first[other] as number, others.second[other] as number]
  }
  const balance = new Int32Array(2 * ids.length)
  /** The pair of the segment that ends at a position of `ids`. */
  const pairAt = new Int32Array(ids.length)
  for (let ring = 0; ring < ringOwner.length; ring++) {
    const sign = ringOwner[ring] === outlineIndex ? -1 : 1
    const end = ringStart[ring + 1] as number
    let from = ids[end - 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const to = ids[i] as number
      const pair = from < to ? numberOf(from, to) : numberOf(to, from)
      balance[pair] = (balance[pair] as number) + (from < to ? sign : -sign)
      pairAt[i] = pair
      from = to
    }
  }
  const open: OpenSegments = { chain: { from: [], to: [] }, owners: [], copies: [] }
  const owners = new Map<number, number[]>()
  for (let ring = 0; ring < ringOwner.length; ring++) {
    const end = ringStart[ring + 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const pair = pairAt[i] as number
      if (balance[pair] === 0) continue
      const list = owners.get(pair)
      if (list) list.push(ringOwner[ring] as number)
      else owners.set(pair, [ringOwner[ring] as number])
    }
  }
  for (const [pair, list] of owners) {
    const count = balance[pair] as number
    const [low, high] = endsOf(pair)
    for (let copy = 0; copy < Math.abs(count); copy++) {
      open.chain.from.push(count > 0 ? low : high)
      open.chain.to.push(count > 0 ? high : low)
      open.owners.push(list)
      open.copies.push(Math.abs(count))
    }
  }
  return open
}
