import type { MultiPolygon, Polygon } from 'geojson'
import { compareBorders } from '#api/coverage/border-distance.ts'
import { buildCoverage, type Coverage, mergeGrids } from '#api/coverage/coverage.ts'
import { type CoverageFault, type CoverageFaultKind, checkCoverage, checkUnion } from '#api/coverage/coverage-rule.ts'
import { geodesicAreaSquareMeters } from '#api/coverage/geodesic-area.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import { sayDistance } from '#api/platform/http/say-distance.ts'
import type { Bbox, Level, LngLat } from '#api/platform/http/shared.contract.ts'
import { extendBounds, findBounds } from '../bounds.ts'
import type { Headcounts } from '../edition-snapshot.ts'
import { roundDegrees, tidyUnion } from './clean-geometry.ts'
import { findFarParts } from './far-parts.ts'
import type { ImportChange } from './import-change.ts'
import { type ImportFault, maxCoverageFaults } from './import-fault.ts'
import { findInnerPoint } from './inner-point.ts'
import type { ImportedArea, ImportedGrid, ParsedAreas } from './parse-areas.ts'
import { toPinyin } from './pinyin.ts'

type Figures = Headcounts & { areaKm2: number }

/** A row of `grid_versions` before it has editions. */
export type GridRow = Omit<ImportedGrid, 'seat' | 'areaKm2' | 'place'> & {
  seat: LngLat
  areaKm2: number
  pinyin: string
}

/** A row of `areas` before it has editions. */
export type AreaRow = Figures & {
  code: string
  level: Exclude<Level, 'grid'>
  name: string
  type: string | null
  pinyin: string
  seat: LngLat
  gridCount: number
  geometry: Polygon | MultiPolygon
}

/** What the edition before says of an area that the files do not have. */
export type FormerArea = {
  code: string
  name: string
  type: string | null
  seat: LngLat
  areaKm2: number
  /** The sum over its grids, which `areaKm2` may differ from where a file gave it. */
  gridsKm2: number
}

export type BuiltEdition = {
  bounds: Bbox
  grids: GridRow[]
  areas: AreaRow[]
  coverage: Coverage
  warnings: ImportFault[]
}

const levelLengths = { county: 6, township: 9, village: 12 } as const

/** Checks grids and areas against each other: the coverage rule over all grids, every given area the union of what lies
 *  in it. With `snapMeters` the border of a given area may differ from that union by as much, which is listed: the union
 *  is taken. Pure; gives all faults. */
export function checkTogether(
  { grids, areas }: Pick<ParsedAreas, 'grids' | 'areas'>,
  county: string,
  snapMeters = 0,
): { faults: ImportFault[]; changes: ImportChange[] } {
  const changes: ImportChange[] = []
  if (grids.length === 0) {
    const reason = {
      zh: '文件里没有网格（15 位编码），没有可发布的内容。',
      en: 'There is no grid (a code of 15 digits) in the files: nothing to publish.',
    }
    return { faults: [{ kind: 'no_grids', code: null, place: '', reason }], changes }
  }
  const far = findFarGrids(grids)
  if (far.length > 0) return { faults: far, changes }
  const outline = snapMeters > 0 ? undefined : areas.find(({ code }) => code === county)?.geometry
  const faults = checkCoverage(grids, { outline, maxFaults: maxCoverageFaults }).map(describeCoverageFault)
  // Where grids overlap, no union is what it should be: the first cause is enough.
  if (faults.length > 0) return { faults, changes }
  const coverage = snapMeters > 0 ? buildCoverage(grids) : undefined
  const geometryByCode = new Map(areas.map((area) => [area.code, area.geometry]))
  const inside = groupGrids(grids)
  for (const area of areas) {
    const own = inside.get(area.code)
    if (!own) {
      const reason = { zh: '里面没有网格。', en: 'There is no grid in it.' }
      faults.push({ kind: 'no_grids', code: area.code, place: area.place, reason, lngLat: firstVertex(area.geometry) })
      continue
    }
    const reason = {
      zh: '边界与其下级合并后的边界不一致。',
      en: 'Its border is not that of its parts put together.',
    }
    if (coverage) {
      const union = uniteGrids(coverage, own)
      const { beyond, farthestMeters } = compareBorders(area.geometry, union, snapMeters)
      if (beyond) faults.push({ kind: 'not_union', code: area.code, place: area.place, reason, lngLat: beyond })
      else if (farthestMeters > 0)
        changes.push({
          kind: 'border',
          codes: [area.code],
          lngLat: firstVertex(union),
          from: null,
          meters: farthestMeters,
        })
      continue
    }
    for (const { lngLat } of checkUnion(area.geometry, findChildGeometries(area, own, geometryByCode)))
      faults.push({ kind: 'not_union', code: area.code, place: area.place, reason, lngLat })
  }
  return { faults, changes }
}

