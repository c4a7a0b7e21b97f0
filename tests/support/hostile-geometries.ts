import type { Position } from 'geojson'
import { randomFrom } from './random.ts'

/** A geometry as somebody might send it: JSON text, or what should have been. */
export type HostileGeometry = { name: string; text: string }

type Box = { west: number; south: number; east: number; north: number }
/** An outer ring of the map, closed, and where it lies. */
type Base = Box & { ring: Position[]; random: () => number }
type Ring = unknown[]
type Make = (base: Base) => unknown

/** What JSON.stringify does not write: `NaN`, `1e999`, `-0`. */
const token = (text: string) => `@@${text}@@`
const write = (value: unknown): string => JSON.stringify(value).replace(/"@@(.*?)@@"/g, '$1')

const polygon = (...rings: Ring[]) => ({ type: 'Polygon', coordinates: rings })
const multi = (...polygons: Ring[][]) => ({ type: 'MultiPolygon', coordinates: polygons })
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
/** The part of a box between two shares of its sides. */
const within = ({ west, south, east, north }: Box, from: number, to: number, side = [from, to]): Position[] =>
  box(
    west + from * (east - west),
    south + (side[0] as number) * (north - south),
    west + to * (east - west),
    south + (side[1] as number) * (north - south),
  )
const reversed = (ring: Position[]) => ring.toReversed()
const swapAxes = (ring: Position[]) => ring.map(([lng = 0, lat = 0]) => [lat, lng])
const pick = ({ ring, random }: Base) => 1 + Math.floor(random() * Math.max(1, ring.length - 2))
/** The ring with another first and last position. */
const startingWith = ({ ring }: Base, first: unknown): Ring => [first, ...ring.slice(1, -1), first]
/** The ring with another position somewhere in it. */
const holding = (base: Base, change: (position: Position) => unknown): Ring => {
  const at = pick(base)
  return base.ring.map((position, index) => (index === at ? change(position) : position))
}
const circle = ({ west, south, east, north }: Box, vertices: number, radius: number): Position[] => {
  const [x, y] = [(west + east) / 2, (south + north) / 2]
  const ring = Array.from({ length: vertices - 1 }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / (vertices - 1)
    return [x + radius * (east - west) * Math.cos(angle), y + radius * (north - south) * Math.sin(angle)]
  })
  return [...ring, ring[0] as Position]
}
/** A triangle about a point, in degrees. */
const triangle = ([x = 0, y = 0]: Position, size: number): Position[] => [
  [x - size, y - size],
  [x + size, y - size / 2],
  [x, y + size],
  [x - size, y - size],
]
const middle = ({ west, south, east, north }: Box): Position => [(west + east) / 2, (south + north) / 2]
const bowtie = (base: Box): Position[] => {
  const [a, b, c, d] = within(base, 0.1, 0.9) as [Position, Position, Position, Position]
  return [a, c, b, d, a]
}
/** Out of the ring and back the same way. */
const spiked = (base: Base, length: number): Position[] => {
  const at = pick(base)
  const [x = 0, y = 0] = base.ring[at] as Position
  const tip: Position = [x + length * (base.random() - 0.5), y + length * (base.random() - 0.5)]
  return [...base.ring.slice(0, at + 1), tip, ...base.ring.slice(at)]
}
const nest = (depth: number) => token('['.repeat(depth) + ']'.repeat(depth))

