import type { MultiPolygon, Polygon } from 'geojson'
import type { LngLat } from '#api/http/shared.contract.ts'
import { PairTable } from './pair-table.ts'
import { RayIndex } from './ray-index.ts'
import { findShapeFault } from './ring-shape.ts'
import { type CodedArea, type RingTable, readRings, toLngLat } from './ring-table.ts'
import { contactPlace, findContacts } from './segment-contacts.ts'
import { type SegmentChain, type SegmentLoop, traceLoops } from './segment-loops.ts'

/** What can be wrong with a coverage:
 *  - `out_of_range`: a coordinate is no number or not on earth;
 *  - `invalid_ring`: a ring is not closed, has no area, or does not lie in its polygon as it should;
 *  - `self_crossing`: the border of one area crosses, touches or retraces itself;
 *  - `crossing`: the borders of two areas cross;
 *  - `t_junction`: a vertex of one area lies on a segment of the other, which has no vertex there;
 *  - `overlap`: two areas cover the same ground; `gap`: nobody covers a piece inside;
 *  - `outside_outline`: an area reaches out of the outline;
 *  - `not_union`: a parent is not the union of its children. */
export type CoverageFaultKind =
  | 'out_of_range'
  | 'invalid_ring'
  | 'self_crossing'
  | 'crossing'
  | 't_junction'
  | 'overlap'
  | 'gap'
  | 'outside_outline'
  | 'not_union'

/** One fault with its place: `codes` are the areas that make it (ascending; empty when it is the outline alone),
 *  `segment` the piece of border in question. */
export type CoverageFault = {
  kind: CoverageFaultKind
  codes: string[]
  lngLat: LngLat
  segment?: [LngLat, LngLat]
}

/** A file that is wrong altogether would name every border; nobody reads more than this. */
const defaultMaxFaults = 1_000

/** The coverage rule: on coordinates of whole 1e-6 degrees every directed segment inside appears once in each direction,
 *  every outer segment once, and no two segments cross or run along each other. Answers the places that break it, none
 *  when it holds. With `outline` the outer segments must be exactly the outline's; without it they must form outer
 *  rings, so a hole in the whole is a gap. Holes filled by other areas, islands and exclaves are legal; the orientation
 *  of rings does not matter. Pure, never throws on geometry.
 *
 *  Why it is fast and still finds all: with each area sound in itself, the segments without a partner are together the
 *  border of "how many areas cover this point". So areas that overlap, or cross where every single segment has its
 *  partner, show in how these few segments wind around each other; only they have to be compared with one another. */
export function checkCoverage(
  areas: readonly CodedArea[],
  options: { outline?: Polygon | MultiPolygon | undefined; maxFaults?: number } = {},
): CoverageFault[] {
  const maxFaults = options.maxFaults ?? defaultMaxFaults
  const outlineIndex = options.outline ? areas.length : -1
  const all = options.outline ? [...areas, { code: '', geometry: options.outline }] : areas
  const faults: CoverageFault[] = []
  const codesOf = (indexes: Iterable<number>) =>
    [...new Set(indexes)]
      .filter((index) => index !== outlineIndex)
      .map((index) => (all[index] as CodedArea).code)
      .sort()
  const table = readRings(all, ({ kind, area, lngLat }) => faults.push({ kind, codes: codesOf([area]), lngLat }))
  for (let ring = 0; ring < table.ringOwner.length; ) {
    const area = table.ringOwner[ring] as number
    let end = ring + 1
    while (table.ringOwner[end] === area) end++
    const fault = findShapeFault(table, ring, end)
    if (fault) faults.push({ ...fault, codes: codesOf([area]) })
    ring = end
  }
  const open = findOpenSegments(table, outlineIndex)
  if (open.owners.length > 0) {
    const context: Context = { table, open, outlineIndex, codesOf, maxFaults, faults }
    findContactFaults(context)
    findLoopFaults(context)
  }
  return faults.slice(0, maxFaults)
}

