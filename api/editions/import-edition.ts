import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type CoverageIndex, createCoverageIndex } from '#api/coverage/coverage-index.ts'
import { snapCoverage } from '#api/coverage/snap-coverage.ts'
import type { Database, Handle, Transaction } from '#api/db/client.ts'
import { freeMemory } from '#api/free-memory.ts'
import type { Crs } from '#api/http/shared.contract.ts'
import { cutEditionTiles } from '#api/tiles/cut-edition-tiles.ts'
import { type importSteps, replaceableCode, replaceableWords } from './editions.contract.ts'
import {
  countGridsIn,
  countOptionalFields,
  type EditionRow,
  findCurrentEdition,
  findGridMiddles,
  listCurrentAreaFacts,
} from './editions.repo.ts'
import type { ImportSource, RawAreas } from './import/area-reader.ts'
import { type AreaRow, type BuiltEdition, buildEdition, checkTogether, type GridRow } from './import/build-edition.ts'
import { checkShift, pickCompared } from './import/check-shift.ts'
import {
  batchPositions,
  batchRows,
  closeRows,
  compareBatch,
  findLastEdition,
  findNextNumber,
  findOpenCodes,
  insertPendingEdition,
  publishEdition,
  touchPendingEdition,
  writeBatch,
} from './import/edition-writer.repo.ts'
import { createFieldMapper, type FieldMap, type FileFields } from './import/field-map.ts'
import { findLostGridFields, findLostTypes } from './import/find-lost-fields.ts'
import { findCommonArea, groupCauses, type ImportCircumstances } from './import/import-cause.ts'
import type { ImportFault } from './import/import-fault.ts'
import { type GridComparison, ImportError, type ImportReport } from './import/import-report.ts'
import { ImportOvertakenError, readKeptGrids } from './import/kept-grids.ts'
import { type OpenWork, placeOpenWork } from './import/open-work.ts'
import { type ImportedGrid, type ParsedAreas, parseAreas } from './import/parse-areas.ts'
import { readSource } from './import/read-sources.ts'
import { heartbeatMs, ImportBusyError, undoImport, waitForRoom } from './import/remove-dead-imports.ts'
import { createConverter, createCrsCheck } from './import/source-crs.ts'

export type ImportStep = (typeof importSteps)[number]
/** Of the step `wait`, `done` and `total` are seconds. */
export type ImportProgress = { step: ImportStep; done: number; total: number }

/** Cuts the tiles of a pending edition; `cutEditionTiles` of the tiles folder. */
export type CutTiles = (options: {
  database: Database
  edition: number
  onProgress?: (progress: { done: number; total: number }) => void
}) => Promise<unknown>

export type ImportOptions = {
  database: Database
  /** Paths of files on disk. */
  files?: readonly string[]
  /** Files already in memory. */
  sources?: readonly ImportSource[]
  /** The six digits of the county served here. */
  county: string
  /** Code of the county, township, village or grid whose grids the files replace; the rest of the current edition is
   *  kept. Left out: the county. */
  area?: string | undefined
  /** Our fields by their names in the files. */
  map?: FieldMap | undefined
  /** Gaps and overlaps narrower than this are closed, and listed; at most `maxSnapMeters`. */
  snapMeters?: number | undefined
  /** What the files' coordinates are in; `wgs84` when left out. */
  crs?: Crs | undefined
  /** Who or what made the edition, for its record. */
  madeBy: string
  isDemo?: boolean
  /** Checks and reports, writes nothing. */
  dryRun?: boolean
  /** What must not be left without a grid. */
  openWork: OpenWork
  onProgress?: (progress: ImportProgress) => void
  /** Ends the import with the signal's reason; nothing of it remains. */
  signal?: AbortSignal | undefined
  /** Left out: `cutEditionTiles`. */
  cutTiles?: CutTiles
}

/** Reads files of grids and areas, checks them, writes them as a pending edition in short batches, cuts its tiles and
 *  publishes it. Throws an ImportError with every fault before anything is written. Where it fails later or is aborted
 *  it takes away what it wrote; where the process dies, `removeDeadImports` does. */
