import type { MultiPolygon, Polygon } from 'geojson'
import { metersPerDegree } from '#api/coverage/geodesic-area.ts'
import { sayDistance } from '#api/platform/http/say-distance.ts'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'
import { fromWgs84, toWgs84 } from '#api/platform/http/to-wgs84.ts'
import type { ImportFault } from './import-fault.ts'

/** Grids that are compared, spread over all of them: a median of so many is good to a few percent. */
export const comparedGrids = 2_000

/** Of five the median speaks for three, and three grids do not come to lie where another system says by chance. */
const leastForCrs = 5
/** GCJ-02 moves a place in China by 22–692 m (half of them by more than 427 m), BD-09 by 696–1,490 m. */
const leastCrsMeters = 20
/** The right system leaves what was truly redrawn, of half of the grids nothing. Within a tenth only the reverse of that
 *  very conversion brings them all. */
const crsGain = 10

/** Moved together: so many grids, nine of ten by the same vector within a fifth of it. GCJ-02 as WGS84 differs by a tenth
 *  from one end of a county to the other, new borders go each its own way. */
const leastForShift = 20
const shiftShare = 0.9
const shiftSpread = 0.2
/** Above what `--snap` takes for measuring errors. */
const leastShiftMeters = 5

type PlacedGrid = { code: string; geometry: Polygon | MultiPolygon }

/** Evenly spread grids, `comparedGrids` at most. Pure. */
export function pickCompared<Grid>(grids: readonly Grid[]): Grid[] {
  const step = Math.max(1, Math.ceil(grids.length / comparedGrids))
  return grids.filter((_, index) => index % step === 0)
}

const systems: readonly Crs[] = ['wgs84', 'gcj02', 'bd09']
const isSame = (one: Crs, other: Crs) => one === other || (isGeodetic(one) && isGeodetic(other))
const isGeodetic = (crs: Crs) => crs === 'wgs84' || crs === 'cgcs2000'

/** Whether grids lie where the same codes lie in the current edition. Coordinates in another system than `crs` say
 *  (a whole county some hundred metres off, and no border wrong) give `misread`, with the system that fits; grids that
 *  moved together for another reason give `shifted`. `grids` are in WGS84, as converted from `crs`; `former` are the
 *  middles of the boxes around the current ones. Pure. */
export function checkShift(
  grids: readonly PlacedGrid[],
  former: ReadonlyMap<string, LngLat>,
  { crs, county }: { crs: Crs; county: string },
): { misread?: ImportFault; shifted?: ImportFault } {
  const common = grids.flatMap(({ code, geometry }) => {
    const before = former.get(code)
    return before ? [{ code, geometry, before }] : []
  })
  if (common.length < leastForCrs) return {}
  const measure = (convert: (lngLat: LngLat) => LngLat) =>
    common.map(({ geometry, before }) => vectorMeters(before, middleOf(geometry, convert)))
  const vectors = measure((lngLat) => lngLat)
  const meters = median(vectors.map(lengthOf))
  if (meters >= leastCrsMeters)
    for (const other of systems) {
      if (isSame(other, crs)) continue
      const asOther = median(measure((lngLat) => toWgs84(fromWgs84(lngLat, crs), other)).map(lengthOf))
      if (asOther <= meters / crsGain)
        return { misread: describeMisread({ crs, other, meters, asOther, count: common.length, county }) }
    }
  return isMovedTogether(vectors) ? { shifted: describeShift(vectors) } : {}
}

function describeMisread(found: {
  crs: Crs
  other: Crs
  meters: number
  asOther: number
  count: number
  county: string
}): ImportFault {
  const { crs, other, count, county } = found
  const [far, near] = [sayDistance(found.meters, 1), sayDistance(found.asOther, 1)]
  const reason = {
    zh: `坐标系应是 ${other}，请改用 --crs ${other}（控制台中选坐标系）：与现行版次比较的 ${count} 个网格，按 ${crs} 读取时位置相差 ${far.zh}，按 ${other} 读取时相差 ${near.zh}（中位数）。若有误的是现行版次，请用全县的文件导入，并写明 --area ${county}（控制台中回到表单，选“全县（确认替换）”）。`,
    en: `The coordinates must be ${other}; use --crs ${other} (in the console choose the system). Of the ${count} grids compared with the current edition, read as ${crs} the median lies ${far.en} off, read as ${other} ${near.en}. If it is the current edition that is wrong, import the files of the whole county and say --area ${county} (in the console go back to the form and choose “The whole county, meant so”).`,
  }
  return { kind: 'misread_crs', code: null, place: '', reason }
}

function isMovedTogether(vectors: readonly Vector[]): boolean {
  if (vectors.length < leastForShift) return false
  const middle = medianVector(vectors)
  const meters = lengthOf(middle)
  if (meters < leastShiftMeters) return false
  const along = vectors.filter(([x, y]) => Math.hypot(x - middle[0], y - middle[1]) <= meters * shiftSpread)
  return along.length >= vectors.length * shiftShare
}

function describeShift(vectors: readonly Vector[]): ImportFault {
  const [east, north] = medianVector(vectors)
  const far = sayDistance(Math.hypot(east, north), 1)
  const [alongLat, alongLng] = [sayDistance(Math.abs(north), 1), sayDistance(Math.abs(east), 1)]
  const zhWay = `${north < 0 ? '南' : '北'} ${alongLat.zh}、${east < 0 ? '西' : '东'} ${alongLng.zh}`
  const enWay = `${alongLat.en} ${north < 0 ? 'south' : 'north'}, ${alongLng.en} ${east < 0 ? 'west' : 'east'}`
  const reason = {
    zh: `与现行版次相比，几乎所有网格都朝同一方向移动了约 ${far.zh}（向${zhWay}）；请核对坐标系，如北京 54、西安 80 须先转换。`,
    en: `Nearly all grids lie ${far.en} from where they are in the current edition, all in the same direction (${enWay}); check the coordinate system: Beijing 54 and Xi'an 80, say, have to be converted first.`,
  }
  return { kind: 'shifted', code: null, place: '', reason }
}

/** East and north, in metres. */
type Vector = [east: number, north: number]

const vectorMeters = ([fromLng, fromLat]: LngLat, [lng, lat]: LngLat): Vector => [
  (lng - fromLng) * metersPerDegree * Math.cos((fromLat * Math.PI) / 180),
  (lat - fromLat) * metersPerDegree,
]
const lengthOf = ([east, north]: Vector) => Math.hypot(east, north)
const medianVector = (vectors: readonly Vector[]): Vector => [
  median(vectors.map(([east]) => east)),
  median(vectors.map(([, north]) => north)),
]

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] as number
}

/** The middle of the box around a polygon: unlike a seat it moves exactly as its vertices do. */
function middleOf(geometry: Polygon | MultiPolygon, convert: (lngLat: LngLat) => LngLat): LngLat {
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const ring of geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat())
    for (const position of ring) {
      const [lng, lat] = convert(position as LngLat)
      west = Math.min(west, lng)
      east = Math.max(east, lng)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  return [(west + east) / 2, (south + north) / 2]
}