const sayKm = (km: number) => Math.round(km / 10) * 10

/** Grids that lie far from the rest of their township: with coordinates of elsewhere no border of theirs is wrong, since
 *  they have no neighbour. */
function findFarGrids(grids: readonly ImportedGrid[]): ImportFault[] {
  const townships = [...groupGrids(grids)].filter(([code]) => code.length === levelLengths.township)
  return townships
    .flatMap(([, own]) => findFarParts(own))
    .flatMap(({ grids: part, km }) =>
      part.map((grid): ImportFault => {
        const reason = {
          zh: `与本乡镇其余网格相隔约 ${sayKm(km)} 公里，坐标应有误。`,
          en: `It lies about ${sayKm(km)} km from the rest of its township: its coordinates must be wrong.`,
        }
        return { kind: 'far_away', code: grid.code, place: grid.place, reason, lngLat: firstVertex(grid.geometry) }
      }),
    )
}

const firstVertex = (geometry: Polygon | MultiPolygon): LngLat =>
  (geometry.type === 'Polygon' ? geometry.coordinates[0]?.[0] : geometry.coordinates[0]?.[0]?.[0]) as LngLat

/** The grids of every county, township, village and group. */
function groupGrids<Grid extends { code: string; groupCode: string | null }>(
  grids: readonly Grid[],
): Map<string, Grid[]> {
  const members = new Map<string, Grid[]>()
  const add = (code: string, grid: Grid) => {
    const list = members.get(code)
    if (list) list.push(grid)
    else members.set(code, [grid])
  }
  for (const grid of grids) {
    for (const length of Object.values(levelLengths)) add(grid.code.slice(0, length), grid)
    if (grid.groupCode !== null) add(grid.groupCode, grid)
  }
  return members
}

/** The given areas one level down where they are complete, else the grids themselves. */
function findChildGeometries(
  area: ImportedArea,
  grids: readonly ImportedGrid[],
  geometryByCode: ReadonlyMap<string, Polygon | MultiPolygon>,
): (Polygon | MultiPolygon)[] {
  if (area.level === 'group' || area.level === 'village') return grids.map(({ geometry }) => geometry)
  const length = area.level === 'county' ? levelLengths.township : levelLengths.village
  const codes = [...new Set(grids.map(({ code }) => code.slice(0, length)))]
  const given = codes.map((code) => geometryByCode.get(code))
  return given.every((geometry) => geometry !== undefined)
    ? (given as (Polygon | MultiPolygon)[])
    : grids.map(({ geometry }) => geometry)
}

const coverageReasons: Record<CoverageFaultKind, Sentence> = {
  out_of_range: { zh: '坐标超出范围', en: 'A coordinate is out of range' },
  invalid_ring: { zh: '图形的环无效', en: 'A ring is not valid' },
  self_crossing: { zh: '边界与自身相交', en: 'The border crosses itself' },
  crossing: { zh: '边界与相邻网格的边界相交', en: 'Its border crosses that of a neighbour' },
  t_junction: { zh: '相邻网格在这里少一个公共顶点', en: 'The neighbour lacks the vertex that is here' },
  overlap: { zh: '与相邻网格重叠', en: 'It overlaps its neighbour' },
  gap: { zh: '与相邻网格之间有缝隙', en: 'There is a gap beside it' },
  outside_outline: { zh: '超出县界', en: 'It lies outside the county' },
  not_union: { zh: '与县界不一致', en: 'It does not meet the county border' },
}

