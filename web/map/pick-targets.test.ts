import { describe, expect, it } from 'vitest'
import type { LngLat, PickTarget } from './map-types.ts'
import { pickTarget } from './pick-targets.ts'

/** A screen where a degree is a hundred pixels. */
const project = ([lng, lat]: LngLat): [number, number] => [lng * 100, lat * 100]
const anIncident = (id: string, lng: number, lat: number, ids?: string[]): PickTarget => ({
  kind: 'incident',
  id,
  lngLat: [lng, lat],
  radiusPixels: 10,
  ids,
})
const aStop = (id: string, lng: number, lat: number): PickTarget => ({
  kind: 'patrol',
  id,
  lngLat: [lng, lat],
  radiusPixels: 10,
})

describe('pickTarget', () => {
  it('finds nothing beside the markers', () => {
    expect(pickTarget([50, 50], [anIncident('a', 0, 0)], project)).toBeNull()
    expect(pickTarget([0, 0], [], project)).toBeNull()
  })

  it('takes the nearest and lists the others of its kind by distance', () => {
    const picked = pickTarget(
      [0, 0],
      [anIncident('far', 0.08, 0), anIncident('near', 0.01, 0), aStop('patrol', 0.02, 0)],
      project,
    )
    expect(picked).toMatchObject({ kind: 'incident', id: 'near', ids: ['near', 'far'] })
  })

  it('opens a cluster into all it stands for, each once', () => {
    const picked = pickTarget([0, 0], [anIncident('a', 0, 0, ['a', 'b', 'c']), anIncident('b', 0.05, 0)], project)
    expect(picked?.ids).toEqual(['a', 'b', 'c'])
  })

  it('gives a fingertip more room than a mouse', () => {
    const target = [anIncident('a', 0.2, 0)]
    expect(pickTarget([0, 0], target, project, 'mouse')).toBeNull()
    expect(pickTarget([0, 0], target, project, 'touch')?.id).toBe('a')
  })

  it('decides between two at the same place always the same way', () => {
    const both = [anIncident('b', 0, 0), anIncident('a', 0, 0)]
    expect(pickTarget([0, 0], both, project)?.ids).toEqual(['a', 'b'])
    expect(pickTarget([0, 0], both.toReversed(), project)?.ids).toEqual(['a', 'b'])
  })
})
