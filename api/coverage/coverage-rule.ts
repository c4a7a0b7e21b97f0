import type { MultiPolygon, Polygon } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { findOpenSegments, type OpenSegments } from './open-segments.ts'
import { RayIndex } from './ray-index.ts'
import { findShapeFault } from './ring-shape.ts'
import { type CodedArea, type RingTable, readRings, toLngLat } from './ring-table.ts'
import { findWidestMeters } from './ring-width.ts'
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
 *  `segment` the piece of border in question. `widthMeters`: how wide a gap or an overlap is at its widest, where the
 *  ground in question is that of one loop and nothing else. */
export type CoverageFault = {
  kind: CoverageFaultKind
  codes: string[]
  lngLat: LngLat
  segment?: [LngLat, LngLat]
  widthMeters?: number
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
    findLoopFaults(context, findContactFaults(context))
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

type Context = {
  table: RingTable
  open: OpenSegments
  outlineIndex: number
  codesOf: (indexes: Iterable<number>) => string[]
  maxFaults: number
  faults: CoverageFault[]
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

/** Segments that have something else lying on them: what is on their sides cannot be asked at a point of them. */
type Burdened = {
  all: ReadonlySet<number>
  /** Those where the outline is part of it. */
  byOutline: ReadonlySet<number>
}

/** Crossings and T-junctions, each pair of areas once. Contacts with the outline show as loops. */
function findContactFaults(context: Context): Burdened {
  const { open, outlineIndex, faults, maxFaults } = context
  const edges = edgesOf(context)
  const told = new Set<string>()
  const burdened = { all: new Set<number>(), byOutline: new Set<number>() }
  const isSame = (i: number, j: number) =>
    open.chain.from[i] === open.chain.from[j] && open.chain.to[i] === open.chain.to[j]
  findContacts(edges, open.owners.length, (i, j, contact) => {
    if (contact === 'vertex') return
    const isBurden = contact !== 'cross' && !isSame(i, j)
    if (isBurden) burdened.all.add(i).add(j)
    const owners = [...(open.owners[i] as number[]), ...(open.owners[j] as number[])]
    if (owners.includes(outlineIndex)) {
      if (isBurden) burdened.byOutline.add(i).add(j)
      return
    }
    const codes = context.codesOf(owners)
    // One area against itself has been told by its shape.
    if (codes.length < 2) return
    // Doubled segments are the same ground twice: the loops tell it.
    if (isSame(i, j)) return
    const kind = contact === 'cross' ? 'crossing' : 't_junction'
    const key = `${kind} ${codes.join(' ')}`
    if (told.has(key)) return
    told.add(key)
    const [x, y] = contactPlace(edges, i, j)
    faults.push({ kind, codes, lngLat: toLngLat(x, y), segment: segmentOf(context, i) })
    return faults.length >= maxFaults
  })
  return burdened
}

/** The sides of open segments, asked at their middles. */
type SideProbe = {
  edges: Float64Array
  rays: RayIndex
  outlineRays: RayIndex | undefined
  burdened: Burdened
}

/** Each loop of open segments bounds ground that is covered once too often or once too rarely; where loops cross, one
 *  and the same loop may do both. Without an outline ground is a gap when it lies within a loop around open ground:
 *  the same segments followed with the open ground on the left. */
function findLoopFaults(context: Context, burdened: Burdened): void {
  const { table, open, outlineIndex, faults, maxFaults } = context
  if (faults.length >= maxFaults) return
  const edges = edgesOf(context)
  const outlineRays = outlineIndex < 0 ? undefined : raysOfArea(table, outlineIndex)
  const probe = { edges, rays: new RayIndex(edges, open.owners.length), outlineRays, burdened }
  const told = new Set<string>()
  const tell = (kind: CoverageFaultKind, place: number, owners: Set<number>, widthMeters: number | undefined) => {
    const codes = context.codesOf(owners)
    const segment = segmentOf(context, place)
    const key = `${kind} ${codes.join(' ')} ${segment}`
    if (told.has(key)) return
    told.add(key)
    faults.push({ kind, codes, lngLat: segment[0], segment, ...(widthMeters !== undefined && { widthMeters }) })
  }
  const backwards = { from: open.chain.to, to: open.chain.from }
  for (const chain of outlineRays ? [open.chain] : [open.chain, backwards]) {
    const loops = traceLoops(chain, table)
    const widthOfGap = createWidthMeter(table, chain, loops, outlineRays !== undefined)
    const widthOfOverlap = createWidthMeter(table, chain, loops, false)
    for (const loop of loops) {
      if (faults.length >= maxFaults) return
      const kinds = outlineRays
        ? kindsAgainstOutline(context, loop.segments, probe)
        : kindsAlone(context, loop, probe, chain === backwards)
      for (const [kind, segments] of kinds)
        tell(
          kind,
          segments[0] as number,
          // A loop may run all around the county: whose segments are wrong says more than whose are in it.
          new Set(segments.flatMap((segment) => open.owners[segment] as number[])),
          kind === 'gap' ? widthOfGap(loop, segments) : kind === 'overlap' ? widthOfOverlap(loop, segments) : undefined,
        )
    }
  }
}

type Box = [left: number, bottom: number, right: number, top: number]

/** Measures the ground of a loop that is the border of nothing but this kind of ground; undefined for another loop. That
 *  ground is on the left of the loops, that of a gap within an outline on the right. */
function createWidthMeter(
  { x, y }: RingTable,
  { from }: SegmentChain,
  loops: readonly SegmentLoop[],
  isOnRight: boolean,
) {
  const isOuter = ({ area2 }: SegmentLoop) => area2 > 0 !== isOnRight
  const idsOf = ({ segments }: SegmentLoop) => segments.map((segment) => from[segment] as number)
  const boxOf = (loop: SegmentLoop): Box => {
    const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
    for (const id of idsOf(loop)) {
      box[0] = Math.min(box[0], x[id] as number)
      box[1] = Math.min(box[1], y[id] as number)
      box[2] = Math.max(box[2], x[id] as number)
      box[3] = Math.max(box[3], y[id] as number)
    }
    return box
  }
  const ringOf = (loop: SegmentLoop) => idsOf(loop).map((id) => toLngLat(x[id] as number, y[id] as number))
  let islands: { loop: SegmentLoop; box: Box }[] | undefined
  return (loop: SegmentLoop, segments: readonly number[]): number | undefined => {
    if (segments.length < loop.segments.length || !isOuter(loop)) return undefined
    const box = boxOf(loop)
    // A sound coverage asks for none.
    islands ??= loops.filter((each) => !isOuter(each)).map((each) => ({ loop: each, box: boxOf(each) }))
    const within = islands.filter(
      ({ box: own }) => own[0] >= box[0] && own[1] >= box[1] && own[2] <= box[2] && own[3] <= box[3],
    )
    const ring = ringOf(loop)
    return findWidestMeters(
      isOnRight ? ring.reverse() : ring,
      within.map((island) => ringOf(island.loop)),
    )
  }
}

/** How often the ground on the left of a segment is covered, and whether it is asked at a point there or on the right. */
function coverLeftOf({ copies }: OpenSegments, { edges, rays }: SideProbe, segment: number) {
  const [x, y] = middleOfEdge(edges, segment)
  const dy = (edges[4 * segment + 3] as number) - (edges[4 * segment + 1] as number)
  const isEastward = (edges[4 * segment + 2] as number) > (edges[4 * segment] as number)
  // The ray's point is east of the segment, or north of a level one.
  const isAskedLeft = dy < 0 || (dy === 0 && isEastward)
  return { left: rays.windingAt(x, y) + (isAskedLeft ? 0 : (copies[segment] as number)), isAskedLeft }
}

function middleOfEdge(edges: Float64Array, segment: number): [x: number, y: number] {
  return [
    ((edges[4 * segment] as number) + (edges[4 * segment + 2] as number)) / 2,
    ((edges[4 * segment + 1] as number) + (edges[4 * segment + 3] as number)) / 2,
  ]
}

/** What is wrong along a loop: by kind the segments that have it, the one to show first. */
type LoopKinds = Map<CoverageFaultKind, number[]>

function addKind(kinds: LoopKinds, kind: CoverageFaultKind, segment: number): number[] {
  const known = kinds.get(kind) ?? []
  kinds.set(kind, known)
  known.push(segment)
  return known
}

function kindsAlone(
  { open }: Context,
  { segments, area2 }: SegmentLoop,
  probe: SideProbe,
  isBackwards: boolean,
): LoopKinds {
  const kinds: LoopKinds = new Map()
  for (const segment of segments) {
    if (probe.burdened.all.has(segment)) continue
    const { left } = coverLeftOf(open, probe, segment)
    const right = left - (open.copies[segment] as number)
    if (!isBackwards && left > 1) addKind(kinds, 'overlap', segment)
    if (isBackwards && right <= 0 && area2 > 0) addKind(kinds, 'gap', segment)
  }
  return kinds
}

function kindsAgainstOutline(
  { open, outlineIndex }: Context,
  segments: readonly number[],
  probe: SideProbe,
): LoopKinds {
  const kinds: LoopKinds = new Map()
  const isOfOutline = (segment: number) => (open.owners[segment] as number[]).includes(outlineIndex)
  const put = (kind: CoverageFaultKind, segment: number) => {
    const known = addKind(kinds, kind, segment)
    // Better a segment of an area to show than one of the outline.
    if (isOfOutline(known[0] as number) && !isOfOutline(segment)) known.unshift(known.pop() as number)
  }
  for (const segment of segments) {
    if (probe.burdened.all.has(segment)) continue
    const { left, isAskedLeft } = coverLeftOf(open, probe, segment)
    if (left - (open.copies[segment] as number) < 0) put('gap', segment)
    if (left < 1) continue
    // Open segments of the outline run backwards: they have it on their right.
    const inOutline = (probe.outlineRays as RayIndex).windingAt(...middleOfEdge(probe.edges, segment))
    put(inOutline - (!isAskedLeft && isOfOutline(segment) ? 1 : 0) > 0 ? 'overlap' : 'outside_outline', segment)
  }
  if (kinds.size > 0) return kinds
  // Nothing could be asked: there and back on one line, or a gap whose every border ends in the middle of another. What
  // lies on a segment of an area has been told as a contact, not so what lies on one of the outline.
  for (const segment of segments) if (probe.burdened.byOutline.has(segment)) put('t_junction', segment)
  return kinds
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
