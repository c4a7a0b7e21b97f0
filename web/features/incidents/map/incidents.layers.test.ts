import { describe, expect, it } from 'vitest'
import { clusterIconId, worstOf } from './incident-icons.ts'
import {
  createIncidentIndex,
  createIncidentLayers,
  listIconIds,
  listIncidentMarks,
  listIncidentTargets,
  type MapIncident,
} from './incidents.layers.ts'

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
const random = seeded(530326)
const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item
const manyIncidents: MapIncident[] = Array.from({ length: 3400 }, (_, index) => ({
  id: `incident ${index}`,
  kind: pick(['dispute', 'hazard', 'emergency', 'request'] as const),
  severity: pick(['blue', 'yellow', 'orange', 'red'] as const),
  lngLat: [103 + random() * 0.9, 25.8 + random() * 1.2],
}))
const atOneDoor: MapIncident[] = (['blue', 'red', 'yellow'] as const).map((severity) => ({
  id: severity,
  kind: 'dispute',
  severity,
  lngLat: [103.6, 26.5],
}))

const pixelsAt = ([lng, lat]: readonly [number, number], zoom: number): [number, number] => {
  const sine = Math.sin((lat * Math.PI) / 180)
  const scale = 512 * 2 ** zoom
  return [((lng + 180) / 360) * scale, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * scale]
}

describe('listIncidentMarks', () => {
  it.each([7, 8.6, 10, 12.9, 15, 18])('has at zoom %s every incident of the list exactly once', (zoom) => {
    const ids = listIncidentMarks(createIncidentIndex(manyIncidents), zoom).flatMap((mark) => mark.ids)
    expect(ids).toHaveLength(manyIncidents.length)
    expect(new Set(ids).size).toBe(manyIncidents.length)
  })

  it('keeps markers so far apart that few touch, and none at a wider zoom more than its parts', () => {
    const index = createIncidentIndex(manyIncidents)
    let last = 0
    for (const zoom of [7, 8, 9, 10, 11, 12]) {
      const marks = listIncidentMarks(index, zoom)
      expect(marks.length).toBeGreaterThan(last)
      last = marks.length
      const places = marks.map(({ lngLat }) => pixelsAt(lngLat, zoom))
      let touching = 0
      for (const [at, a] of places.entries())
        for (const b of places.slice(at + 1)) if (Math.hypot(a[0] - b[0], a[1] - b[1]) < 24) touching++
      // a cluster stands in the middle of its parts, so now and then two come nearer than the radius
      expect(touching / marks.length).toBeLessThan(0.06)
    }
  })

  it('keeps incidents at one door together at every zoom, the worst first', () => {
    const [mark, ...others] = listIncidentMarks(createIncidentIndex(atOneDoor), 18)
    expect(others).toEqual([])
    expect(mark?.ids).toEqual(['red', 'yellow', 'blue'])
    expect(mark?.iconId).toBe(clusterIconId({ red: 1, orange: 0, yellow: 1, blue: 1 }))
  })

  it('shows at a cluster the worst it holds, wherever that lies in the list', () => {
    expect(worstOf({ red: 0, orange: 1, yellow: 0, blue: 40 })).toBe('orange')
    expect(worstOf({ red: 0, orange: 0, yellow: 0, blue: 2 })).toBe('blue')
    expect(worstOf({ red: 1, orange: 9, yellow: 9, blue: 9 })).toBe('red')
  })

  it('draws the worst last, so it is on top', () => {
    const apart = atOneDoor.map((incident, index): MapIncident => ({ ...incident, lngLat: [103 + index, 26] }))
    expect(listIncidentMarks(createIncidentIndex(apart), 12).map(({ key }) => key)).toEqual(['blue', 'yellow', 'red'])
  })

  it('shows nothing for an empty list', () => {
    expect(listIncidentMarks(createIncidentIndex([]), 9)).toEqual([])
  })
})

describe('listIncidentTargets', () => {
  it('lets a click on a cluster find all it stands for', () => {
    const [target] = listIncidentTargets(listIncidentMarks(createIncidentIndex(atOneDoor), 12))
    expect(target).toMatchObject({ kind: 'incident', id: 'red', ids: ['red', 'yellow', 'blue'] })
  })
})

describe('createIncidentLayers', () => {
  it('rings the marker that holds an active incident, also inside a cluster', () => {
    const marks = listIncidentMarks(createIncidentIndex(atOneDoor), 12)
    const mapping = Object.fromEntries(listIconIds(marks).map((id) => [id, { x: 0, y: 0, width: 8, height: 8 }]))
    const atlas = { canvas: {} as HTMLCanvasElement, mapping, sizes: {} }
    const dataOf = (ids: string[]) =>
      (createIncidentLayers(marks, atlas, new Set(ids)) as unknown as { id: string; props: { data: unknown[] } }[]).map(
        ({ id, props }) => [id, props.data.length],
      )
    expect(dataOf(['yellow'])).toEqual([
      ['incident-rings', 1],
      ['incident-marks', 1],
    ])
    expect(dataOf(['another'])).toEqual([
      ['incident-rings', 0],
      ['incident-marks', 1],
    ])
  })
})
