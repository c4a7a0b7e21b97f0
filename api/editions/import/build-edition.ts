import type { MultiPolygon, Polygon } from 'geojson'
import { buildCoverage, type Coverage, mergeGrids } from '#api/coverage/coverage.ts'
import { type CoverageFault, type CoverageFaultKind, checkCoverage, checkUnion } from '#api/coverage/coverage-rule.ts'
import { geodesicAreaSquareMeters } from '#api/coverage/geodesic-area.ts'
import type { Sentence } from '#api/http/problem.ts'
import type { Bbox, Level, LngLat } from '#api/http/shared.contract.ts'
import { extendBounds, findBounds } from '../bounds.ts'
import type { Headcounts } from '../edition-snapshot.ts'
import type { ImportFault } from './import-fault.ts'
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
export type FormerArea = { code: string; name: string; type: string | null; seat: LngLat }

export type BuiltEdition = { bounds: Bbox; grids: GridRow[]; areas: AreaRow[]; warnings: ImportFault[] }

const levelLengths = { county: 6, township: 9, village: 12 } as const

/** Checks grids and areas against each other: the coverage rule over all grids, every given area the union of what lies
 *  in it. Pure; gives all faults. */
export function checkTogether({ grids, areas }: ParsedAreas, county: string): ImportFault[] {
  if (grids.length === 0) {
    const reason = {
      zh: '文件里没有网格（15 位编码），没有可发布的内容。',
      en: 'There is no grid (a code of 15 digits) in the files: nothing to publish.',
    }
    return [{ kind: 'no_grids', code: null, place: '', reason }]
  }
  const outline = areas.find(({ code }) => code === county)?.geometry
  const faults = checkCoverage(grids, outline ? { outline } : undefined).map(describeCoverageFault)
  // Where grids overlap, no union is what it should be: the first cause is enough.
  if (faults.length > 0) return faults
  const geometryByCode = new Map(areas.map((area) => [area.code, area.geometry]))
  for (const area of areas) {
    const children = findChildGeometries(area, grids, geometryByCode)
    if (children.length === 0) {
      const reason = { zh: '里面没有网格。', en: 'There is no grid in it.' }
      faults.push({ kind: 'no_grids', code: area.code, place: area.place, reason })
      continue
    }
    for (const fault of checkUnion(area.geometry, children)) {
      const reason = {
        zh: '边界与其下级合并后的边界不一致。',
        en: 'Its border is not that of its parts put together.',
      }
      faults.push({ kind: 'not_union', code: area.code, place: area.place, reason, lngLat: fault.lngLat })
    }
  }
  return faults
}

/** The given areas one level down where they are complete, else the grids themselves. */
function findChildGeometries(
  area: ImportedArea,
  grids: readonly ImportedGrid[],
  geometryByCode: ReadonlyMap<string, Polygon | MultiPolygon>,
): (Polygon | MultiPolygon)[] {
  if (area.level === 'group')
    return grids.filter(({ groupCode }) => groupCode === area.code).map(({ geometry }) => geometry)
  const inside = grids.filter(({ code }) => code.startsWith(area.code))
  if (area.level === 'village') return inside.map(({ geometry }) => geometry)
  const length = area.level === 'county' ? levelLengths.township : levelLengths.village
  const codes = [...new Set(inside.map(({ code }) => code.slice(0, length)))]
  const given = codes.map((code) => geometryByCode.get(code))
  return given.every((geometry) => geometry !== undefined)
    ? (given as (Polygon | MultiPolygon)[])
    : inside.map(({ geometry }) => geometry)
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

function describeCoverageFault(fault: CoverageFault): ImportFault {
  const reason = coverageReasons[fault.kind]
  const [code, ...others] = fault.codes
  const zhOthers = others.length > 0 ? `（另涉 ${others.join('、')}）` : ''
  const enOthers = others.length > 0 ? ` (with ${others.join(', ')})` : ''
  return {
    kind: 'coverage',
    code: code ?? null,
    place: '',
    reason: { zh: `${reason.zh}${zhOthers}。`, en: `${reason.en}${enOthers}.` },
    lngLat: fault.lngLat,
  }
}

/** Makes the rows of an edition out of checked input: seats and areas where nobody gave them, groups from their grids,
 *  missing villages, townships and county from what lies in them, figures as sums. A missing area keeps its name, type
 *  and seat of the edition before; one that had none is called by its code, with a warning. Pure. */
export function buildEdition(
  parsed: ParsedAreas,
  county: string,
  formerAreas: readonly FormerArea[] = [],
): BuiltEdition {
  const former = new Map(formerAreas.map((area) => [area.code, area]))
  const grids = parsed.grids.map(buildGridRow).sort((a, b) => (a.code < b.code ? -1 : 1))
  const coverage = buildCoverage(grids)
  const given = new Map(parsed.areas.map((area) => [area.code, area]))
  const members = new Map<string, GridRow[]>()
  const addMember = (code: string, grid: GridRow) => {
    const list = members.get(code)
    if (list) list.push(grid)
    else members.set(code, [grid])
  }
  for (const grid of grids) {
    for (const length of Object.values(levelLengths)) addMember(grid.code.slice(0, length), grid)
    if (grid.groupCode !== null) addMember(grid.groupCode, grid)
  }
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
        warnings.push({ kind: 'bad_field', code, place: area.place, reason })
      }
      const before = area ? undefined : former.get(code)
      const name = area?.name ?? before?.name ?? (level === 'group' ? `第 ${Number(code.slice(12))} 组` : code)
      if (name === code) nameless.push(code)
      return {
        code,
        level,
        name,
        type: area?.type ?? before?.type ?? null,
        pinyin: toPinyin(name),
        seat: area?.seat ?? findFormerSeat(before, inside) ?? findMostPopulous(inside).seat,
        geometry: level !== 'group' && area ? area.geometry : uniteGrids(coverage, inside),
        gridCount: inside.length,
        ...figures,
        areaKm2: area?.areaKm2 ?? figures.areaKm2,
      }
    })
  if (!members.has(county)) throw new Error('grids of another county passed the check')
  const [firstNameless] = nameless
  if (firstNameless !== undefined) {
    const reason = {
      zh: `${nameless.length} 个区域在文件和前一版中都没有名称，以编码代替；请一并导入它们的文件。`,
      en: `${nameless.length} areas have a name neither in the files nor in the edition before and are called by their codes; import their files as well.`,
    }
    warnings.push({ kind: 'missing_field', code: firstNameless, place: '', reason })
  }
  const bounds: Bbox = [180, 90, -180, -90]
  for (const { geometry } of grids) extendBounds(bounds, findBounds(geometry))
  return { bounds, grids, areas, warnings }
}

/** The seat of the edition before, where a grid of the area still has it: a border may have moved across it. */
const findFormerSeat = (former: FormerArea | undefined, grids: readonly GridRow[]): LngLat | undefined =>
  former && grids.some(({ seat }) => seat[0] === former.seat[0] && seat[1] === former.seat[1]) ? former.seat : undefined

/** Most groups are one grid, and a union walks over all arcs: only real unions are made. */
function uniteGrids(coverage: Coverage, grids: readonly GridRow[]): Polygon | MultiPolygon {
  const [only, ...others] = grids
  if (only && others.length === 0) return only.geometry
  return mergeGrids(
    coverage,
    grids.map(({ code }) => code),
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
