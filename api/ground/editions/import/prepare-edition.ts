import { snapCoverage } from '#api/coverage/snap-coverage.ts'
import type { Database } from '#api/platform/db/client.ts'
import { replaceableCode, replaceableWords } from '../editions.contract.ts'
import {
  countGridsIn,
  countOptionalFields,
  type EditionRow,
  findCurrentEdition,
  findGridMiddles,
  listCurrentAreaFacts,
} from '../editions.repo.ts'
import { type BuiltEdition, buildEdition, checkTogether } from './build-edition.ts'
import { checkShift, pickCompared } from './check-shift.ts'
import { findLostGridFields, findLostTypes } from './find-lost-fields.ts'
import { findCommonArea, type ImportCircumstances } from './import-cause.ts'
import type { ImportFault } from './import-fault.ts'
import type { ImportOptions, Report } from './import-options.ts'
import type { ImportReport } from './import-report.ts'
import { readKeptGrids } from './kept-grids.ts'
import type { ImportedGrid } from './parse-areas.ts'
import { readAreas } from './read-areas.ts'
import { createConverter } from './source-crs.ts'

export type Prepared = Pick<ImportReport, 'faults' | 'warnings' | 'changes' | 'shift' | 'grids'> & {
  /** Null where there are faults. */
  built: BuiltEdition | null
  /** The edition whose grids outside the area are kept; null where all are replaced. */
  keptFrom: number | null
  circumstances: ImportCircumstances
}

/** Reads files and makes the edition that they and the current one give together, or says what is wrong with it. Faults
 *  come in stages, each alone: what is wrong with one feature would show again, in other words, in the next. Writes
 *  nothing. */
export async function prepareEdition(options: ImportOptions, report: Report): Promise<Prepared> {
  const { database, county, area = county, map = {}, crs = 'wgs84', snapMeters = 0 } = options
  const { convert, shift } = createConverter(crs)
  const prepared: Prepared = {
    built: null,
    keptFrom: null,
    faults: [],
    warnings: [],
    changes: [],
    shift: null,
    grids: { read: 0, kept: 0 },
    circumstances: {
      area: options.area,
      map,
      snapMeters,
      readGrids: 0,
      fields: new Map(),
      part: undefined,
      isAreaKnown: true,
    },
  }
  const targetFault = checkTarget(area, county)
  if (targetFault) return { ...prepared, faults: [targetFault] }
  const { parsed, warnings, fields } = await readAreas(options, convert, report)
  const current = await database.read(findCurrentEdition)
  prepared.faults = parsed.faults
  prepared.warnings = warnings
  prepared.shift = shift()
  prepared.grids.read = parsed.grids.length
  Object.assign(prepared.circumstances, { fields, readGrids: parsed.grids.length })
  if (current && parsed.faults.some(({ kind }) => kind === 'outside_area'))
    prepared.circumstances.isAreaKnown =
      (await database.read((handle) => countGridsIn(handle, current.number, area))) > 0
  if (prepared.faults.length > 0) return prepared
  if (current) {
    if (options.area === undefined && parsed.grids.length < current.gridCount)
      prepared.circumstances.part = await findPart(database, current, parsed.grids)
    const against = await checkAgainst(current, parsed.grids, options)
    prepared.warnings.push(...against.warnings)
    if (against.fault) return { ...prepared, faults: [against.fault] }
  }
  const former = area === county ? { edition: null, grids: [] } : await readKeptGrids(database, area)
  if (former === null) {
    const reason = {
      zh: `库中还没有网格底图，无法只替换 ${area}；请先导入全县。`,
      en: `There is no edition yet in which ${area} could be replaced; import the whole county first.`,
    }
    return { ...prepared, faults: [{ kind: 'no_edition', code: area, place: '', reason }] }
  }
  const kept = former.grids
  prepared.keptFrom = former.edition
  prepared.grids.kept = kept.length
  const keptCodes = new Set(kept.map(({ code }) => code))
  // An area that loses all its grids would go silently with them.
  let grids: ImportedGrid[] = parsed.grids.length === 0 ? [] : [...kept, ...parsed.grids]
  const total = grids.length + parsed.areas.length
  if (snapMeters > 0) {
    report({ step: 'snap', done: 0, total })
    const snapped = snapCoverage(
      grids.map((grid) => ({ ...grid, isFixed: keptCodes.has(grid.code) })),
      snapMeters,
    )
    grids = snapped.areas.map(({ isFixed: _, ...grid }) => grid)
    prepared.changes = snapped.changes
    report({ step: 'snap', done: total, total })
  }
  report({ step: 'check', done: 0, total })
  const checked = checkTogether({ grids, areas: parsed.areas }, county, snapMeters)
  prepared.faults = checked.faults
  for (const change of checked.changes) prepared.changes.push(change)
  report({ step: 'check', done: total, total })
  if (prepared.faults.length > 0) return prepared
  const formerAreas = await database.read(listCurrentAreaFacts)
  if (!current?.isDemo) prepared.warnings.push(...findLostTypes(parsed.areas, formerAreas))
  prepared.built = buildEdition({ grids, areas: parsed.areas }, county, formerAreas, keptCodes)
  return prepared
}