export async function importEdition(options: ImportOptions): Promise<ImportReport> {
  const startedAt = performance.now()
  const { database, openWork, signal } = options
  const tell = (progress: ImportProgress) => {
    options.onProgress?.(progress)
    signal?.throwIfAborted()
  }
  const { built, keptFrom, circumstances, ...found } = await prepareEdition(options, tell)
  let rerouted = 0
  let index: CoverageIndex | undefined
  const place = (handle: Handle, { coverage }: BuiltEdition) =>
    placeOpenWork(handle, openWork, () => {
      index ??= createCoverageIndex(coverage)
      return index
    })
  if (built) {
    const placed = await database.read((handle) => place(handle, built))
    for (const fault of placed.faults) found.faults.push(fault)
    rerouted = placed.moves.length
  }
  const elapsed = () => Math.round(performance.now() - startedAt)
  const checked: ImportReport = {
    edition: null,
    counts: countLevels(built),
    ...found,
    causes: groupCauses(found.faults, circumstances),
    warnings: [...found.warnings, ...(built?.warnings ?? [])],
    rows: { changed: 0, unchanged: 0, ended: 0 },
    comparison: null,
    rerouted,
    milliseconds: elapsed(),
  }
  if (found.faults.length > 0 && !options.dryRun) throw new ImportError(checked)
  if (!built || found.faults.length > 0) return checked
  if (options.dryRun) {
    const comparison = await compareGrids(database, built.grids)
    return { ...checked, comparison, milliseconds: elapsed() }
  }
  /** In the transaction that publishes: nothing may come to lie outside in between. */
  const routeOpenWork = async (transaction: Transaction, edition: number) => {
    const { faults, moves } = await place(transaction, built)
    const causes = groupCauses(faults, circumstances)
    if (faults.length > 0) throw new ImportError({ ...checked, faults, causes, milliseconds: elapsed() })
    await openWork.route(transaction, moves, edition)
    return moves.length
  }
  const written = await writeEdition(options, { built, keptFrom }, routeOpenWork, tell)
  // What is published stays, whatever happens to who listens.
  options.onProgress?.({ step: 'publish', done: 1, total: 1 })
  return { ...checked, ...written, milliseconds: elapsed() }
}

async function compareGrids(database: Database, grids: readonly GridRow[]): Promise<GridComparison> {
  const current = await database.read(findCurrentEdition)
  const sums = { added: 0, changed: 0 }
  for (const batch of batches(grids)) {
    const { added, changed } = await database.read((handle) => compareBatch(handle, batch, current?.number ?? 0))
    sums.added += added
    sums.changed += changed
  }
  const kept = grids.length - sums.added
  return { ...sums, unchanged: kept - sums.changed, gone: (current?.gridCount ?? 0) - kept }
}

type Prepared = Pick<ImportReport, 'faults' | 'warnings' | 'changes' | 'shift' | 'grids'> & {
  built: BuiltEdition | null
  /** The edition whose grids outside the area are kept; null where all are replaced. */
  keptFrom: number | null
  circumstances: ImportCircumstances
}

