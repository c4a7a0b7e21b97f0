import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { metersPerDegree } from './geodesic-area.ts'

/** Edges in whose middle is asked, inward corners that are, and places spread evenly along the border. */
const askedPlaces = 128
/** Circles that are grown on, in different places. */
const grownCircles = 3

/** How wide the ground within a ring is at its widest, in metres: the diameter of the largest circle found that fits in.
 *  Circles that touch the border at places asked are the first guesses: at a place m with the inward normal n such a
 *  circle has the radius r = min over border points q of |q - m|² / (2 (q - m)·n), which on an edge is either an end of it
 *  or where the circle touches its line. The largest of them then move to where they have most room. Never more than the
 *  true width; less where a wide spot is near none of the circles, so it is a bound. The ring is counter-clockwise;
 *  neither it nor the islands, which the circle may not cover either, need be closed; an island may lie outside. Pure. */
export function findWidestMeters(ring: readonly LngLat[], islands: readonly (readonly LngLat[])[] = []): number {
  const origin = ring[0] as LngLat
  const perDegree = metersPerDegree * Math.cos((origin[1] * Math.PI) / 180)
  const toEdges = (corners: readonly LngLat[]) =>
    corners
      .map((from, index) => toEdge(from, corners[(index + 1) % corners.length] as LngLat, origin, perDegree))
      .filter(({ length }) => length > 0)
  const own = toEdges(ring)
  const others = islands.map((island) => toEdges(turnClockwise(island)))
  const edges = [own, ...others].flat()
  const circlesAt = (loops: readonly (readonly Edge[])[]) =>
    [...listPlaces(loops)].map((place) => growFrom(place, edges))
  const circles = [...circlesAt([own]), ...circlesAt(others).filter((circle) => isWithin(circle, own))].sort(
    (one, other) => other.radius - one.radius,
  )
  const grown: Circle[] = []
  for (const circle of circles) {
    if (grown.length === grownCircles || !(circle.radius > 0)) break
    if (!grown.some(({ x, y, radius }) => Math.hypot(circle.x - x, circle.y - y) < radius))
      grown.push(findRoom(circle, edges))
  }
  return grown.reduce((widest, { radius }) => Math.max(widest, 2 * radius), 0)
}

/** From (x, y) along the unit vector (ux, uy); the inside is on its left. */
type Edge = { x: number; y: number; ux: number; uy: number; length: number }
/** On the border, with its normal; `edges` are those that it is on. */
type Place = { x: number; y: number; nx: number; ny: number; edges: readonly Edge[] }
type Circle = { x: number; y: number; radius: number }

function turnClockwise(corners: readonly LngLat[]): readonly LngLat[] {
  const [lng0, lat0] = corners[0] as LngLat
  const area = corners.reduce((sum, [lng, lat], index) => {
    const [lng2, lat2] = corners[(index + 1) % corners.length] as LngLat
    return sum + (lng - lng0) * (lat2 - lat0) - (lng2 - lng0) * (lat - lat0)
  }, 0)
  return area > 0 ? corners.toReversed() : corners
}

const isWithin = ({ x, y }: Circle, edges: readonly Edge[]): boolean =>
  edges.filter((edge) => {
    const endY = edge.y + edge.uy * edge.length
    return edge.y > y !== endY > y && x < edge.x + (edge.ux / edge.uy) * (y - edge.y)
  }).length %
    2 ===
  1

function toEdge([lng1, lat1]: LngLat, [lng2, lat2]: LngLat, [lng0, lat0]: LngLat, perDegree: number): Edge {
  const dx = (lng2 - lng1) * perDegree
  const dy = (lat2 - lat1) * metersPerDegree
  const length = Math.hypot(dx, dy)
  const [x, y] = [(lng1 - lng0) * perDegree, (lat1 - lat0) * metersPerDegree]
  return { x, y, ux: dx / length, uy: dy / length, length }
}

function* listPlaces(loops: readonly (readonly Edge[])[]): Generator<Place> {
  const edges = loops.flat()
  for (const edge of edges.slice(0, askedPlaces)) yield placeOn(edge, edge.length / 2)
  const step = edges.reduce((sum, { length }) => sum + length, 0) / askedPlaces
  let next = step / 2
  for (const edge of edges) {
    for (; next < edge.length; next += step) yield placeOn(edge, next)
    next -= edge.length
  }
  let corners = 0
  for (const loop of loops)
    for (const [index, edge] of loop.entries()) {
      const before = loop.at(index - 1) as Edge
      const turn = Math.atan2(before.ux * edge.uy - before.uy * edge.ux, before.ux * edge.ux + before.uy * edge.uy)
      if (turn >= 0) continue
      if (corners++ === askedPlaces) return
      // A corner that points inwards has all normals between those of its edges.
      for (const part of [0.25, 0.5, 0.75]) {
        const angle = Math.atan2(before.ux, -before.uy) + turn * part
        yield { x: edge.x, y: edge.y, nx: Math.cos(angle), ny: Math.sin(angle), edges: [before, edge] }
      }
    }
}

const placeOn = (edge: Edge, along: number): Place => ({
  x: edge.x + edge.ux * along,
  y: edge.y + edge.uy * along,
  nx: -edge.uy,
  ny: edge.ux,
  edges: [edge],
})

