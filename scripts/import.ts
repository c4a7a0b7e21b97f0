import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { maxSnapMeters, replaceableCode, replaceableWords } from '#api/ground/editions/editions.contract.ts'
import { toFaultsGeoJson } from '#api/ground/editions/import/faults-geojson.ts'
import { type FieldMap, parseFieldMap } from '#api/ground/editions/import/field-map.ts'
import { describeChange, type ImportChange } from '#api/ground/editions/import/import-change.ts'
import type { ImportProgress } from '#api/ground/editions/import/import-options.ts'
import { ImportError, type ImportReport } from '#api/ground/editions/import/import-report.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { recordPublication } from '#api/ground/imports/record-publication.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { readDigestSetting } from '#api/platform/audit/digest.ts'
import { type Crs, crsSchema, readDecimal } from '#api/platform/http/shared.contract.ts'
import { describeWriteFailure } from '#api/platform/process/file-errors.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { checkFiles } from './start/check-files.ts'
import { listCauses, listHints, listLines, listWarnings } from './start/list-causes.ts'
import { readArguments, UsageError } from './start/read-arguments.ts'
import { countOf, createProgressPrinter, withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run import -- FILE… [选项 / options]
  FILE…           GeoJSON 或 TopoJSON；字段同 data/huize / GeoJSON or TopoJSON, fields as in data/huize
  --dry-run       只检查并与现行版次比较，不写入 / check and compare with the current edition, write nothing
  --area CODE     只替换这个乡镇、村或网格，其余沿用现行版次 / replace this township, village or grid alone, keep the rest
  --map F=N,…     文件中的字段名，如 code=网格编码,name=名称 / what our fields are called in the files
  --snap METERS   合拢小于此宽度（≤ ${maxSnapMeters} 米）的缝隙和重叠 / close gaps and overlaps narrower than this (≤ ${maxSnapMeters} m)
  --crs CRS       坐标系 / coordinate system: ${crsSchema.options.join(' | ')} (wgs84)
  --report FILE   把问题和改动写成 GeoJSON，可在地图上查看 / write faults and changes as GeoJSON, to look at on a map
  --help          显示本说明 / show this
${environmentHelp}`

const printAll = (lines: readonly string[]) => {
  for (const line of lines) console.error(line)
}

function printChanges(changes: readonly ImportChange[]): void {
  const far = changes.reduce((most, { meters }) => Math.max(most, meters), 0)
  const lines = changes.map((change) => {
    const { zh, en } = describeChange(change)
    return `${zh} / ${en}`
  })
  printAll(listLines(`为合拢缝隙所作改动 / changes that closed gaps and overlaps (≤ ${far.toFixed(2)} m)`, lines))
}

/** Of files that are refused the sentence follows that says so, with the first fault. */
function printReport(report: ImportReport, isRefused = false): void {
  const { edition, counts, grids, rows, comparison, faults, causes, shift, rerouted, milliseconds } = report
  if (shift)
    console.log(
      `已由 ${shift.crs} 转换为 WGS84，坐标平均移动 ${shift.meanMeters.toFixed(1)} 米，最多 ${shift.maxMeters.toFixed(1)} 米 / ` +
        `converted from ${shift.crs} to WGS84: points moved by ${shift.meanMeters.toFixed(1)} m on average, ${shift.maxMeters.toFixed(1)} m at most`,
    )
  printChanges(report.changes)
  printAll(listWarnings(report.warnings))
  if (!isRefused || faults.length > 1) printAll(listCauses('问题 / faults', causes))
  printAll(listHints(causes))
  const found =
    `${countOf(counts.townships, '乡镇 township')}, ${countOf(counts.villages, '村 village')}, ` +
    `${countOf(counts.groups, '组 group')}, ${countOf(counts.grids, '网格 grid')}`
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  if (grids.kept > 0)
    console.log(
      `文件中 ${withCommas(grids.read)} 个网格，沿用现行版次 ${withCommas(grids.kept)} 个 / ` +
        `${countOf(grids.read, 'grid')} from the files, ${withCommas(grids.kept)} kept from the current edition`,
    )
  if (edition === null && counts.grids > 0)
    console.log(
      `${faults.length === 0 ? '检查通过，未写入 / good, nothing written' : '未写入 / nothing written'}: ${found} (${seconds})`,
    )
  if (comparison)
    console.log(
      `与现行版次相比，网格 / grids against the current edition: ${withCommas(comparison.added)} 新增 new, ` +
        `${withCommas(comparison.changed)} 变更 changed, ${withCommas(comparison.unchanged)} 未变 unchanged, ` +
        `${withCommas(comparison.gone)} 消失 gone`,
    )
  if (rerouted > 0)
    console.log(
      `${withCommas(rerouted)} 件未办结事件${edition === null ? '将转' : '已转'}至所在的新网格 / ` +
        `${countOf(rerouted, 'open incident')} ${edition === null ? 'would go' : 'went'} to the grid ${rerouted === 1 ? 'it' : 'each'} now lies in`,
    )
  if (edition !== null)
    console.log(
      `第 ${edition} 版已发布 / edition ${edition} published: ${found}; ` +
        `${withCommas(rows.changed)} 变更 changed, ${withCommas(rows.unchanged)} 未变 unchanged, ${withCommas(rows.ended)} 终止 ended (${seconds})`,
    )
}

const stepWords: Record<ImportProgress['step'], string> = {
  read: '读取文件 / read',
  parse: '核对编码和字段 / parse',
  snap: '合拢缝隙和重叠 / snap',
  check: '检查边界 / check',
  wait: '等待中断的导入清理（秒） / wait for a dead import (s)',
  write: '写入新版次 / write',
  tiles: '切制地图 / tiles',
  publish: '发布 / publish',
}

type Choices = { snapMeters: number; crs: Crs; map: FieldMap }

/** Throws `UsageError` where an option's value means nothing. */
function readChoices(values: { area?: string; snap?: string; crs?: string; map?: string }): Choices {
  if (values.area !== undefined && !replaceableCode.safeParse(values.area).success)
    throw new UsageError({
      zh: `--area ${replaceableWords.zh}，不是 ${values.area}。`,
      en: `--area ${replaceableWords.en}, not ${values.area}.`,
    })
  const snapMeters = values.snap === undefined ? 0 : readDecimal(values.snap)
  if (!(snapMeters >= 0 && snapMeters <= maxSnapMeters))
    throw new UsageError({
      zh: `--snap 应为 0–${maxSnapMeters} 的米数，不是 ${values.snap}。`,
      en: `--snap takes metres from 0 to ${maxSnapMeters}, not ${values.snap}.`,
    })
  const crs = crsSchema.safeParse(values.crs ?? 'wgs84')
  if (!crs.success)
    throw new UsageError({
      zh: `--crs 应为 ${crsSchema.options.join('、')} 之一，不是 ${values.crs}。`,
      en: `--crs takes one of ${crsSchema.options.join(', ')}, not ${values.crs}.`,
    })
  const parsed = values.map === undefined ? { map: {} } : parseFieldMap(values.map)
  if ('reason' in parsed) throw new UsageError(parsed.reason)
  return { snapMeters, crs: crs.data, map: parsed.map }
}

/** Of a path that is wrong, not of a disk. */
const wrongPlaces = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

function writeReport(file: string, found: Parameters<typeof toFaultsGeoJson>[0]): void {
  try {
    writeFileSync(file, `${JSON.stringify(toFaultsGeoJson(found))}\n`)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const Refusal = wrongPlaces.has(code) ? UsageError : StartError
    const why = describeWriteFailure(code)
    throw new Refusal(
      { zh: `--report 无法写入 ${file}：${why.zh}。`, en: `--report cannot write ${file}: ${why.en}.` },
      error,
    )
  }
}

runTool(async () => {
  const { values, positionals: files } = readArguments({
    options: {
      'dry-run': { type: 'boolean' },
      area: { type: 'string' },
      map: { type: 'string' },
      snap: { type: 'string' },
      crs: { type: 'string' },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values.help) return console.log(help)
  if (files.length === 0) {
    console.error(help)
    process.exitCode = 2
    return
  }
  const choices = readChoices(values)
  const digest = readDigestSetting(process.env)
  checkFiles(files)
  // Asked now: a report that cannot be written is no surprise to have after minutes of work.
  if (values.report !== undefined) writeReport(values.report, { faults: [] })
  const stopped = stopOnSignal({
    zh: '导入已中止，数据库未作任何改动。',
    en: 'The import was stopped; nothing was changed.',
  })
  await withDatabase(async (database, { county }) => {
    const printProgress = createProgressPrinter(stepWords)
    let isPublished = false
    try {
      const report = await importEdition({
        database,
        files,
        county,
        area: values.area,
        ...choices,
        madeBy: 'import',
        dryRun: values['dry-run'] === true,
        openWork: recordPublication(openIncidents, createAuditTrail({ database, digest }), {
          actor: toolActor(),
          address: '',
          requestId: '',
          area: values.area ?? county,
          details: { files: files.map((file) => basename(file)) },
        }),
        onProgress: (progress) => {
          if (progress.step === 'publish' && progress.done > 0) isPublished = true
          printProgress(progress)
        },
        signal: stopped,
      })
      // First: what cannot be written must not hide what was published.
      printReport(report)
      if (values.report !== undefined) writeReport(values.report, report)
      if (report.faults.length > 0) process.exitCode = 1
    } catch (error) {
      // What fails because its work is taken away says no more than that, and only while nothing is changed.
      if (!(error instanceof ImportError)) throw stopped.aborted && !isPublished ? stopped.reason : error
      if (values.report !== undefined) writeReport(values.report, error.report)
      printReport(error.report, true)
      throw error
    }
  })
})