async function prepareEdition(options: ImportOptions, report: (progress: ImportProgress) => void): Promise<Prepared> {
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
  const { parsed, warnings, fields } = await readFiles(options, convert, report)
  for (const fault of parsed.faults) prepared.faults.push(fault)
  for (const warning of warnings) prepared.warnings.push(warning)
  const current = await database.read(findCurrentEdition)
  Object.assign(prepared.circumstances, { fields, readGrids: parsed.grids.length })
  if (current && parsed.faults.some(({ kind }) => kind === 'outside_area'))
    prepared.circumstances.isAreaKnown =
      (await database.read((handle) => countGridsIn(handle, current.number, area))) > 0
  prepared.shift = shift()
  prepared.grids.read = parsed.grids.length
  // Faults of single features would show again, in other words, in the coverage: they come first and alone.
  if (prepared.faults.length > 0) return prepared
  if (current && options.area === undefined && parsed.grids.length < current.gridCount)
    prepared.circumstances.part = await findPart(database, current, parsed.grids)
  const lossFault = options.area === undefined ? checkLoss(parsed.grids.length, current, county) : undefined
  if (lossFault) return { ...prepared, faults: [lossFault] }
  if (current) {
    const compared = pickCompared(parsed.grids)
    const codes = compared.map(({ code }) => code)
    const middles = await database.read((handle) => findGridMiddles(handle, current.number, codes))
    const { misread, shifted } = checkShift(compared, middles, { crs, county })
    // Who names the county means what is in the files, as with the loss of grids.
    if (misread && options.area !== county) return { ...prepared, faults: [misread] }
    for (const warning of [misread, shifted]) if (warning) prepared.warnings.push(warning)
    // Nobody misses what the demonstration had.
    if (!current.isDemo) {
      const had = await database.read((handle) => countOptionalFields(handle, current.number, area))
      prepared.warnings.push(...findLostGridFields(parsed.grids, had))
    }
  }
  const former = area === county ? { edition: null, grids: [] } : await readKeptGrids(database, area)
  if (former === null) {
    const reason = {
      zh: `库中还没有网格底图，无法只替换 ${area}；请先导入全县。`,
      en: `There is no edition yet in which ${area} could be replaced; import the whole county first.`,
    }
    prepared.faults.push({ kind: 'no_edition', code: area, place: '', reason })
    return prepared
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
    for (const change of snapped.changes) prepared.changes.push(change)
    report({ step: 'snap', done: total, total })
  }
  report({ step: 'check', done: 0, total })
  const checked = checkTogether({ grids, areas: parsed.areas }, county, snapMeters)
  for (const fault of checked.faults) prepared.faults.push(fault)
  for (const change of checked.changes) prepared.changes.push(change)
  report({ step: 'check', done: total, total })
  if (prepared.faults.length > 0) return prepared
  const formerAreas = await database.read(listCurrentAreaFacts)
  if (!current?.isDemo) prepared.warnings.push(...findLostTypes(parsed.areas, formerAreas))
  prepared.built = buildEdition({ grids, areas: parsed.areas }, county, formerAreas, keptCodes)
  return prepared
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
  current: { gridCount: number; isDemo: boolean } | undefined,
  county: string,
): ImportFault | undefined {
  if (!current || current.isDemo || read === 0 || read >= current.gridCount / 2) return undefined
  const reason = {
    zh: `文件里只有 ${read} 个网格，而现行版次有 ${current.gridCount} 个，其余都会消失。只替换一部分，请写明区域（--area，控制台中选“只替换……”）；确要如此，请写明 --area ${county}。`,
    en: `There are ${read} grids in the files and ${current.gridCount} in the current edition: the others would go. To replace a part, name it (--area; in the console choose to replace only that); if it is meant so, say --area ${county}.`,
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

type ReadFiles = { parsed: ParsedAreas; warnings: ImportFault[]; fields: FileFields }

async function readFiles(
  { files = [], sources = [], county, area, map = {}, crs = 'wgs84' }: ImportOptions,
  convert: ReturnType<typeof createConverter>['convert'],
  report: (progress: ImportProgress) => void,
): Promise<ReadFiles> {
  const count = files.length + sources.length
  report({ step: 'read', done: 0, total: count })
  const read: RawAreas[] = []
  const warnings: ImportFault[] = []
  const names = new Map<string, string>()
  const take = (source: ImportSource) => {
    const digest = count > 1 ? hash('sha256', source.bytes) : ''
    const earlier = names.get(digest)
    if (earlier === undefined) {
      names.set(digest, source.name)
      read.push(readSource(source))
      return
    }
    const reason = {
      zh: `与 ${earlier} 内容完全相同，只读取了一次。`,
      en: `The same as ${earlier}, byte for byte: it was read once.`,
    }
    warnings.push({ kind: 'duplicate_code', code: null, place: source.name, reason })
  }
  sources.forEach(take)
  for (const [number, file] of files.entries()) {
    take({ name: basename(file), bytes: await readFile(file) })
    report({ step: 'read', done: sources.length + number + 1, total: count })
  }
  const total = read.reduce((sum, { count: features }) => sum + features, 0)
  report({ step: 'parse', done: 0, total })
  const mapper = createFieldMapper(map)
  const crsCheck = createCrsCheck(crs)
  function* listAreas() {
    for (const { areas } of read) {
      for (const raw of areas) {
        if (!('reason' in raw)) crsCheck.watch(raw)
        yield 'reason' in raw ? raw : mapper.apply(raw)
      }
    }
  }
  const parsed = parseAreas(listAreas(), {
    county,
    area,
    convert,
    onProgress: (done) => report({ step: 'parse', done, total }),
  })
  report({ step: 'parse', done: total, total })
  // What is wrong with a file as a whole says more than what follows from it for each of its areas.
  const ofFiles = [...crsCheck.findFaults(), ...mapper.findFaults()]
  if (ofFiles.length > 0) parsed.faults = ofFiles
  return { parsed, warnings, fields: mapper.listNames(county) }
}

async function writeEdition(
  { database, county, madeBy, isDemo = false, cutTiles = cutEditionTiles }: ImportOptions,
  { built, keptFrom }: { built: BuiltEdition; keptFrom: number | null },
  routeOpenWork: (transaction: Transaction, edition: number) => Promise<number>,
  report: (progress: ImportProgress) => void,
) {
  await waitForRoom(database, (seconds) => report({ step: 'wait', ...seconds }))
  const { bounds, grids, areas } = built
  const edition = await database.write(async (transaction) => {
    const last = await findLastEdition(transaction)
    if (last?.isPending) throw new ImportBusyError()
    // Kept grids are copies: over a newer edition they would take its changes back.
    if (keptFrom !== null && last?.number !== keptFrom) throw new ImportOvertakenError()
    const number = await findNextNumber(transaction)
    const edition = { number, madeBy, county, bounds, grids: grids.length, isDemo }
    if (!(await insertPendingEdition(transaction, edition))) throw new ImportBusyError()
    return number
  })
  let isBeating = false
  const heartbeat = setInterval(async () => {
    // Where the database is slow, one beat waiting for it is enough. A failed one is no fault of the import's; the next
    // batch finds out whether the edition is still there.
    if (isBeating) return
    isBeating = true
    await database.write((transaction) => touchPendingEdition(transaction, edition)).catch(() => {})
    isBeating = false
  }, heartbeatMs)
  try {
    const rows = await writeRows(database, edition, { grids, areas }, report)
    // The cutter reads them from the database, in threads of its own that want the room.
    grids.length = 0
    areas.length = 0
    freeMemory()
    report({ step: 'tiles', done: 0, total: 1 })
    await cutTiles({ database, edition, onProgress: ({ done, total }) => report({ step: 'tiles', done, total }) })
    report({ step: 'publish', done: 0, total: 1 })
    const rerouted = await database.write(async (transaction) => {
      await publishEdition(transaction, edition)
      return routeOpenWork(transaction, edition)
    })
    return { edition, rows, rerouted }
  } catch (error) {
    // Where this fails too (the database is gone), the leftovers go at the next start.
    await undoImport(database, edition).catch(() => {})
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}

async function writeRows(
  database: Database,
  edition: number,
  tables: { grids: GridRow[]; areas: AreaRow[] },
  report: (progress: ImportProgress) => void,
) {
  const total = tables.grids.length + tables.areas.length
  const rows = { changed: 0, unchanged: 0, ended: 0 }
  let done = 0
  for (const [table, all] of [
    ['grid_versions', tables.grids],
    ['areas', tables.areas],
  ] as const) {
    for (const batch of batches<GridRow | AreaRow>(all)) {
      const changed = await database.write((transaction) => writeBatch(transaction, table, batch, edition))
      rows.changed += changed
      rows.unchanged += batch.length - changed
      done += batch.length
      report({ step: 'write', done, total })
    }
    const kept = new Set(all.map(({ code }) => code))
    const open = await database.write((transaction) => findOpenCodes(transaction, table, edition))
    const gone = open.filter((code) => !kept.has(code))
    for (let start = 0; start < gone.length; start += batchRows) {
      const codes = gone.slice(start, start + batchRows)
      await database.write((transaction) => closeRows(transaction, table, codes, edition))
      rows.ended += codes.length
    }
  }
  return rows
}

/** Up to `batchRows` rows of up to `batchPositions` vertices together: one county's border is more than 500 grids. */
function* batches<Row extends GridRow | AreaRow>(rows: readonly Row[]): Generator<Row[]> {
  let batch: Row[] = []
  let positions = 0
  for (const row of rows) {
    const more = countPositions(row.geometry)
    if (batch.length === batchRows || (batch.length > 0 && positions + more > batchPositions)) {
      yield batch
      batch = []
      positions = 0
    }
    batch.push(row)
    positions += more
  }
  if (batch.length > 0) yield batch
}

const countPositions = (geometry: GridRow['geometry']): number =>
  (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()).reduce(
    (sum, ring) => sum + ring.length,
    0,
  )

function countLevels(built: BuiltEdition | null): ImportReport['counts'] {
  const count = (level: AreaRow['level']) => built?.areas.filter((area) => area.level === level).length ?? 0
  return {
    counties: count('county'),
    townships: count('township'),
    villages: count('village'),
    groups: count('group'),
    grids: built?.grids.length ?? 0,
  }
}