/** Whole and sound, however odd they look. */
const sound: Record<string, Make> = {
  'the ring as it is': ({ ring }) => polygon(ring),
  'the ring the other way round': ({ ring }) => polygon(reversed(ring)),
  'every vertex three times': ({ ring }) => polygon(ring.flatMap((position) => [position, position, position])),
  'heights and measures': ({ ring }) => polygon(ring.map(([lng, lat], i) => [lng, lat, 2000 + i, i])),
  'its bounding box': ({ west, south, east, north }) => polygon(box(west, south, east, north)),
  'three of its vertices': ({ ring }) => {
    const third = Math.floor(ring.length / 3)
    return polygon([ring[0], ring[third], ring[2 * third], ring[0]])
  },
  'all around it, itself the hole': (base) => polygon(within(base, -1, 2), base.ring),
  'a hole that touches its ring in one point': (base) => {
    const [a, b] = within(base, 0, 1) as [Position, Position]
    const [x, y] = middle(base) as [number, number]
    return polygon(within(base, 0, 1), [a, [x, y], [x, (y + (b[1] as number)) / 2], a])
  },
  'two parts that meet in a corner': (base) => multi([within(base, 0, 0.5)], [within(base, 0.5, 1)]),
  'a part in the hole of another': (base) =>
    multi([within(base, 0, 1), within(base, 0.2, 0.8)], [within(base, 0.3, 0.7)]),
  'a hole that fills the ring but for a hair': (base) => polygon(within(base, 0, 1), within(base, 1e-9, 1 - 1e-9)),
  '9,999 vertices': (base) => polygon(circle(base, 9_999, 1)),
  '10,000 vertices': (base) => polygon(circle(base, 10_000, 0.3)),
  'a centimetre': (base) => polygon(triangle(middle(base), 1e-7)),
  'a millimetre': (base) => polygon(triangle(middle(base), 1e-8)),
  'a centimetre about a vertex': (base) => polygon(triangle(base.ring[pick(base)] as Position, 1e-7)),
  'a centimetre beside a border': (base) => {
    const [a, b] = base.ring as [Position, Position]
    const [x, y] = [((a[0] as number) + (b[0] as number)) / 2, ((a[1] as number) + (b[1] as number)) / 2]
    return polygon(triangle([x + 1.1e-7, y], 1e-7))
  },
  'a hair across': ({ west, east, south, north }) => {
    const y = (south + north) / 2
    return polygon(box(west, y, east, y + 1e-9))
  },
  'a short hair': (base) => {
    const [x, y] = middle(base) as [number, number]
    return polygon(box(x, y, x + 1e-5, y + 1e-9))
  },
  'a hair on a border': ({ ring }) => {
    const [[ax, ay], [bx, by]] = ring as [[number, number], [number, number]]
    return polygon([
      [ax, ay],
      [bx, by],
      [bx + 1e-9, by + 1e-9],
      [ax + 1e-9, ay + 1e-9],
      [ax, ay],
    ])
  },
  'the whole world': () => polygon(box(-180, -90, 180, 90)),
  'a pole': ({ west, east }) => polygon(box(west, 0, east, 90)),
  'Null Island, with minus zeros': () =>
    polygon([
      [token('-0'), 0],
      [1, 0],
      [1, 1],
      [0, token('-0.0')],
    ]),
  'far away': () => polygon(box(-10, -10, -9, -9)),
  'numbers as programs write them': ({ ring }) =>
    polygon(ring.map(([lng = 0, lat = 0]) => [token(lng.toExponential()), token(`${lat}00000000000000000000`)])),
  'members that say nothing': ({ ring }) => ({
    bbox: ['x'],
    properties: null,
    id: { a: 1 },
    ...polygon(ring),
    ['x'.repeat(100_000)]: 1,
  }),
  'the names of prototypes': ({ ring }) =>
    `{"__proto__":{"type":"Point","coordinates":[]},"constructor":{"prototype":1},"toString":0,${write(polygon(ring)).slice(1)}`,
  'the type twice': ({ ring }) => `{"type":"Point",${write(polygon(ring)).slice(1)}`,
}

