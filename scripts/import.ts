import { describeFault, ImportError, type ImportFault } from '#api/editions/import/import-fault.ts'
import { type ImportReport, importEdition } from '#api/editions/import-edition.ts'
import { checkFiles } from './start/check-files.ts'
import { readArguments } from './start/read-arguments.ts'
import { withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'

const help = `用法 / usage: npm run import -- FILE… [--dry-run]

  FILE…           GeoJSON 或 TopoJSON，EPSG:4326；字段同 data/huize / GeoJSON or TopoJSON, fields as in data/huize
  --dry-run       只检查并与现行版次比较，不写入 / check and compare with the current edition, write nothing
  --help          显示本说明 / show this

${environmentHelp}`

/** A file with one fault has often a thousand of them. */
const shownFaults = 50

function printFaults(heading: string, faults: readonly ImportFault[]): void {
  if (faults.length === 0) return
  console.error(`${heading}: ${withCommas(faults.length)}`)
  for (const fault of faults.slice(0, shownFaults))
    console.error(`  ${describeFault(fault, 'zh')} / ${describeFault(fault, 'en')}`)
  if (faults.length > shownFaults) console.error(`  … +${withCommas(faults.length - shownFaults)}`)
}

function printReport({ edition, counts, rows, comparison, faults, warnings, milliseconds }: ImportReport): void {
  printFaults('请留意 / please note', warnings)
  printFaults('问题 / faults', faults)
  const found =
    `${withCommas(counts.townships)} 乡镇 townships, ${withCommas(counts.villages)} 村 villages, ` +
    `${withCommas(counts.groups)} 组 groups, ${withCommas(counts.grids)} 网格 grids`
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  if (edition === null)
    console.log(
      `${faults.length === 0 ? '检查通过，未写入 / good, nothing written' : '未写入 / nothing written'}: ${found} (${seconds})`,
    )
  if (comparison)
    console.log(
      `与现行版次相比，网格 / grids against the current edition: ${withCommas(comparison.added)} 新增 new, ` +
        `${withCommas(comparison.changed)} 变更 changed, ${withCommas(comparison.unchanged)} 未变 unchanged, ` +
        `${withCommas(comparison.gone)} 消失 gone`,
    )
  if (edition !== null)
    console.log(
      `第 ${edition} 版已发布 / edition ${edition} published: ${found}; ` +
        `${withCommas(rows.changed)} 变更 changed, ${withCommas(rows.unchanged)} 未变 unchanged, ${withCommas(rows.ended)} 终止 ended (${seconds})`,
    )
}

runTool(async () => {
  const { values, positionals: files } = readArguments({
    options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  if (values.help) return console.log(help)
  if (files.length === 0) {
    console.error(help)
    process.exitCode = 2
    return
  }
  checkFiles(files)
  await withDatabase(async (database, { county }) => {
    let shown = ''
    try {
      const report = await importEdition({
        database,
        files,
        county,
        madeBy: 'import',
        dryRun: values['dry-run'] === true,
        onProgress: ({ step, total }) => {
          if (step === shown || total === 0) return
          shown = step
          console.error(`${step}: ${withCommas(total)}`)
        },
      })
      printReport(report)
      if (report.faults.length > 0) process.exitCode = 1
    } catch (error) {
      // A single fault is in the sentence that follows.
      if (error instanceof ImportError && error.faults.length > 1) printFaults('问题 / faults', error.faults)
      throw error
    }
  })
})
