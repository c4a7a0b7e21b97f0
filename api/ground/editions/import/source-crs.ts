import type { Geometry } from 'geojson'
import { geodesicDistanceMeters } from '#api/coverage/geodesic-area.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import type { RawArea } from './area-reader.ts'
import { roundDegrees } from './clean-geometry.ts'
import type { ImportFault } from './import-fault.ts'

/** How far conversion to WGS84 moved the vertices. */
export type CrsShift = { crs: Crs; meanMeters: number; maxMeters: number }

export type Converter = { convert: (lngLat: LngLat) => LngLat; shift: () => CrsShift | null }

/** Converts vertices and remembers how far they moved. */
export function createConverter(crs: Crs): Converter {
  if (crs === 'wgs84' || crs === 'cgcs2000') return { convert: (lngLat) => lngLat, shift: () => null }
  let count = 0
  let sum = 0
  let maxMeters = 0
  return {
    convert(lngLat) {
      const converted = toWgs84(lngLat, crs)
      const meters = geodesicDistanceMeters(lngLat, converted)
      count++
      sum += meters
      if (meters > maxMeters) maxMeters = meters
      return converted
    },
    shift: () => (count === 0 ? null : { crs, meanMeters: sum / count, maxMeters }),
  }
}

/** The mainland and its islands, with some room: 3.4–53.6° N, 73.5–135.1° E. */
const china = { west: 73, south: 3, east: 136, north: 54 }
const isInChina = (lng: number, lat: number) =>
  lng >= china.west && lng <= china.east && lat >= china.south && lat <= china.north

type Reading = 'fits' | 'swapped' | 'meters' | 'outside'

function readPosition([x, y]: LngLat): Reading {
  if (isInChina(x, y)) return 'fits'
  if (isInChina(y, x)) return 'swapped'
  return Math.abs(x) > 180 || Math.abs(y) > 90 ? 'meters' : 'outside'
}

/** Watches where areas lie, file by file. A file most of whose areas cannot lie where their coordinates say is one fault
 *  instead of one for each area. Nothing is guessed: who made the file converts it. */
export function createCrsCheck(crs: Crs): { watch: (raw: RawArea) => void; findFaults: () => ImportFault[] } {
  const files = new Map<string, Map<Reading, { count: number; example: LngLat }>>()
  return {
    watch({ source, geometry }) {
      const position = firstPosition(geometry)
      if (!position) return
      const readings = files.get(source) ?? new Map<Reading, { count: number; example: LngLat }>()
      files.set(source, readings)
      const reading = readPosition(position)
      const known = readings.get(reading)
      if (known) known.count++
      else readings.set(reading, { count: 1, example: position })
    },
    findFaults: () =>
      [...files].flatMap(([place, readings]) => {
        const total = [...readings.values()].reduce((sum, { count }) => sum + count, 0)
        const [worst] = [...readings]
          .filter(([reading]) => reading !== 'fits')
          .sort(([, a], [, b]) => b.count - a.count)
        if (!worst || worst[1].count * 2 <= total) return []
        const [reading, { example }] = worst
        return [{ kind: 'wrong_crs', code: null, place, reason: describeReading(reading, example, crs) }]
      }),
  }
}

function describeReading(reading: Reading, [x, y]: LngLat, crs: Crs): Sentence {
  const shown = `${roundDegrees(x)},${roundDegrees(y)}`
  if (reading === 'swapped')
    return {
      zh: `坐标是先纬度后经度（如 ${shown}），应先经度后纬度；请交换后再导入。`,
      en: `The coordinates have latitude before longitude (${shown}); put longitude first and try again.`,
    }
  if (reading === 'meters') {
    // Gauss-Krüger eastings with a zone number before them: 34 500 000 is the middle of the 3° zone 34 (102° E).
    const zone = x >= 13e6 && x < 46e6 ? Math.floor(x / 1e6) : undefined
    return {
      zh: `坐标以米为单位（如 ${shown}${zone ? `，像是高斯-克吕格投影第 ${zone} 带` : ''}），不是 ${crs} 的经纬度；请先转换为经纬度（EPSG:4326 或 EPSG:4490）。`,
      en: `The coordinates are metres (${shown}${zone ? `, as of Gauss-Krüger zone ${zone}` : ''}), not degrees of ${crs}; convert the file to longitude and latitude (EPSG:4326 or EPSG:4490) first.`,
    }
  }
  return {
    zh: `坐标在中国以外（如 ${shown}），不可能是 ${crs}；请核对坐标系和经纬度顺序。`,
    en: `The coordinates lie outside China (${shown}) and cannot be ${crs}; check the coordinate system and the order.`,
  }
}

/** The first position of a polygon that is two numbers, whatever else may be wrong with it. Pure. */
export function firstPosition(geometry: Geometry | null): LngLat | undefined {
  let inner: unknown =
    geometry && typeof geometry === 'object' && 'coordinates' in geometry ? geometry.coordinates : null
  while (Array.isArray(inner) && Array.isArray(inner[0])) inner = inner[0]
  if (!Array.isArray(inner)) return undefined
  const [x, y] = inner as unknown[]
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined
}