/** Sound geometries with something done to them, which may spoil them or not. */
const mutated: Record<string, Make> = {
  'a vertex moved by a millionth': (base) =>
    polygon(
      holding(base, ([lng = 0, lat = 0]) => [
        lng + 1e-6 * Math.round(4 * base.random() - 2),
        lat + 1e-6 * Math.round(4 * base.random() - 2),
      ]),
    ),
  'a vertex moved': (base) =>
    polygon(
      holding(base, ([lng = 0, lat = 0]) => [
        lng + (base.random() - 0.5) * (base.east - base.west),
        lat + (base.random() - 0.5) * (base.north - base.south),
      ]),
    ),
  'two neighbours swapped': (base) => {
    const ring = [...base.ring]
    const at = Math.min(pick(base), ring.length - 3)
    ring.splice(at, 2, ring[at + 1] as Position, ring[at] as Position)
    return polygon(ring)
  },
  'any two vertices swapped': (base) => {
    const ring = [...base.ring]
    const [a, b] = [pick(base), pick(base)]
    ;[ring[a], ring[b]] = [ring[b] as Position, ring[a] as Position]
    return polygon(ring)
  },
  'a vertex left out': (base) => {
    const at = pick(base)
    return polygon(base.ring.filter((_, index) => index !== at))
  },
  'a vertex twice, apart': (base) => {
    const [a, b] = [pick(base), pick(base)]
    return polygon([...base.ring.slice(0, a), base.ring[b], ...base.ring.slice(a)])
  },
  'every vertex shaken': (base) => {
    const ring = base.ring
      .slice(0, -1)
      .map(([x = 0, y = 0]) => [x + (base.random() - 0.5) * 1e-4, y + (base.random() - 0.5) * 1e-4])
    return polygon([...ring, ring[0]])
  },
  'random points': (base) => {
    const ring = Array.from({ length: 3 + Math.floor(base.random() * 4) }, () => [
      base.west + base.random() * (base.east - base.west),
      base.south + base.random() * (base.north - base.south),
    ])
    return polygon([...ring, ring[0]])
  },
}

/** Rings that are no polygon. */
const broken: Record<string, Make> = {
  'a bowtie': (base) => polygon(bowtie(base)),
  'a bowtie among good parts': (base) => multi([within(base, 1, 1.5)], [bowtie(base)]),
  'a bowtie of equal halves about a hole': (base) => polygon(bowtie(base), within(base, 0.45, 0.55)),
  'a spike': (base) => polygon(spiked(base, 0.02)),
  'a spike of a hair': (base) => polygon(spiked(base, 1e-9)),
  'a line there and back': ({ ring }) => polygon([...ring.slice(0, 3), ...reversed(ring.slice(0, 2))]),
  'a straight line': ({ west, south, east }) =>
    polygon([
      [west, south],
      [(west + east) / 2, south],
      [east, south],
      [west, south],
    ]),
  'one point three times': ({ ring }) => polygon([ring[0], ring[0], ring[0]]),
  'one point four times': ({ ring }) => polygon([ring[0], ring[0], ring[0], ring[0]]),
  'two points': ({ ring }) => polygon([ring[0], ring[1], ring[0]]),
  'a ring that does not close': ({ ring }) => polygon(ring.slice(0, -1)),
  'a ring that does not close by a hair': ({ ring }) => {
    const [lng = 0, lat = 0] = ring[0] as Position
    return polygon([...ring.slice(0, -1), [lng + 1e-9, lat]])
  },
  'an empty ring': () => polygon([]),
  'an empty hole': ({ ring }) => polygon(ring, []),
  'no ring': () => polygon(),
  'no part': () => multi(),
  'a part without rings': ({ ring }) => multi([ring], []),
  'a hole outside': (base) => polygon(base.ring, within(base, 2, 3)),
  'a hole like its ring': ({ ring }) => polygon(ring, ring),
  'a hole like its ring, the other way round': ({ ring }) => polygon(ring, reversed(ring)),
  'a hole about its ring': (base) => polygon(within(base, 0.2, 0.8), within(base, 0, 1)),
  'a hole across its ring': (base) => polygon(within(base, 0, 1), within(base, 0.5, 1.5)),
  'a hole along its ring': (base) => polygon(within(base, 0, 1), within(base, 0, 0.5, [0.2, 0.8])),
  'a hole in a hole': (base) => polygon(within(base, 0, 1), within(base, 0.1, 0.9), within(base, 0.3, 0.6)),
  'a hole twice': (base) => polygon(within(base, 0, 1), within(base, 0.3, 0.6), within(base, 0.3, 0.6)),
  'holes that cut the inside in two': (base) => {
    const [x, y] = middle(base) as [number, number]
    const { west, south, east, north } = base
    return polygon(
      within(base, 0, 1),
      [
        [west, y],
        [x, south + 0.6 * (north - south)],
        [x, south + 0.4 * (north - south)],
        [west, y],
      ],
      [
        [x, south + 0.6 * (north - south)],
        [east, y],
        [x, south + 0.4 * (north - south)],
        [x, south + 0.6 * (north - south)],
      ],
    )
  },
  'a ring that touches itself': (base) => {
    const [a, b, c, d] = within(base, 0, 1) as [Position, Position, Position, Position]
    const [x, y] = middle(base) as [number, number]
    return polygon([a, b, [x, y], c, d, [x, y], a])
  },
  'a ring that comes back to its border': (base) => {
    const [a, b, c, d] = within(base, 0, 1) as [Position, Position, Position, Position]
    return polygon([a, b, c, [(base.west + base.east) / 2, base.south], d, a])
  },
  'the ring round twice': ({ ring }) => polygon([...ring, ...ring.slice(1)]),
  'overlapping parts': (base) => multi([within(base, 0, 0.7)], [within(base, 0.3, 1)]),
  'the same part twice': ({ ring }) => multi([ring], [ring]),
  'parts that share a border': (base) => multi([within(base, 0, 0.5, [0, 1])], [within(base, 0.5, 1, [0, 1])]),
  'a part inside another': (base) => multi([within(base, 0, 1)], [within(base, 0.3, 0.7)]),
  'parts that overlap by a hair': (base) =>
    multi([within(base, 0, 0.5, [0, 1])], [within(base, 0.5 - 1e-7, 1, [0, 1])]),
  '10,001 vertices': (base) => polygon(circle(base, 10_001, 1)),
  '10,001 vertices of which the first is nowhere': (base) =>
    polygon([[token('1e999'), 26], ...circle(base, 10_000, 1)]),
  '60,000 vertices': (base) => polygon(circle(base, 60_000, 1)),
  'latitude first': ({ ring }) => polygon(swapAxes(ring)),
  'metres of a projection': ({ ring }) => polygon(ring.map(([x = 0, y = 0]) => [34_000_000 + x * 1e5, y * 111_000])),
  'beyond the antimeridian': ({ south, north }) => polygon(box(179, south, 181, north)),
  'beyond the pole': ({ west, east }) => polygon(box(west, 89, east, 91)),
  '1e308': (base) => polygon(startingWith(base, [1e308, -1e308])),
  'the largest number': (base) => polygon(startingWith(base, [Number.MAX_VALUE, 26])),
}

