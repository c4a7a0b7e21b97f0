import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import {
  aSquare,
  polygonOf,
  randomCoverage,
  ringOf,
  shuffle,
  squareRing,
  surveyApart,
} from '../../tests/support/random-coverages.ts'
import { addVertices } from './add-vertices.ts'
import { collapseDetails } from './collapse-details.ts'
import { checkCoverage } from './coverage-rule.ts'
import { geodesicAreaSquareMeters } from './geodesic-area.ts'
import { type CodedArea, polygonsOf, toLngLat } from './ring-table.ts'
import { snapCoverage } from './snap-coverage.ts'
import { metersBetween, metersToSegment, readSnapRings, type SnapRing } from './snap-rings.ts'
import { type SnapJob, surveyRings } from './snap-survey.ts'

// One unit is a millionth of a degree: 0.111 m northward, 0.100 m eastward at 26° N.
const at = ([lng = 0, lat = 0]: Position) => [Math.round(lng * 1e6), Math.round(lat * 1e6)] as const
const openRings = (area: CodedArea | undefined) =>
  polygonsOf(area?.geometry ?? polygonOf()).flatMap((rings) => rings.map((ring) => ring.slice(0, -1).map(at)))

/** How far the farthest vertex of one area lies from the border of the other. */
function farthestMeters(from: CodedArea, to: CodedArea): number {
  const segments = openRings(to).flatMap((ring) =>
    ring.map((point, i) => [point, ring[(i + 1) % ring.length] as readonly [number, number]] as const),
  )
  const distances = openRings(from).flatMap((ring) =>
    ring.map((point) => Math.min(...segments.map(([a, b]) => metersToSegment([...point], [...a], [...b]).meters))),
  )
  return Math.max(0, ...distances)
}

