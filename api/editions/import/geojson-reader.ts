import type { Geometry } from 'geojson'
import { type AreaReader, isObject, type RawArea } from './area-reader.ts'
import type { ImportFault } from './import-fault.ts'

/** FeatureCollection or a single Feature. Whether a geometry is sound is checked later, for every format alike. */
export const geoJsonReader: AreaReader = {
  format: 'GeoJSON',
  accepts: (document) => isObject(document) && (document.type === 'FeatureCollection' || document.type === 'Feature'),
  read(document, sourceName) {
    const areas: RawArea[] = []
    const faults: ImportFault[] = []
    if (!isObject(document)) return { areas, faults }
    const features = document.type === 'Feature' ? [document] : document.features
    if (!Array.isArray(features)) {
      const reason = {
        zh: 'FeatureCollection 缺少 features 数组。',
        en: 'The FeatureCollection has no features array.',
      }
      return { areas, faults: [{ kind: 'unreadable', code: null, place: sourceName, reason }] }
    }
    features.forEach((feature: unknown, position) => {
      const place = `${sourceName} · features[${position}]`
      if (!isObject(feature) || feature.type !== 'Feature') {
        const reason = { zh: '这里不是 GeoJSON Feature。', en: 'This is not a GeoJSON Feature.' }
        faults.push({ kind: 'unreadable', code: null, place, reason })
        return
      }
      areas.push({
        properties: isObject(feature.properties) ? feature.properties : {},
        geometry: (feature.geometry ?? null) as Geometry | null,
        source: sourceName,
        place,
      })
    })
    return { areas, faults }
  },
}