/** Documents that are no area. */
const foreign: Record<string, Make> = {
  NaN: (base) => polygon(startingWith(base, [token('NaN'), 26])),
  Infinity: (base) => polygon(startingWith(base, [token('Infinity'), 26])),
  'a number without end': (base) => polygon(startingWith(base, [token('1e999'), 26])),
  'a number without end, below': (base) => polygon(holding(base, ([lng]) => [lng, token('-1e999')])),
  'null for a coordinate': (base) => polygon(holding(base, ([lng]) => [lng, null])),
  'null for a position': (base) => polygon(holding(base, () => null)),
  'numbers as texts': ({ ring }) => polygon(ring.map((position) => position.map(String))),
  'one number as text': (base) => polygon(holding(base, ([lng, lat]) => [String(lng), lat])),
  'nonsense for a coordinate': (base) => polygon(holding(base, ([lng]) => [lng, "26.4'; DROP TABLE editions; --"])),
  'truth for a coordinate': (base) => polygon(holding(base, ([, lat]) => [true, lat])),
  'a list for a coordinate': (base) => polygon(holding(base, ([lng, lat]) => [[lng], lat])),
  'an object for a position': (base) => polygon(holding(base, ([lng, lat]) => ({ lng, lat }))),
  'a text for a height': (base) => polygon(holding(base, ([lng, lat]) => [lng, lat, 'high'])),
  'a position of one number': (base) => polygon(holding(base, ([lng]) => [lng])),
  'an empty position': (base) => polygon(holding(base, () => [])),
  'no coordinates': () => ({ type: 'Polygon' }),
  'null for coordinates': () => ({ type: 'Polygon', coordinates: null }),
  'a text for coordinates': () => ({ type: 'Polygon', coordinates: '103,26' }),
  'an object with a length for coordinates': () => ({ type: 'Polygon', coordinates: { length: 1, 0: [] } }),
  'coordinates without a type': ({ ring }) => ({ coordinates: [ring] }),
  'an unknown type': ({ ring }) => ({ type: 'polygon', coordinates: [ring] }),
  'the name of a prototype for a type': ({ ring }) => ({ type: '__proto__', coordinates: [ring] }),
  'the name of a method for a type': ({ ring }) => ({ type: 'toString', coordinates: [ring] }),
  'an object for a type': ({ ring }) => ({ type: { toString: 1, valueOf: 1 }, coordinates: [ring] }),
  'a zero byte in a type': ({ ring }) => ({ type: 'Poly\0gon', coordinates: [ring] }),
  'a deep list for a type': ({ ring }) => ({ type: nest(20_000), coordinates: [ring] }),
  'a polygon as deep as several': ({ ring }) => ({ type: 'Polygon', coordinates: [[ring]] }),
  'several as deep as one': ({ ring }) => ({ type: 'MultiPolygon', coordinates: [ring] }),
  'deep coordinates': () => ({ type: 'Polygon', coordinates: nest(5_000) }),
  'very deep coordinates': () => ({ type: 'MultiPolygon', coordinates: nest(200_000) }),
  'a deep member': ({ ring }) => ({ ...polygon(ring), more: nest(200_000), coordinates: [[...ring, null]] }),
  'a GeometryCollection': ({ ring }) => ({ type: 'GeometryCollection', geometries: [polygon(ring)] }),
  'a Feature': ({ ring }) => ({ type: 'Feature', properties: {}, geometry: polygon(ring) }),
  'a FeatureCollection': ({ ring }) => ({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry: polygon(ring) }],
  }),
  'a LineString': ({ ring }) => ({ type: 'LineString', coordinates: ring }),
  'a MultiLineString': ({ ring }) => ({ type: 'MultiLineString', coordinates: [ring] }),
  'a Point': ({ ring }) => ({ type: 'Point', coordinates: ring[0] }),
  'a MultiPoint': ({ ring }) => ({ type: 'MultiPoint', coordinates: ring }),
  'a topology': ({ ring }) => ({ type: 'Topology', arcs: [ring], objects: {} }),
  null: () => null,
  'a number': () => 42,
  'an empty object': () => ({}),
  'an empty list': () => [],
  'a list of one': ({ ring }) => [polygon(ring)],
  'well-known text': ({ ring }) => `"POLYGON((${ring.map((position) => position.join(' ')).join(',')}))"`,
  'a document cut off': ({ ring }) => write(polygon(ring)).slice(0, -9),
  'a comma too many': ({ ring }) => write(polygon(ring)).replace(']]]', '],]]'),
  'a zero byte': ({ ring }) => `${write(polygon(ring)).slice(0, -1)}\u0000}`,
}

const kinds = Object.entries({ ...sound, ...mutated, ...broken, ...foreign })

/** How many sorts there are: as many geometries in a row have one of each. */
export const hostileKinds = kinds.length

/** `count` geometries about the given outer rings (closed, of at least four positions), one sort after the other, always
 *  the same ones for a seed. */
export function listHostileGeometries(options: {
  rings: readonly Position[][]
  count: number
  seed: number
}): HostileGeometry[] {
  const random = randomFrom(options.seed)
  return Array.from({ length: options.count }, (_, index) => {
    const [name, make] = kinds[index % kinds.length] as [string, Make]
    const ring = options.rings[Math.floor(random() * options.rings.length)] as Position[]
    const [lngs, lats] = [ring.map(([lng = 0]) => lng), ring.map(([, lat = 0]) => lat)]
    const made = make({
      ring,
      random,
      west: Math.min(...lngs),
      south: Math.min(...lats),
      east: Math.max(...lngs),
      north: Math.max(...lats),
    })
    // A text is one already.
    return { name: `${index} ${name}`, text: typeof made === 'string' ? made : write(made) }
  })
}