/** The largest circle within all edges that touches the border here. */
function growFrom({ x, y, nx, ny, edges: own }: Place, edges: readonly Edge[]): Circle {
  let radius = Number.POSITIVE_INFINITY
  for (const edge of edges) {
    if (own.includes(edge)) continue
    const [ax, ay] = [edge.x - x, edge.y - y]
    // A corner's own point is no limit.
    if (ax !== 0 || ay !== 0) radius = Math.min(radius, radiusTo(ax, ay, nx, ny))
    // The edge's line lies at `away` on its right, and the circle that grows along n touches it where both are as far.
    const away = ay * edge.ux - ax * edge.uy
    const touching = Math.abs(away) / (1 + Math.sign(away) * (ny * edge.ux - nx * edge.uy))
    if (touching >= radius) continue
    const along = (nx * touching - ax) * edge.ux + (ny * touching - ay) * edge.uy
    if (along > 0 && along < edge.length) radius = touching
  }
  if (!Number.isFinite(radius)) radius = 0
  return { x: x + nx * radius, y: y + ny * radius, radius }
}

/** Of the circle that touches the border here and goes through a point at (x, y) from here. */
function radiusTo(x: number, y: number, nx: number, ny: number): number {
  const height = x * nx + y * ny
  return height > 0 ? (x * x + y * y) / (2 * height) : Number.POSITIVE_INFINITY
}

/** The half-plane n·p + away ≥ 0 on which a circle around p = 0 has its centre, `away` from its border. */
type Wall = { nx: number; ny: number; away: number }

const mostMoves = 40
/** Between an inward corner and a wall the first move sideways gains nothing yet. */
const mostIdleMoves = 3

/** The circle, moved to where it has most room. Beyond the nearest point of an edge that edge is taken for its whole
 *  line: what lies within all those lines is convex, holds no edge, and its largest circle is no smaller. */
function findRoom(circle: Circle, edges: readonly Edge[]): Circle {
  let best = circle
  for (let move = 0, idle = 0, at = circle; move < mostMoves && idle < mostIdleMoves; move++) {
    const walls = edges.map((edge) => wallOf(edge, at))
    if (walls.some(({ away }) => !(away > 0))) break
    const step = findMiddle(walls)
    if (!step) break
    const [x, y] = [at.x + step.x, at.y + step.y]
    at = { x, y, radius: edges.reduce((least, edge) => Math.min(least, wallOf(edge, { x, y }).away), Infinity) }
    idle = at.radius > best.radius * (1 + 1e-4) ? 0 : idle + 1
    if (at.radius > best.radius) best = at
  }
  return best
}

function wallOf(edge: Edge, { x, y }: { x: number; y: number }): Wall {
  const along = Math.min(edge.length, Math.max(0, (x - edge.x) * edge.ux + (y - edge.y) * edge.uy))
  const [dx, dy] = [x - edge.x - edge.ux * along, y - edge.y - edge.uy * along]
  const away = Math.hypot(dx, dy)
  return { nx: dx / away, ny: dy / away, away }
}

/** Where, from 0, the nearest of walls that enclose it is farthest: always as far from three of them, the others being
 *  taken in one by one. Undefined where rounding leaves none. */
function findMiddle(walls: readonly Wall[]): { x: number; y: number } | undefined {
  const far = walls.reduce((most, { away }) => Math.max(most, away), 0) * 10
  let touched: Wall[] = [0, 120, 240].map((degrees) => {
    const angle = (degrees * Math.PI) / 180
    return { nx: Math.cos(angle), ny: Math.sin(angle), away: far }
  })
  let middle: Middle | undefined = { x: 0, y: 0, room: far }
  for (let round = 0; round < walls.length + 10; round++) {
    const { x, y, room }: Middle = middle
    const roomAt = ({ nx, ny, away }: Wall) => nx * x + ny * y + away
    const nearest = walls.reduce((least, wall) => (roomAt(wall) < roomAt(least) ? wall : least))
    const slack = 1e-9 * far
    if (roomAt(nearest) >= room - slack) return middle
    middle = undefined
    for (const left of touched) {
      const three = [...touched.filter((wall) => wall !== left), nearest]
      const next = findBetween(three)
      if (!next || left.nx * next.x + left.ny * next.y + left.away < next.room - slack) continue
      middle = next
      touched = three
      break
    }
    if (!middle) return undefined
  }
  return undefined
}

type Middle = { x: number; y: number; room: number }

/** What is as far from three walls, where they enclose it. */
function findBetween(three: readonly Wall[]): Middle | undefined {
  const [a, b, c] = three as [Wall, Wall, Wall]
  const [bx, by, cx, cy] = [b.nx - a.nx, b.ny - a.ny, c.nx - a.nx, c.ny - a.ny]
  const whole = bx * cy - by * cx
  const shares = [b.nx * c.ny - b.ny * c.nx, c.nx * a.ny - c.ny * a.nx, a.nx * b.ny - a.ny * b.nx]
  if (Math.abs(whole) < 1e-12 || shares.some((share) => share / whole < -1e-12)) return undefined
  const [ofB, ofC] = [a.away - b.away, a.away - c.away]
  const x = (ofB * cy - by * ofC) / whole
  const y = (bx * ofC - ofB * cx) / whole
  return { x, y, room: a.nx * x + a.ny * y + a.away }
}