/** Of a township that lies aside, others are by the hundred. */
const namedOthers = 5

function sayOthers(codes: readonly string[]): Sentence {
  if (codes.length === 0) return { zh: '', en: '' }
  const named = codes.slice(0, namedOthers)
  const more = codes.length - named.length
  return {
    zh: `（另涉 ${named.join('、')}${more > 0 ? ` 等 ${codes.length} 个` : ''}）`,
    en: ` (with ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`,
  }
}

function sayWidth(meters: number | undefined): Sentence {
  if (meters === undefined) return { zh: '', en: '' }
  const width = sayDistance(meters)
  return { zh: `，最宽处至少 ${width.zh}`, en: `, at least ${width.en} at its widest` }
}

function describeCoverageFault(fault: CoverageFault): ImportFault {
  const { widthMeters } = fault
  const [code, ...rest] = fault.codes
  const [reason, others, width] = [coverageReasons[fault.kind], sayOthers(rest), sayWidth(widthMeters)]
  return {
    kind: fault.kind,
    code: code ?? null,
    place: '',
    reason: { zh: `${reason.zh}${others.zh}${width.zh}。`, en: `${reason.en}${others.en}${width.en}.` },
    ...(widthMeters !== undefined && { widthMeters }),
    // Where borders cross is no vertex: rounded as vertices are.
    lngLat: [roundDegrees(fault.lngLat[0]), roundDegrees(fault.lngLat[1])],
  }
}

/** Makes the rows of an edition out of checked input: seats and areas where nobody gave them, groups from their grids,
 *  missing villages, townships and county from what lies in them, figures as sums; an area's size stays that of the edition
 *  before while the sizes of its grids come to the same. A missing area keeps its name, type
 *  and seat of the edition before, and its seat and measured area in any case where all its grids are `keptCodes`, those taken over from
 *  that edition; one that had no name is called by its code, with a warning. Pure. */
export function buildEdition(
  parsed: Pick<ParsedAreas, 'grids' | 'areas'>,
  county: string,
  formerAreas: readonly FormerArea[] = [],
  keptCodes: ReadonlySet<string> = new Set(),
): BuiltEdition {
  const former = new Map(formerAreas.map((area) => [area.code, area]))
  const grids = parsed.grids.map(buildGridRow).sort((a, b) => (a.code < b.code ? -1 : 1))
  const coverage = buildCoverage(grids)
  const given = new Map(parsed.areas.map((area) => [area.code, area]))
  const members = groupGrids(grids)
  const warnings: ImportFault[] = []
  const nameless: string[] = []
  const areas = [...members]
    .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    .map(([code, inside]): AreaRow => {
      const area = given.get(code)
      const level = levelOf(code)
      const figures = sumFigures(inside)
      if (area?.population != null && area.population !== figures.population) {
        const reason = {
          zh: `给出的人口 ${area.population} 与其网格之和 ${figures.population} 不同，按网格之和。`,
          en: `Its population ${area.population} is not the sum over its grids, ${figures.population}, which is used.`,
        }
        warnings.push({ kind: 'bad_field', code, place: area.place, reason, field: 'population' })
      }
      const before = area ? undefined : former.get(code)
      const isKept = inside.every((grid) => keptCodes.has(grid.code))
      const name = area?.name ?? before?.name ?? (level === 'group' ? `第 ${Number(code.slice(12))} 组` : code)
      if (name === code) nameless.push(code)
      return {
        code,
        level,
        name,
        type: area?.type ?? before?.type ?? null,
        pinyin: toPinyin(name),
        seat:
          area?.seat ??
          (isKept ? before?.seat : undefined) ??
          findFormerSeat(before, inside) ??
          findMostPopulous(inside).seat,
        geometry: uniteGrids(coverage, inside),
        gridCount: inside.length,
        ...figures,
        areaKm2: area?.areaKm2 ?? (isKept ? before?.areaKm2 : undefined) ?? keepArea(figures.areaKm2, former.get(code)),
      }
    })
  if (!members.has(county)) throw new Error('grids of another county passed the check')
  const [firstNameless] = nameless
  if (firstNameless !== undefined) {
    const reason = {
      zh: `${nameless.length} 个区域在文件和前一版中都没有名称，以编码代替；请一并导入它们的文件。`,
      en: `${nameless.length} areas have a name neither in the files nor in the edition before and are called by their codes; import their files as well.`,
    }
    warnings.push({ kind: 'missing_field', code: firstNameless, place: '', reason, field: 'name' })
  }
  for (const { grids: part, km, lngLat } of findFarParts(grids)) {
    const townships = [...new Set(part.map((grid) => grid.code.slice(0, levelLengths.township)))]
    const reason = {
      zh: `${townships.join('、')} 与县内其余网格相隔约 ${sayKm(km)} 公里；若不是飞地，坐标有误。`,
      en: `${townships.join(', ')} lies about ${sayKm(km)} km from the rest of the county; unless it is an exclave, its coordinates are wrong.`,
    }
    warnings.push({ kind: 'far_away', code: townships[0] ?? null, place: '', reason, lngLat })
  }
  const bounds: Bbox = [180, 90, -180, -90]
  for (const { geometry } of grids) extendBounds(bounds, findBounds(geometry))
  return { bounds, grids, areas, coverage, warnings }
}

