import { readFileSync } from 'node:fs'
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { CodedArea } from '#api/coverage/ring-table.ts'

type Level = 'county' | 'townships' | 'villages' | 'grids'

export type Huize = Record<Level, CodedArea[]> & { areaKm2: Map<string, number> }

let known: Huize | undefined

/** The county that ships with the project, decoded from its arcs; once, so it is not to be changed. */
export const readHuize = (): Huize => {
  known ??= decodeHuize()
  return known
}

function decodeHuize(): Huize {
  const file = new URL('../../data/huize/huize.topojson', import.meta.url)
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology<Record<Level, GeometryCollection>>
  type Properties = { code: string | number; areaKm2?: number }
  const areaKm2 = new Map<string, number>()
  const read = (level: Level): CodedArea[] => {
    const decoded = feature(topology, topology.objects[level]) as
      | FeatureCollection<Polygon | MultiPolygon, Properties>
      | Feature<Polygon | MultiPolygon, Properties>
    const features = decoded.type === 'FeatureCollection' ? decoded.features : [decoded]
    return features.map(({ properties, geometry }) => {
      areaKm2.set(String(properties.code), properties.areaKm2 ?? 0)
      return { code: String(properties.code), geometry }
    })
  }
  return {
    county: read('county'),
    townships: read('townships'),
    villages: read('villages'),
    grids: read('grids'),
    areaKm2,
  }
}