describe('closing small gaps and overlaps', () => {
  it('changes nothing where the coverage rule holds', () => {
    fc.assert(
      fc.property(randomCoverage, ({ grids }) => {
        const { areas, changes } = snapCoverage(grids, 2)
        expect(changes).toEqual([])
        expect(areas.every((area, i) => area === grids[i])).toBe(true)
      }),
      { numRuns: 50, seed: 530326 },
    )
  })

  it('makes a sound coverage of areas surveyed apart, and moves no border farther than it may', () => {
    fc.assert(
      fc.property(randomCoverage, fc.boolean(), fc.integer({ min: 1, max: 1e6 }), (county, isOfCells, seed) => {
        const apart = surveyApart(isOfCells ? county.cells : county.grids, 1.9, seed)
        const { areas, changes } = snapCoverage(apart, 2)
        expect(checkCoverage(areas)).toEqual([])
        for (const { meters } of changes) expect(meters).toBeLessThanOrEqual(2)
        areas.forEach((area, i) => {
          // Half a unit of rounding on top.
          expect(farthestMeters(area, apart[i] as CodedArea)).toBeLessThan(2.1)
          expect(farthestMeters(apart[i] as CodedArea, area)).toBeLessThan(2.1)
        })
      }),
      { numRuns: 60, seed: 530326 },
    )
  })

  it('gives the same areas in whatever order they come', () => {
    fc.assert(
      fc.property(randomCoverage, fc.integer({ min: 1, max: 1e6 }), ({ cells }, seed) => {
        const apart = surveyApart(cells, 1.9, seed)
        const byCode = (list: readonly CodedArea[]) => new Map(list.map((area) => [area.code, area.geometry]))
        expect(byCode(snapCoverage(shuffle(apart, seed), 2).areas)).toEqual(byCode(snapCoverage(apart, 2).areas))
      }),
      { numRuns: 20, seed: 530326 },
    )
  })

  it('mends the county that ships with the project after each grid was surveyed apart', () => {
    const { grids } = readHuize()
    const apart = surveyApart(grids, 1, 1)
    expect(checkCoverage(apart).length).toBeGreaterThan(100)
    const { areas } = snapCoverage(apart, 1)
    expect(checkCoverage(areas)).toEqual([])
  }, 120_000)

  it('moves the vertex of one area onto its neighbour and lists it', () => {
    const [left, right] = [aSquare('A', 0, 0), aSquare('B', 1010, 0)]
    const { areas, changes } = snapCoverage([left, right], 2)
    expect(checkCoverage(areas)).toEqual([])
    expect(areas[0]).toBe(left)
    expect(changes).toEqual([
      { kind: 'moved', codes: ['B'], lngLat: [103.001, 26], from: [103.00101, 26], meters: expect.closeTo(1, 1) },
      {
        kind: 'moved',
        codes: ['B'],
        lngLat: [103.001, 26.001],
        from: [103.00101, 26.001],
        meters: expect.closeTo(1, 1),
      },
    ])
  })

  it('gives a border the vertex of its neighbour that lies beside it, and lists it', () => {
    const below = aSquare('A', 0, 0, 2000)
    const [left, right] = [aSquare('B', 0, 2000), aSquare('C', 1000, 2003)]
    const { areas, changes } = snapCoverage([below, left, right], 2)
    expect(checkCoverage(areas)).toEqual([])
    expect(openRings(areas[0])[0]).toContainEqual([103_001_000, 26_002_000])
    expect(changes.find(({ kind }) => kind === 'added')).toMatchObject({ codes: ['A'], from: null, meters: 0 })
  })

  it.each([0, 1, 2, 3])('bends a border to all vertices beside it, in their order, from corner %i on', (first) => {
    const corners: [number, number][] = [
      [0, 0],
      [2000, 0],
      [2000, 2000],
      [0, 2000],
    ]
    const turned = [...corners.slice(first), ...corners.slice(0, first)]
    for (const ring of [turned, turned.toReversed()]) {
      const below = { code: 'A', geometry: polygonOf(ringOf(...ring)) }
      const above = {
        code: 'B',
        geometry: polygonOf(ringOf([400, 2003], [900, 2004], [1700, 2005], [1700, 3000], [400, 3000])),
      }
      const { areas, changes } = snapCoverage([below, above], 2)
      expect(areas[1]).toBe(above)
      const after = (openRings(areas[0])[0] ?? []).map(([x, y]) => [x - 103_000_000, y - 26_000_000])
      const from = after.findIndex(([x, y]) => x === 0 && y === 2000)
      const around = [...after.slice(from), ...after.slice(0, from)]
      const top = [
        [400, 2003],
        [900, 2004],
        [1700, 2005],
        [2000, 2000],
      ]
      const rest = [
        [2000, 0],
        [0, 0],
      ]
      const clockwise = [[0, 2000], ...top, ...rest]
      expect([clockwise, [clockwise[0], ...clockwise.slice(1).reverse()]]).toContainEqual(around)
      expect(changes.map(({ kind, codes }) => [kind, ...codes])).toEqual([0, 1, 2].map(() => ['added', 'A']))
      const meters = changes.map((change) => change.meters).sort((a, b) => a - b)
      for (const [i, height] of [3, 4, 5].entries()) expect(meters[i]).toBeCloseTo(height * 0.1112, 3)
    }
  })

  it('bends no border farther than it may, also not from where it was bent to', () => {
    const below = aSquare('A', 0, 0, 2000)
    const left = { code: 'B', geometry: polygonOf(ringOf([200, 2030], [980, 2015], [980, 3000], [200, 3000])) }
    const right = { code: 'C', geometry: polygonOf(ringOf([1020, 2015], [1800, 2030], [1800, 3000], [1020, 3000])) }
    const tip = { code: 'D', geometry: polygonOf(ringOf([1000, 2025], [1005, 3000], [995, 3000])) }
    const { areas } = snapCoverage([below, left, right, tip], 2)
    const after = openRings(areas[0])[0]
    expect(after).toContainEqual([103_000_980, 26_002_015])
    expect(after).toContainEqual([103_001_020, 26_002_015])
    expect(farthestMeters(areas[0] as CodedArea, below)).toBeLessThan(2)
  })

  describe('where three tips lie side by side', () => {
    const tips = (a: number, b: number, c: number) => [
      { code: 'A', geometry: polygonOf(ringOf([0, -1000], [a, 0], [0, 1000])) },
      { code: 'B', geometry: polygonOf(ringOf([500, 2000], [b, 0], [1500, 2000])) },
      { code: 'C', geometry: polygonOf(ringOf([2000, -1000], [2000, 1000], [c, 0])) },
    ]
    const placesOf = (areas: readonly CodedArea[]) =>
      areas.map((area) => openRings(area)[0]?.find(([, y]) => y === 26_000_000)?.[0]).map((x) => (x ?? 0) - 103_000_000)

    it('joins the nearest two first, and the third goes where two are', () => {
      expect(placesOf(snapCoverage(tips(995, 1006, 1014), 2).areas)).toEqual([1006, 1006, 1006])
    })

    it('joins only the nearest two where one would go too far, whichever of them is fixed', () => {
      expect(placesOf(snapCoverage(tips(986, 1004, 1014), 1.5).areas)).toEqual([986, 1004, 1004])
      const [a, b, c] = tips(990, 1004, 1014)
      const fixed = snapCoverage([{ ...(a as CodedArea), isFixed: true }, b as CodedArea, c as CodedArea], 2)
      // The border of the second passes the fixed tip and is bent to it.
      expect(placesOf(fixed.areas)).toEqual([990, 990, 1004])
      expect(openRings(fixed.areas[1])[0]).toContainEqual([103_001_004, 26_000_000])
    })
  })

  it('leaves alone what has its exact partner, however near it lies to others', () => {
    const strip = (code: string, west: number, east: number) => ({
      code,
      geometry: polygonOf(ringOf([west, 0], [east, 0], [east, 500], [east, 1000], [west, 1000], [west, 500])),
    })
    const frame = {
      code: 'F',
      geometry: polygonOf(
        squareRing(-900, -900, 2800),
        ringOf(
          ...[0, 500, 505, 510, 1000].map((x): [number, number] => [x, 0]),
          [1000, 500],
          ...[1000, 510, 505, 500, 0].map((x): [number, number] => [x, 1000]),
          [0, 500],
        ),
      ),
    }
    const strips = [strip('A', 0, 500), strip('B', 500, 505), strip('C', 505, 510), strip('D', 510, 1000)]
    expect(checkCoverage([frame, ...strips])).toEqual([])
    expect(snapCoverage([frame, ...strips], 2).changes).toEqual([])
  })

  it('lists a vertex that several areas share once, with all of them', () => {
    const geometry = polygonOf(ringOf([0, 0], [1000, 0], [1000, 500], [1000, 1000], [0, 1000]))
    const left = { code: 'A', geometry, isFixed: true }
    const low = { code: 'C', geometry: polygonOf(ringOf([1010, 0], [2000, 0], [2000, 500], [1010, 500])) }
    const high = { code: 'B', geometry: polygonOf(ringOf([1010, 500], [2000, 500], [2000, 1000], [1010, 1000])) }
    const { changes } = snapCoverage([left, low, high], 2)
    expect(new Map(changes.map(({ codes, from }) => [String(from), codes.join()]))).toEqual(
      new Map([
        ['103.00101,26', 'C'],
        ['103.00101,26.0005', 'B,C'],
        ['103.00101,26.001', 'B'],
      ]),
    )
    expect(changes).toHaveLength(3)
  })

  it('lists an area once at a vertex where two of its parts meet', () => {
    const parts = [[squareRing(0, 0, 1000)], [squareRing(1000, 1000, 1000)]]
    const twice = { code: 'A', geometry: { type: 'MultiPolygon' as const, coordinates: parts } }
    const tip = { code: 'B', isFixed: true, geometry: polygonOf(ringOf([1004, 996], [1500, 0], [2000, 500])) }
    expect(snapCoverage([twice, tip], 2).changes).toMatchObject([
      { kind: 'moved', codes: ['A'], from: [103.001, 26.001] },
    ])
  })

  it('lists a vertex that two borders are given once, with how far the farther one bends', () => {
    const tip = { code: 'A', geometry: polygonOf(ringOf([1000, 2006], [1400, 2003], [1400, 2008])) }
    const { changes } = snapCoverage([tip, aSquare('B', 0, 2011, 2000), aSquare('C', 0, 0, 2000)], 0.9)
    expect(changes.filter(({ lngLat }) => lngLat[0] === 103.001)).toEqual([
      {
        kind: 'added',
        codes: ['B', 'C'],
        lngLat: [103.001, 26.002006],
        from: null,
        meters: expect.closeTo(6 * 0.1112, 3),
      },
    ])
  })

  it('leaves what is wider than the distance to the coverage rule', () => {
    const { areas, changes } = snapCoverage([aSquare('A', 0, 0), aSquare('B', 1025, 0)], 2)
    expect(changes).toEqual([])
    expect(metersBetween(103_001_000, 26_000_000, 103_001_025, 26_000_000)).toBeGreaterThan(2)
    // Two islands are a coverage; a gap is one where it is enclosed.
    expect(checkCoverage(areas)).toEqual([])
    const around = { code: 'R', geometry: polygonOf(squareRing(-1000, -1000, 3000), squareRing(0, 0, 1000)) }
    const inside = { code: 'I', geometry: polygonOf(squareRing(30, 30, 940)) }
    expect(checkCoverage(snapCoverage([around, inside], 2).areas)).not.toEqual([])
    expect(
      checkCoverage(snapCoverage([around, { code: 'I', geometry: polygonOf(squareRing(10, 10, 980)) }], 2).areas),
    ).toEqual([])
  })

  it('never moves a fixed area, and bends its border by no more than the rounding', () => {
    fc.assert(
      fc.property(randomCoverage, fc.integer({ min: 1, max: 1e6 }), ({ cells }, seed) => {
        const middle = Math.ceil(cells.length / 2)
        const apart = surveyApart(cells.slice(middle), 1.9, seed)
        const fixed = cells.slice(0, middle).map((cell) => ({ ...cell, isFixed: true }))
        const { areas } = snapCoverage([...fixed, ...apart], 2)
        expect(checkCoverage(areas)).toEqual([])
        fixed.forEach((cell, i) => {
          const after = areas[i] as CodedArea
          const kept = new Set(openRings(after).flat().map(String))
          for (const vertex of openRings(cell).flat()) expect(kept.has(String(vertex))).toBe(true)
          expect(farthestMeters(after, cell)).toBeLessThan(0.08)
        })
      }),
      { numRuns: 40, seed: 530326 },
    )
  })

  it('leaves two fixed areas apart, and puts what lies between them onto one of them', () => {
    const [left, right] = [
      { ...aSquare('A', 0, 0), isFixed: true },
      { ...aSquare('B', 1010, 0), isFixed: true },
    ]
    expect(snapCoverage([left, right], 2)).toEqual({ areas: [left, right], changes: [] })
    const between = { code: 'C', geometry: polygonOf(ringOf([1004, -1000], [2000, -1000], [2000, -3], [1004, -3])) }
    const { areas } = snapCoverage([left, right, between], 2)
    expect(openRings(areas[2])[0]).toContainEqual([103_001_000, 26_000_000])
    for (const [i, area] of [left, right].entries())
      expect(openRings(areas[i])[0]).toEqual(expect.arrayContaining(openRings(area)[0] ?? []))
  })

  it('takes nothing and a single area as they are', () => {
    expect(snapCoverage([], 2)).toEqual({ areas: [], changes: [] })
    expect(snapCoverage([aSquare('A', 0, 0)], 2).changes).toEqual([])
    const broken = { code: 'A', geometry: polygonOf() }
    expect(snapCoverage([broken], 2)).toEqual({ areas: [broken], changes: [] })
  })

  it('keeps a narrow place within one area open', () => {
    // A slot 10 units (1 m) wide and 500 deep.
    const slotted = {
      code: 'A',
      geometry: polygonOf(
        ringOf([0, 0], [1000, 0], [1000, 1000], [510, 1000], [510, 500], [500, 500], [500, 1000], [0, 1000]),
      ),
    }
    const { areas, changes } = snapCoverage([slotted, aSquare('B', 1005, 0)], 2)
    expect(changes.length).toBeGreaterThan(0)
    expect(areas[0]).toBe(slotted)
  })

  it('closes a hole that is a sliver, and gives up details shorter than the distance', () => {
    const before = { code: 'A', geometry: polygonOf(squareRing(0, 0, 1000)) }
    const zigzag = {
      code: 'B',
      geometry: polygonOf(
        ringOf(
          [1003, 0],
          [2000, 0],
          [2000, 1000],
          [1003, 1000],
          [1006, 506],
          [996, 504],
          [1007, 500],
          [997, 496],
          [1004, 494],
        ),
      ),
    }
    const { areas } = snapCoverage([before, zigzag], 2)
    expect(checkCoverage(areas)).toEqual([])
    const lost = Math.abs(
      areas.reduce((sum, { geometry }) => sum + geodesicAreaSquareMeters(geometry), 0) -
        [before, zigzag].reduce((sum, { geometry }) => sum + geodesicAreaSquareMeters(geometry), 0),
    )
    expect(lost).toBeLessThan(100)
  })

  describe('where borders zigzag around each other', () => {
    type Bends = [x: number, y: number][]
    const below = (...bends: Bends) => ({
      code: 'A',
      geometry: polygonOf(ringOf([0, 0], [1000, 0], ...bends, [1000, 1000], [0, 1000])),
    })
    const above = (...bends: Bends) => ({
      code: 'B',
      geometry: polygonOf(ringOf([1000, 0], [2000, 0], [2000, 1000], [1000, 1000], ...bends)),
    })
    const bendsOf = (area: CodedArea | undefined) =>
      openRings(area)[0]
        ?.map(([x, y]) => [x - 103_000_000, y - 26_000_000])
        .filter(([x = 0, y = 0]) => x > 900 && x < 1100 && y > 0 && y < 1000)

    it.each<[a: Bends, b: Bends, left: Bends]>([
      [
        [[996, 494]],
        [
          [1003, 486],
          [993, 487],
        ],
        [[996, 494]],
      ],
      [
        [[996, 489]],
        [
          [998, 490],
          [1006, 491],
        ],
        [[1006, 491]],
      ],
      [
        [[997, 484]],
        [
          [998, 487],
          [998, 492],
        ],
        [[998, 492]],
      ],
    ])('gives up one detail of the two borders (%j and %j), lists what was moved and dropped', (a, b, left) => {
      const { areas, changes } = snapCoverage([below(...a), above(...b)], 2)
      expect(areas.map(bendsOf)).toEqual([left, left])
      expect(checkCoverage(areas)).toEqual([])
      expect(changes.map(({ kind }) => kind)).toEqual(['moved', 'dropped'])
      expect(changes[1]).toMatchObject({ codes: ['B'], from: null, meters: 0 })
      expect(b).toContainEqual([changes[1]?.lngLat ?? []].map(at).map(([x, y]) => [x - 103_000_000, y - 26_000_000])[0])
    })

    it('gives up another detail where the first was not enough', () => {
      const { areas, changes } = snapCoverage([below([1005, 511]), above([992, 504], [996, 501], [1008, 500])], 2)
      expect(areas.map(bendsOf)).toEqual([[[1005, 511]], [[1005, 511]]])
      expect(checkCoverage(areas)).toEqual([])
      expect(changes.map(({ kind }) => kind)).toEqual(['moved', 'dropped', 'dropped'])
    })

    it('gives up details up to four times', () => {
      const lower = ringOf(
        [1000, 0],
        [2000, 0],
        [2000, 500],
        [999, 501],
        [995, 500],
        [995, 494],
        [998, 493],
        [994, 492],
        [1007, 490],
      )
      const upper = ringOf([2000, 500], [2000, 1000], [1000, 1000], [995, 513], [1001, 504], [995, 500], [999, 501])
      const beside = [lower, upper].map((ring, i) => ({ code: 'BC'.charAt(i), geometry: polygonOf(ring) }))
      expect(checkCoverage(snapCoverage([below([1008, 500]), ...beside], 2).areas)).toEqual([])
    })

    it('lists a vertex that several areas lose once, with all of them, and an area of several parts once', () => {
      const lower = ringOf([1000, 0], [2000, 0], [2000, 500], [1008, 496], [1006, 500])
      const upper = ringOf([2000, 500], [2000, 1000], [1000, 1000], [1002, 507], [1006, 500], [1008, 496])
      const two = [
        { code: 'B', geometry: polygonOf(lower) },
        { code: 'C', geometry: polygonOf(upper) },
      ]
      const one = { code: 'B', geometry: { type: 'MultiPolygon' as const, coordinates: [[lower], [upper]] } }
      const droppedBy = (...areas: CodedArea[]) =>
        snapCoverage([below([1008, 496]), ...areas], 2).changes.filter(({ kind }) => kind === 'dropped')
      expect(droppedBy(...two)).toMatchObject([{ codes: ['B', 'C'], lngLat: [103.001008, 26.000496] }])
      expect(droppedBy(one)).toMatchObject([{ codes: ['B'], lngLat: [103.001008, 26.000496] }])
    })

    it('leaves the bend of a fixed area where it is', () => {
      const fixed = { ...below([996, 489]), isFixed: true }
      const { areas } = snapCoverage([fixed, above([998, 490], [1006, 491])], 2)
      expect(bendsOf(areas[0])).toContainEqual([996, 489])
      expect(checkCoverage(areas)).toEqual([])
    })
  })

  it('returns an area as it was where snapping would leave nothing of it', () => {
    const sliver = { code: 'S', geometry: polygonOf(ringOf([1000, 0], [1005, 0], [1005, 5])) }
    const { areas } = snapCoverage([aSquare('A', 0, 0), sliver, aSquare('B', 1005, 0)], 2)
    expect(areas[1]).toBe(sliver)
  })

  it('gives the same answer again and again: what is snapped stays', () => {
    fc.assert(
      fc.property(randomCoverage, fc.integer({ min: 1, max: 1e6 }), ({ cells }, seed) => {
        const once = snapCoverage(surveyApart(cells, 1.9, seed), 2)
        const twice = snapCoverage(once.areas, 2)
        expect(twice.changes).toEqual([])
      }),
      { numRuns: 20, seed: 530326 },
    )
  })
})