/** Is a parent exactly the union of its children? Answers `not_union` where it is not, with the codes of the children
 *  concerned (their index as text when `childCodes` is left out), and the parent's own faults. Expects the children to
 *  satisfy the coverage rule. Pure. */
export function checkUnion(
  parent: Polygon | MultiPolygon,
  children: readonly (Polygon | MultiPolygon)[],
  options: { parentCode?: string; childCodes?: readonly string[]; maxFaults?: number } = {},
): CoverageFault[] {
  const areas = children.map((geometry, i) => ({ code: options.childCodes?.[i] ?? String(i), geometry }))
  return checkCoverage(areas, { outline: parent, maxFaults: options.maxFaults }).map((fault) => {
    const ofParent = fault.codes.length === 0 && options.parentCode ? [options.parentCode] : fault.codes
    const isAboutShape =
      fault.kind === 'out_of_range' || fault.kind === 'invalid_ring' || fault.kind === 'self_crossing'
    return { ...fault, codes: ofParent, kind: isAboutShape ? fault.kind : 'not_union' }
  })
}

/** Directed segments that have no partner (as often as they have none), and whose they are. */
type OpenSegments = { chain: SegmentChain; owners: number[][] }

type Context = {
  table: RingTable
  open: OpenSegments
  outlineIndex: number
  codesOf: (indexes: Iterable<number>) => string[]
  maxFaults: number
  faults: CoverageFault[]
}

/** The outline counts backwards: it is the partner of the outer segments. */
function findOpenSegments(table: RingTable, outlineIndex: number): OpenSegments {
  const { ids, ringStart, ringOwner } = table
  const pairs = new PairTable(ids.length)
  const balance = new Int32Array(ids.length)
  for (let ring = 0; ring < ringOwner.length; ring++) {
    const sign = ringOwner[ring] === outlineIndex ? -1 : 1
    const end = ringStart[ring + 1] as number
    let from = ids[end - 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const to = ids[i] as number
      const pair = from < to ? pairs.intern(from, to) : pairs.intern(to, from)
      balance[pair] = (balance[pair] as number) + (from < to ? sign : -sign)
      from = to
    }
  }
  const open: OpenSegments = { chain: { from: [], to: [] }, owners: [] }
  let isAnyOpen = false
  for (let pair = 0; pair < pairs.size && !isAnyOpen; pair++) isAnyOpen = balance[pair] !== 0
  if (!isAnyOpen) return open
  const owners = new Map<number, number[]>()
  for (let ring = 0; ring < ringOwner.length; ring++) {
    const end = ringStart[ring + 1] as number
    let from = ids[end - 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const to = ids[i] as number
      const pair = pairs.find(Math.min(from, to), Math.max(from, to))
      if (balance[pair] !== 0) {
        const list = owners.get(pair)
        if (list) list.push(ringOwner[ring] as number)
        else owners.set(pair, [ringOwner[ring] as number])
      }
      from = to
    }
  }
  for (const [pair, list] of owners) {
    const count = balance[pair] as number
    for (let copy = 0; copy < Math.abs(count); copy++) {
      open.chain.from.push((count > 0 ? pairs.first[pair] : pairs.second[pair]) as number)
      open.chain.to.push((count > 0 ? pairs.second[pair] : pairs.first[pair]) as number)
      open.owners.push(list)
    }
  }
  return open
}

function edgesOf({ table, open }: Context): Float64Array {
  const { from, to } = open.chain
  const edges = new Float64Array(4 * from.length)
  for (let i = 0; i < from.length; i++) {
    edges[4 * i] = table.x[from[i] as number] as number
    edges[4 * i + 1] = table.y[from[i] as number] as number
    edges[4 * i + 2] = table.x[to[i] as number] as number
    edges[4 * i + 3] = table.y[to[i] as number] as number
  }
  return edges
}

const segmentOf = ({ table, open }: Context, i: number): [LngLat, LngLat] => {
  const from = open.chain.from[i] as number
  const to = open.chain.to[i] as number
  return [
    toLngLat(table.x[from] as number, table.y[from] as number),
    toLngLat(table.x[to] as number, table.y[to] as number),
  ]
}