/** What the current edition lets suspect of the files' grids: too few of them, coordinates in another system, fields that
 *  got lost. */
async function checkAgainst(
  current: EditionRow,
  grids: readonly ImportedGrid[],
  { database, county, area, crs = 'wgs84' }: ImportOptions,
): Promise<{ fault?: ImportFault | undefined; warnings: ImportFault[] }> {
  const lossFault = area === undefined ? checkLoss(grids.length, current, county) : undefined
  if (lossFault) return { fault: lossFault, warnings: [] }
  const compared = pickCompared(grids)
  const codes = compared.map(({ code }) => code)
  const middles = await database.read((handle) => findGridMiddles(handle, current.number, codes))
  const { misread, shifted } = checkShift(compared, middles, { crs, county })
  // Who names the county means what is in the files, as with the loss of grids.
  if (misread && area !== county) return { fault: misread, warnings: [] }
  const warnings = [misread, shifted].filter((warning) => warning !== undefined)
  // Nobody misses what the demonstration had.
  if (current.isDemo) return { warnings }
  const had = await database.read((handle) => countOptionalFields(handle, current.number, area ?? county))
  return { warnings: [...warnings, ...findLostGridFields(grids, had)] }
}

/** The area that all grids of the files are of, where the current edition has it and others beside. */
async function findPart(database: Database, current: EditionRow, grids: readonly ImportedGrid[]) {
  const part = findCommonArea(grids.map(({ code }) => code))
  if (part === undefined) return undefined
  const there = await database.read((handle) => countGridsIn(handle, current.number, part))
  return there > 0 && there < current.gridCount ? part : undefined
}

/** Files of one township, given as if they were the county's, would take all the others away. Who means it says so with
 *  the county's code as `area`. */
function checkLoss(
  read: number,
  current: { gridCount: number; isDemo: boolean },
  county: string,
): ImportFault | undefined {
  if (current.isDemo || read === 0 || read >= current.gridCount / 2) return undefined
  const reason = {
    zh: `文件里只有 ${read} 个网格，而现行版次有 ${current.gridCount} 个，其余都会消失。只替换一部分，请写明区域（--area，控制台中选“只替换……”）；确要如此，请写明 --area ${county}（控制台中回到表单，选“全县（确认替换）”）。`,
    en: `There are ${read} grids in the files and ${current.gridCount} in the current edition: the others would go. To replace a part, name it (--area; in the console choose to replace only that); if it is meant so, say --area ${county} (in the console go back to the form and choose “The whole county, meant so”).`,
  }
  return { kind: 'too_few_grids', code: null, place: '', reason }
}

function checkTarget(area: string, county: string): ImportFault | undefined {
  if (replaceableCode.safeParse(area).success && area.startsWith(county)) return undefined
  const reason = {
    zh: `要替换的区域${replaceableWords.zh}，不是 ${area}；本县是 ${county}。`,
    en: `The area to replace ${replaceableWords.en}, not ${area}; the county is ${county}.`,
  }
  return { kind: 'bad_code', code: area, place: '', reason }
}
