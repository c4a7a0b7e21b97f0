import Flatbush from 'flatbush'
import type { FeatureCollection, LineString } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { metersPerLat, metersPerLng, type RoadProperties, roughMeters, roundLngLat } from './demo-place.ts'

/** Nearer than this a stop is reached from the road; farther off one walks straight. */
const snapMeters = 900
/** A round by road of more than so many times the straight way is not walked: there is a footpath. */
const detourLimit = 3

type Snap = { point: LngLat; segment: number; fromStartMeters: number; toEndMeters: number; offMeters: number }

/** Pure over its own arrays. `findWay` gives the points from `from` to `to`, both included; `isNear` tells whether a road
 *  is near enough to walk to. */
export type RoadNetwork = { findWay(from: LngLat, to: LngLat): LngLat[]; isNear(point: LngLat): boolean }

/** Builds a network of the roads one may walk or ride a motorcycle on (no expressways). Lines meet where they share a
 *  vertex: the road data are noded. */
export function createRoadNetwork(roads: FeatureCollection<LineString, RoadProperties>): RoadNetwork {
  const ids = new Map<string, number>()
  const points: LngLat[] = []
  const segments: [from: number, to: number, meters: number][] = []
  const idOf = (point: LngLat) => {
    const key = `${point[0]},${point[1]}`
    let id = ids.get(key)
    if (id === undefined) {
      id = points.push(point) - 1
      ids.set(key, id)
    }
    return id
  }
  for (const road of roads.features) {
    if (road.properties.class === 'expressway') continue
    const line = road.geometry.coordinates as LngLat[]
    for (let index = 1; index < line.length; index += 1) {
      const from = line[index - 1] as LngLat
      const to = line[index] as LngLat
      segments.push([idOf(from), idOf(to), roughMeters(from, to)])
    }
  }
  if (segments.length === 0) return { findWay: (from, to) => [from, to], isNear: () => false }

  const boxes = new Flatbush(segments.length)
  const links: [node: number, meters: number][][] = points.map(() => [])
  for (const [from, to, meters] of segments) {
    const [a, b] = [points[from] as LngLat, points[to] as LngLat]
    boxes.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
    links[from]?.push([to, meters])
    links[to]?.push([from, meters])
  }
  boxes.finish()

  const snaps = new Map<string, Snap | null>()
  function snap(point: LngLat): Snap | null {
    const key = `${point[0]},${point[1]}`
    const known = snaps.get(key)
    if (known !== undefined) return known
    let best: Snap | null = null
    for (const segment of boxes.neighbors(point[0], point[1], 12, snapMeters / metersPerLat)) {
      const found = snapTo(point, segment)
      if (found.offMeters <= snapMeters && (best === null || found.offMeters < best.offMeters)) best = found
    }
    snaps.set(key, best)
    return best
  }
  function snapTo(point: LngLat, segment: number): Snap {
    const [fromId, toId, meters] = segments[segment] as [number, number, number]
    const [from, to] = [points[fromId] as LngLat, points[toId] as LngLat]
    const scale = metersPerLng(point[1])
    const [dx, dy] = [(to[0] - from[0]) * scale, (to[1] - from[1]) * metersPerLat]
    const [px, py] = [(point[0] - from[0]) * scale, (point[1] - from[1]) * metersPerLat]
    const length2 = dx * dx + dy * dy
    const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2))
    return {
      point: [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share],
      segment,
      fromStartMeters: meters * share,
      toEndMeters: meters * (1 - share),
      offMeters: Math.hypot(px - dx * share, py - dy * share),
    }
  }

  // One-to-one searches stop after a few hundred nodes, so the arrays live on and only what was touched is reset.
  const costs = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY)
  const before = new Int32Array(points.length).fill(-1)
  const heap = createHeap(costs)
  function searchNodes(start: Snap, end: Snap, limitMeters: number): number[] | null {
    const touched: number[] = []
    const reach = (node: number, cost: number, from: number) => {
      if (cost >= (costs[node] as number)) return
      costs[node] = cost
      before[node] = from
      touched.push(node)
      heap.push(node, cost)
    }
    const [startA, startB] = segments[start.segment] as [number, number, number]
    const [endA, endB] = segments[end.segment] as [number, number, number]
    reach(startA, start.fromStartMeters, -1)
    reach(startB, start.toEndMeters, -1)
    let best = limitMeters
    let last = -1
    for (let node = heap.pop(); node >= 0; node = heap.pop()) {
      const cost = costs[node] as number
      if (cost >= best) break
      if (node === endA && cost + end.fromStartMeters < best) [best, last] = [cost + end.fromStartMeters, node]
      if (node === endB && cost + end.toEndMeters < best) [best, last] = [cost + end.toEndMeters, node]
      for (const [next, meters] of links[node] as [number, number][]) reach(next, cost + meters, node)
    }
    const way: number[] = []
    for (let node = last; node >= 0; node = before[node] as number) way.push(node)
    for (const node of touched) {
      costs[node] = Number.POSITIVE_INFINITY
      before[node] = -1
    }
    heap.clear()
    return last < 0 ? null : way.reverse()
  }

  function findWay(from: LngLat, to: LngLat): LngLat[] {
    const straight = roughMeters(from, to)
    const [start, end] = [snap(from), snap(to)]
    if (start === null || end === null || start.offMeters + end.offMeters >= straight) return [from, to]
    if (start.segment === end.segment) return withoutRepeats([from, start.point, end.point, to])
    const nodes = searchNodes(start, end, Math.max(800, straight * detourLimit))
    if (nodes === null) return [from, to]
    return withoutRepeats([from, start.point, ...nodes.map((node) => points[node] as LngLat), end.point, to])
  }
  return { findWay, isNear: (point) => snap(point) !== null }
}

const withoutRepeats = (line: LngLat[]): LngLat[] =>
  line
    .map(roundLngLat)
    .filter((point, index, all) => index === 0 || point[0] !== all[index - 1]?.[0] || point[1] !== all[index - 1]?.[1])

/** A binary heap of nodes by cost. A node may be in it several times; an outdated entry is skipped when it comes up. */
function createHeap(costs: Float64Array) {
  const nodes: number[] = []
  const keys: number[] = []
  function push(node: number, key: number) {
    let index = nodes.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if ((keys[parent] as number) <= key) break
      nodes[index] = nodes[parent] as number
      keys[index] = keys[parent] as number
      index = parent
    }
    nodes[index] = node
    keys[index] = key
  }
  function popAny(): [node: number, key: number] {
    const top: [number, number] = [nodes[0] as number, keys[0] as number]
    const node = nodes.pop() as number
    const key = keys.pop() as number
    const count = nodes.length
    if (count === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= count) break
      if (child + 1 < count && (keys[child + 1] as number) < (keys[child] as number)) child += 1
      if ((keys[child] as number) >= key) break
      nodes[index] = nodes[child] as number
      keys[index] = keys[child] as number
      index = child
    }
    nodes[index] = node
    keys[index] = key
    return top
  }
  return {
    push,
    /** The cheapest node, or -1. */
    pop(): number {
      while (nodes.length > 0) {
        const [node, key] = popAny()
        if (key <= (costs[node] as number)) return node
      }
      return -1
    },
    clear() {
      nodes.length = 0
      keys.length = 0
    },
  }
}