/** The seat of the edition before, where a grid of the area still has it: a border may have moved across it. */
const findFormerSeat = (former: FormerArea | undefined, grids: readonly GridRow[]): LngLat | undefined =>
  former && grids.some(({ seat }) => seat[0] === former.seat[0] && seat[1] === former.seat[1]) ? former.seat : undefined

/** The union in the order of rings that every area has here. Most groups are one grid, which is no union. */
function uniteGrids(
  coverage: Coverage,
  grids: readonly { code: string; geometry: Polygon | MultiPolygon }[],
): Polygon | MultiPolygon {
  const [only, ...others] = grids
  if (only && others.length === 0) return only.geometry
  return tidyUnion(
    mergeGrids(
      coverage,
      grids.map(({ code }) => code),
    ),
  )
}
function buildGridRow({ place: _place, seat, areaKm2, ...grid }: ImportedGrid): GridRow {
  return {
    ...grid,
    seat: seat ?? findInnerPoint(grid.geometry),
    areaKm2: areaKm2 ?? roundKm2(geodesicAreaSquareMeters(grid.geometry) / 1e6),
    pinyin: toPinyin(grid.name),
  }
}

/** The size that the edition before has, while the sizes of its grids come to the same: a file gave it, rounded or measured
 *  in another way (367 areas of data/huize differ from the sum over their grids). Else the sum, which has four decimals. */
const keepArea = (sum: number, before: FormerArea | undefined): number =>
  before && roundKm2(before.gridsKm2) === sum ? before.areaKm2 : sum

const roundKm2 = (areaKm2: number) => Math.round(areaKm2 * 1e4) / 1e4

function levelOf(code: string): AreaRow['level'] {
  if (code.length === 14) return 'group'
  return code.length === 12 ? 'village' : code.length === 9 ? 'township' : 'county'
}

function sumFigures(grids: readonly GridRow[]): Figures {
  const sum = { population: 0, households: 0, needHelp: 0, workersFull: 0, workersPart: 0, areaKm2: 0 }
  for (const grid of grids) for (const field of Object.keys(sum) as (keyof Figures)[]) sum[field] += grid[field]
  return { ...sum, areaKm2: roundKm2(sum.areaKm2) }
}

const findMostPopulous = (grids: readonly GridRow[]): GridRow =>
  grids.reduce((best, grid) => (grid.population > best.population ? grid : best))
