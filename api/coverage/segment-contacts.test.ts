import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../tests/support/random.ts'
import { type ContactKind, contactPlace, findContacts } from './segment-contacts.ts'

type Place = readonly [x: number, y: number]

const cross = ([ax, ay]: Place, [bx, by]: Place) => ax * by - ay * bx
const minus = ([ax, ay]: Place, [bx, by]: Place): Place => [ax - bx, ay - by]

/** Segments between the points of a small lattice: of any two many meet, in every way there is. */
function randomSegments(count: number, seed: number): Float64Array {
  const random = randomFrom(seed)
  const segments: number[] = []
  while (segments.length < 4 * count) {
    const [x1, y1, x2, y2] = Array.from({ length: 4 }, () => Math.floor(random() * 7) - 3) as [
      number,
      number,
      number,
      number,
    ]
    if (x1 !== x2 || y1 !== y2) segments.push(x1, y1, x2, y2)
  }
  return Float64Array.from(segments)
}

const endsOf = (s: Float64Array, i: number): [Place, Place] => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = s.subarray(4 * i, 4 * i + 4)
  return [
    [x1, y1],
    [x2, y2],
  ]
}

/** Where on each of two segments, as shares, the lines through them meet; exact for whole numbers at the ends. */
function sharesOf(s: Float64Array, i: number, j: number) {
  const [a, b] = endsOf(s, i)
  const [c, d] = endsOf(s, j)
  const divisor = cross(minus(b, a), minus(d, c))
  return { divisor, onI: cross(minus(c, a), minus(d, c)) / divisor, onJ: cross(minus(c, a), minus(b, a)) / divisor }
}

function bruteContact(s: Float64Array, i: number, j: number): ContactKind | undefined {
  const [a, b] = endsOf(s, i)
  const [c, d] = endsOf(s, j)
  const { divisor, onI, onJ } = sharesOf(s, i, j)
  if (divisor !== 0) {
    if (onI < 0 || onI > 1 || onJ < 0 || onJ > 1) return undefined
    const isEnd = (share: number) => share === 0 || share === 1
    return isEnd(onI) && isEnd(onJ) ? 'vertex' : isEnd(onI) || isEnd(onJ) ? 'touch' : 'cross'
  }
  if (cross(minus(b, a), minus(c, a)) !== 0) return undefined
  const along = a[0] === b[0] ? 1 : 0
  const low = Math.max(Math.min(a[along], b[along]), Math.min(c[along], d[along]))
  const high = Math.min(Math.max(a[along], b[along]), Math.max(c[along], d[along]))
  return low < high ? 'overlap' : low === high ? 'vertex' : undefined
}

describe('contacts of segments', () => {
  // Up to 128 are compared in runs, more are looked up in an index.
  it.each([1, 2, 7, 40, 128, 129, 300])('are each pair that meets, once, and how (%i segments)', (count) => {
    for (let seed = 1; seed <= 1 + 200 / count; seed++) {
      const segments = randomSegments(count, seed)
      const found: string[] = []
      findContacts(segments, count, (i, j, kind) => {
        found.push(`${i} ${j} ${kind}`)
        return false
      })
      const expected: string[] = []
      for (let i = 0; i < count; i++)
        for (let j = i + 1; j < count; j++) {
          const kind = bruteContact(segments, i, j)
          if (kind) expected.push(`${i} ${j} ${kind}`)
        }
      expect(found.sort()).toEqual(expected.sort())
    }
  })

  it.each([100, 200])('come until the visitor has seen enough (%i segments)', (count) => {
    let visits = 0
    findContacts(randomSegments(count, 1), count, () => ++visits === 5)
    expect(visits).toBe(5)
  })

  it('are at the crossing, or at an end that lies on the other segment', () => {
    const count = 60
    const segments = randomSegments(count, 3)
    const isOn = (place: Place, i: number) => {
      const [a, b] = endsOf(segments, i)
      const [fromA, fromB] = [minus(place, a), minus(place, b)]
      return cross(fromA, fromB) === 0 && fromA[0] * fromB[0] + fromA[1] * fromB[1] <= 0
    }
    findContacts(segments, count, (i, j, kind) => {
      const place = contactPlace(segments, i, j)
      const [a, b] = endsOf(segments, i)
      const share = sharesOf(segments, i, j).onI
      if (kind === 'cross') {
        expect(place[0]).toBeCloseTo(a[0] + share * (b[0] - a[0]), 12)
        expect(place[1]).toBeCloseTo(a[1] + share * (b[1] - a[1]), 12)
      } else {
        expect([a, b, ...endsOf(segments, j)]).toContainEqual(place)
        expect(isOn(place, i) && isOn(place, j)).toBe(true)
      }
      return false
    })
  })
})