/** Crossings and T-junctions, each pair of areas once. Contacts with the outline show as loops. */
function findContactFaults(context: Context): void {
  const { open, outlineIndex, faults, maxFaults } = context
  const edges = edgesOf(context)
  const told = new Set<string>()
  findContacts(edges, open.owners.length, (i, j, contact) => {
    if (contact === 'vertex') return
    const owners = [...(open.owners[i] as number[]), ...(open.owners[j] as number[])]
    if (owners.includes(outlineIndex)) return
    const codes = context.codesOf(owners)
    // One area against itself has been told by its shape.
    if (codes.length < 2) return
    // Doubled segments are the same ground twice: the loops tell it.
    if (open.chain.from[i] === open.chain.from[j] && open.chain.to[i] === open.chain.to[j]) return
    const kind = contact === 'cross' ? 'crossing' : 't_junction'
    const key = `${kind} ${codes.join(' ')}`
    if (told.has(key)) return
    told.add(key)
    const [x, y] = contactPlace(edges, i, j)
    faults.push({ kind, codes, lngLat: toLngLat(x, y), segment: segmentOf(context, i) })
    return faults.length >= maxFaults
  })
}

/** Each loop of open segments bounds ground that is covered once too often or once too rarely. */
function findLoopFaults(context: Context): void {
  const { table, open, outlineIndex, faults, maxFaults } = context
  const edges = edgesOf(context)
  const rays = new RayIndex(edges, open.owners.length)
  const outlineRays = outlineIndex < 0 ? undefined : raysOfArea(table, outlineIndex)
  for (const loop of traceLoops(open.chain, table)) {
    if (faults.length >= maxFaults) return
    const kind = kindOfLoop(loop, edges, rays, outlineRays)
    if (!kind) continue
    const owners = new Set(loop.segments.flatMap((segment) => open.owners[segment] as number[]))
    if (kind === 't_junction' && !owners.has(outlineIndex)) continue
    const named = loop.segments.find((segment) => open.owners[segment]?.some((owner) => owner !== outlineIndex))
    const segment = segmentOf(context, named ?? (loop.segments[0] as number))
    faults.push({ kind, codes: context.codesOf(owners), lngLat: segment[0], segment })
  }
}

function kindOfLoop(
  loop: SegmentLoop,
  edges: Float64Array,
  rays: RayIndex,
  outlineRays: RayIndex | undefined,
): CoverageFaultKind | undefined {
  // There and back on one line: the two sides of a T-junction.
  if (loop.area2 === 0) return 't_junction'
  // A segment that runs south, or east: the ray's point (east, a breath north) is then on its left, the inner side.
  const segment = loop.segments.find((candidate) => {
    const dy = (edges[4 * candidate + 3] as number) - (edges[4 * candidate + 1] as number)
    return dy < 0 || (dy === 0 && (edges[4 * candidate + 2] as number) > (edges[4 * candidate] as number))
  }) as number
  const x = ((edges[4 * segment] as number) + (edges[4 * segment + 2] as number)) / 2
  const y = ((edges[4 * segment + 1] as number) + (edges[4 * segment + 3] as number)) / 2
  const left = rays.windingAt(x, y)
  if (outlineRays) {
    if (left < 1) return 'gap'
    return outlineRays.windingAt(x, y) > 0 ? 'overlap' : 'outside_outline'
  }
  if (left > 1) return 'overlap'
  if (left < 1 || loop.area2 < 0) return 'gap'
  return undefined
}

function raysOfArea({ ids, ringStart, ringOwner, x, y }: RingTable, area: number): RayIndex {
  const edges: number[] = []
  for (let ring = 0; ring < ringOwner.length; ring++) {
    if (ringOwner[ring] !== area) continue
    const end = ringStart[ring + 1] as number
    let from = ids[end - 1] as number
    for (let i = ringStart[ring] as number; i < end; i++) {
      const to = ids[i] as number
      edges.push(x[from] as number, y[from] as number, x[to] as number, y[to] as number)
      from = to
    }
  }
  return new RayIndex(Float64Array.from(edges), edges.length / 4)
}