describe('adding vertices and giving up details, one pass', () => {
  const [x0, y0] = [103_000_000, 26_000_000]
  type Place = [x: number, y: number]
  type AreaOfJob = { ring: Place[]; isFixed?: boolean }

  /** Areas in the order of their codes, rings counter-clockwise, as the first pass finds them. */
  function aJob(meters: number, ...areas: AreaOfJob[]) {
    const dropped: Place[] = []
    const given = areas.map(({ ring, isFixed = false }, i) => ({
      code: String(i),
      geometry: polygonOf(ringOf(...ring)),
      isFixed,
    }))
    const job: SnapJob = {
      areas: given,
      rings: readSnapRings(given),
      meters,
      onDrop: (_, x, y) => dropped.push([x - x0, y - y0]),
    }
    return { job, dropped }
  }

  const verticesOf = ({ rings }: SnapJob, ring: number) =>
    (rings[ring] as SnapRing).x.map((x, i) => [x - x0, (rings[ring]?.y[i] as number) - y0])

  const addTo = (job: SnapJob) => addVertices(job, surveyRings(job))
  const collapse = (job: SnapJob, ...spots: Place[]) =>
    collapseDetails(
      job,
      surveyRings(job),
      spots.map(([x, y]) => ({ kind: 'gap', codes: [], lngLat: toLngLat(x0 + x, y0 + y) })),
    )

  const square: Place[] = [
    [0, 0],
    [2000, 0],
    [2000, 2000],
    [0, 2000],
  ]
  const upperHalf: Place[] = [
    [0, 1000],
    [2000, 1000],
    [2000, 2000],
    [0, 2000],
  ]
  /** A triangle that stands on its tip. */
  const aTip = (x: number, y: number): Place[] => [
    [x, y],
    [x + 90, 4000],
    [x - 90, 4000],
  ]
  const up = metersBetween(x0, y0 + 2000, x0, y0 + 2004)

  it('says whether anything changed', () => {
    const { job } = aJob(2, { ring: square }, { ring: aTip(1000, 2004) })
    expect(addTo(job)).toBe(true)
    expect(verticesOf(job, 0)).toContainEqual([1000, 2004])
    expect(addTo(job)).toBe(false)
    expect(addTo(aJob(2).job)).toBe(false)
  })

  it('adds a vertex at exactly the distance', () => {
    expect(addTo(aJob(up, { ring: square }, { ring: aTip(1000, 2004) }).job)).toBe(true)
    expect(addTo(aJob(0.99 * up, { ring: square }, { ring: aTip(1000, 2004) }).job)).toBe(false)
  })

  it('changes nothing where a border would end farther from where it was than it may', () => {
    const { job } = aJob(2, { ring: square }, { ring: aTip(1000, 2010) })
    const [below] = job.rings as [SnapRing]
    // The border was 15 units lower before.
    below.originY = below.originY.map((y) => y - 15)
    expect(addTo(job)).toBe(false)
    expect(verticesOf(job, 0)).toEqual(square)
  })

  it('adds to two borders of one ring', () => {
    const { job } = aJob(
      2,
      { ring: square },
      { ring: aTip(1000, 2004) },
      {
        ring: [
          [2006, 900],
          [4000, 800],
          [4000, 1000],
        ],
      },
    )
    addTo(job)
    const [ring] = job.rings as [SnapRing]
    expect(verticesOf(job, 0)).toEqual([
      [0, 0],
      [2000, 0],
      [2006, 900],
      [2000, 2000],
      [1000, 2004],
      [0, 2000],
    ])
    expect(ring.isAdded).toEqual([false, false, true, false, true, false])
  })

  it('adds to every ring that has the segment, in whichever direction', () => {
    const above: Place[] = [
      [0, 2000],
      [2000, 2000],
      [2000, 3000],
      [0, 3000],
    ]
    const { job } = aJob(2, { ring: square }, { ring: upperHalf }, { ring: above }, { ring: aTip(1000, 2004) })
    addTo(job)
    for (const ring of [0, 1, 2]) expect(verticesOf(job, ring)).toContainEqual([1000, 2004])
  })

  it('adds beside a corner to the nearer of its two borders', () => {
    const { job } = aJob(
      1.6,
      { ring: square },
      {
        ring: [
          [1994, 1986],
          [3000, 1600],
          [3000, 1638],
        ],
      },
    )
    addTo(job)
    expect(verticesOf(job, 0)).toEqual([
      [0, 0],
      [2000, 0],
      [1994, 1986],
      [2000, 2000],
      [0, 2000],
    ])
  })

  it('does not bend a fixed border, also where it is that of another area as well', () => {
    const { job } = aJob(2, { ring: square, isFixed: true }, { ring: upperHalf }, { ring: aTip(1000, 2004) })
    addTo(job)
    expect(verticesOf(job, 0)).toContainEqual([1000, 2000])
    for (const ring of [0, 1, 2]) expect(verticesOf(job, ring)).not.toContainEqual([1000, 2004])
    expect(verticesOf(job, 2)).toContainEqual([1000, 2000])
  })

  it('adds nothing to a fixed border where the vertex goes to one that it has', () => {
    const slanting: Place[] = [
      [0, 1000],
      [2000, 1000],
      [2000, 2100],
      [0, 2000],
    ]
    const below: Place[] = [[0, 0], [2000, 0], ...slanting.slice(1), [0, 1000]]
    const { job, dropped } = aJob(2, { ring: below, isFixed: true }, { ring: slanting }, { ring: aTip(0, 2004) })
    // The other area was moved onto the corner.
    ;(job.rings[1] as SnapRing).originX[3] = x0 + 2
    addTo(job)
    expect(verticesOf(job, 2)).toContainEqual([0, 2000])
    expect(verticesOf(job, 0)).toEqual(below)
    expect(verticesOf(job, 1)).toEqual(slanting)
    expect(job.rings[1]?.isAdded).toEqual([false, false, false, false])
    expect(dropped).toEqual([])
  })

  it('leaves a fixed vertex beside a fixed border', () => {
    const { job } = aJob(2, { ring: square, isFixed: true }, { ring: aTip(1000, 2004), isFixed: true })
    expect(addTo(job)).toBe(false)
    expect(verticesOf(job, 1)).toContainEqual([1000, 2004])
  })

  it('puts a vertex between two fixed borders onto one of them, and leaves the other', () => {
    const above: Place[] = [
      [0, 2010],
      [2000, 2010],
      [2000, 3000],
      [0, 3000],
    ]
    const { job } = aJob(2, { ring: square, isFixed: true }, { ring: above, isFixed: true }, { ring: aTip(1000, 2005) })
    addTo(job)
    expect(verticesOf(job, 0)).toContainEqual([1000, 2000])
    expect(verticesOf(job, 1)).toEqual(above)
    expect(verticesOf(job, 2)).toContainEqual([1000, 2000])
  })

  it('puts no vertex onto a fixed border that is too far from where it was', () => {
    const { job } = aJob(2, { ring: square, isFixed: true }, { ring: aTip(1000, 2010) })
    ;(job.rings[1] as SnapRing).originY[0] = y0 + 2020
    expect(addTo(job)).toBe(false)
    expect(verticesOf(job, 1)).toContainEqual([1000, 2010])
  })

  it.each<[added: number, at: number, tip: Place, origin: number]>([
    [3, 1020, [1012, 2006], 1012],
    [3, 996, [1004, 2006], 1004],
    [0, 1020, [1012, 2006], 1012],
    [0, 996, [1004, 2006], 1004],
    [4, 1020, [1012, 2006], 1012],
    [4, 996, [1004, 2006], 1004],
  ])(
    'measures from the border as it was, past an added vertex (number %i, of x = %i, beside %j)',
    (added, from, tip, origin) => {
      const corners: Place[] = [
        [0, 0],
        [2000, 0],
        [2000, 2000],
        [1008, 2010],
        [0, 2000],
      ]
      const first = (3 - added + 5) % 5
      const { job } = aJob(2, { ring: [...corners.slice(first), ...corners.slice(0, first)] }, { ring: aTip(...tip) })
      const [ring] = job.rings as [SnapRing]
      ring.isAdded[added] = true
      ring.originX[added] = x0 + from
      ring.originY[added] = y0 + 2000
      addTo(job)
      const i = ring.x.findIndex((x, k) => x === x0 + tip[0] && ring.y[k] === y0 + tip[1])
      expect(ring.originX[i]).toBeCloseTo(x0 + origin, 5)
      expect(ring.originY[i]).toBeCloseTo(y0 + 2000, 5)
    },
  )

  describe('details', () => {
    /** A border on the right with vertices at these heights. */
    const withHeights = (...heights: number[]): Place[] => [
      [0, 0],
      [1000, 0],
      ...heights.map((y): Place => [1000, y]),
      [1000, 1000],
      [0, 1000],
    ]

    it('are given up one after the other where several follow each other', () => {
      const { job, dropped } = aJob(2, { ring: withHeights(490, 500, 510) })
      expect(collapse(job, [1000, 500])).toBe(true)
      expect(verticesOf(job, 0)).toEqual(withHeights(500, 510))
      expect(dropped).toEqual([[1000, 490]])
    })

    it('are given up at exactly the distance', () => {
      const { job } = aJob(up, { ring: withHeights(496, 500) })
      const exactly = metersBetween(x0 + 1000, y0 + 496, x0 + 1000, y0 + 500)
      expect(collapse({ ...job, meters: exactly }, [1000, 500])).toBe(true)
      expect(collapse(aJob(0.99 * up, { ring: withHeights(496, 500) }).job, [1000, 500])).toBe(false)
    })

    it('are none where a segment is longer than the distance, though its end once lay nearer', () => {
      const { job } = aJob(2, { ring: withHeights(500, 520) })
      ;(job.rings[0] as SnapRing).originY[2] = y0 + 508
      expect(collapse(job, [1000, 500])).toBe(false)
    })

    it('are given up within twice the distance of a fault', () => {
      for (const [units, isNear] of [
        [0, true],
        [30, true],
        [40, false],
        [50, false],
      ] as const) {
        const { job } = aJob(2, { ring: withHeights(490, 500) })
        expect(collapse(job, [1000, 490 - units])).toBe(isNear)
      }
    })

    it('are found wherever a ring begins, and whatever the next one begins with', () => {
      const ring = withHeights(490, 500)
      for (let first = 0; first < ring.length; first++) {
        const turned = { ring: [...ring.slice(first), ...ring.slice(0, first)] }
        for (const y of [490, 500]) {
          // An area that has one end of the detail.
          const other = {
            ring: [
              [1000, y],
              [2000, y - 90],
              [2000, y],
            ] as Place[],
          }
          for (const areas of [
            [turned, other],
            [other, turned],
          ]) {
            const { job } = aJob(2, ...areas)
            expect(collapse(job, [1000, 495])).toBe(true)
            expect(verticesOf(job, areas.indexOf(turned))).toHaveLength(ring.length - 1)
          }
        }
      }
    })

    it('are kept where giving them up would pinch a ring', () => {
      const notched: Place[] = [
        [1000, 0],
        [2000, 0],
        [2000, 1000],
        [1000, 1000],
        [1000, 505],
        [1500, 500],
        [1000, 495],
      ]
      for (let first = 0; first < notched.length; first++) {
        const other: Place[] = [...notched.slice(first), ...notched.slice(0, first)]
        for (const rings of [
          [withHeights(495, 505), other],
          [other, withHeights(495, 505)],
        ]) {
          const { job } = aJob(2, ...rings.map((ring) => ({ ring })))
          expect(collapse(job, [1000, 500])).toBe(false)
        }
      }
    })
  })
})
