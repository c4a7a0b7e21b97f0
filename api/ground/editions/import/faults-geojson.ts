import type { Feature, FeatureCollection, LineString, Point } from 'geojson'
import { describeChange, type ImportChange } from './import-change.ts'
import type { ImportFault } from './import-fault.ts'

type Finding = Feature<Point | LineString | null, Record<string, string | number | null>>

/** Faults, remarks and the changes of snapping to look at on a map: points, and lines for vertices that moved. What has
 *  no place has no geometry, which GeoJSON allows. Pure. */
export function toFaultsGeoJson(found: {
  faults: readonly ImportFault[]
  warnings?: readonly ImportFault[]
  changes?: readonly ImportChange[]
}): FeatureCollection<Point | LineString | null> {
  return {
    type: 'FeatureCollection',
    features: [
      ...found.faults.map((fault) => describe('fault', fault)),
      ...(found.warnings ?? []).map((fault) => describe('warning', fault)),
      ...(found.changes ?? []).map(describeMove),
    ],
  }
}

const describe = (about: 'fault' | 'warning', { kind, code, place, reason, lngLat }: ImportFault): Finding => ({
  type: 'Feature',
  geometry: lngLat ? { type: 'Point', coordinates: lngLat } : null,
  properties: { about, kind, code, place, zh: reason.zh, en: reason.en },
})

function describeMove(change: ImportChange): Finding {
  const { kind, codes, lngLat, from, meters } = change
  const { zh, en } = describeChange(change)
  return {
    type: 'Feature',
    geometry: from ? { type: 'LineString', coordinates: [from, lngLat] } : { type: 'Point', coordinates: lngLat },
    properties: { about: 'change', kind, code: codes.join(','), place: '', meters, zh, en },
  }
}
