import { describe, expect, it } from 'vitest'
import { type ArcSet, buildArcs, type LayerFeature } from './arc-set.ts'
import { readSharedArcSet, shareArcSet } from './shared-layers.ts'

const features: LayerFeature[] = [
  {
    id: 530326001001001,
    attributes: { name: '钟屏社区', bridge: true, rank: 3 },
    shape: { type: 'Polygon', arcs: [[0, ~1], [2]] },
  },
  { attributes: {}, shape: { type: 'Point', lngLat: [103.123456789, -26.5] }, firstZoom: 11 },
  { id: 0, attributes: { name: '' }, shape: { type: 'MultiPolygon', arcs: [[[3], [~0, 4]], [[5]]] } },
  { attributes: { name: '𠮷' }, shape: { type: 'LineString', arcs: [~7, 8] } },
  { attributes: { level: 'grid' }, shape: { type: 'MultiLineString', arcs: [[], [9, ~9]] } },
]

const setOf = (layers: ArcSet<LayerFeature[]>['layers']): ArcSet<LayerFeature[]> => ({
  arcs: buildArcs([]).arcs,
  faceLayer: 'grid',
  layers,
})

describe('a set of layers in shared memory', () => {
  it('reads as what was put in, feature by feature', () => {
    const { faceLayer, layers } = readSharedArcSet(shareArcSet(setOf({ grid: features, border: [] })))
    expect(faceLayer).toBe('grid')
    expect(layers.border?.length).toBe(0)
    expect(Array.from({ length: layers.grid?.length ?? 0 }, (_, index) => layers.grid?.at(index))).toEqual(
      features.map((feature) => ({ id: undefined, firstZoom: 0, ...feature })),
    )
    expect(layers.grid?.at(features.length)).toBeUndefined()
  })

  it('goes to another thread without a copy', () => {
    const shared = shareArcSet(setOf({ grid: features }))
    const there = structuredClone(shared)
    const [here] = [shared.layers.grid?.attributes as Uint8Array]
    here[0] = 0
    expect(there.layers.grid?.attributes[0]).toBe(0)
    for (const part of [...Object.values(shared.arcs), ...Object.values(shared.layers.grid ?? {})])
      expect(part.buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})
