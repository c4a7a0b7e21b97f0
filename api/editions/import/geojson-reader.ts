import type { Geometry } from 'geojson'
import { type AreaReader, isObject, type RawArea, unreadable } from './area-reader.ts'
import type { ImportFault } from './import-fault.ts'
import { LazyMembers, NotJson } from './lazy-members.ts'

/** FeatureCollection or a single Feature. Whether a geometry is sound is checked later, for every format alike. */
export const geoJsonReader: AreaReader = {
  format: 'GeoJSON',
  read(document, sourceName) {
    if (!isObject(document)) return undefined
    if (document.type === 'Feature') return { count: 1, areas: readFeatures([document], sourceName) }
    if (document.type !== 'FeatureCollection') return undefined
    const { features } = document
    if (Array.isArray(features)) return { count: features.length, areas: readFeatures(features, sourceName) }
    if (features instanceof LazyMembers) return { count: features.count, areas: readFeatures(features, sourceName) }
    const zh = 'FeatureCollection 缺少 features 数组。'
    return { count: 0, areas: [unreadable(sourceName, zh, 'The FeatureCollection has no features array.')] }
  },
}

function* readFeatures(features: Iterable<unknown>, source: string): Generator<RawArea | ImportFault> {
  let position = 0
  for (const feature of features) {
    const place = `${source} · features[${position++}]`
    if (feature instanceof NotJson) {
      const { why } = feature
      yield unreadable(place, `这里不是有效的 JSON（${why}）。`, `This is not valid JSON (${why}).`)
    } else if (!isObject(feature) || feature.type !== 'Feature')
      yield unreadable(place, '这里不是 GeoJSON Feature。', 'This is not a GeoJSON Feature.')
    else
      yield {
        properties: isObject(feature.properties) ? feature.properties : {},
        geometry: (feature.geometry ?? null) as Geometry | null,
        source,
        place,
      }
  }
}
