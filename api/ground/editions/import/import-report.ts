import type { Sentence } from '#api/platform/http/problem.ts'
import type { ImportCause } from './import-cause.ts'
import type { ImportChange } from './import-change.ts'
import { describeFault, type ImportFault } from './import-fault.ts'
import type { CrsShift } from './source-crs.ts'

export type GridComparison = { added: number; changed: number; unchanged: number; gone: number }

export type ImportReport = {
  /** The number of the published edition; null after a dry run. */
  edition: number | null
  counts: Record<'counties' | 'townships' | 'villages' | 'groups' | 'grids', number>
  /** Grids of the files, and of the current edition outside `area`. */
  grids: { read: number; kept: number }
  /** Rows of grids and areas against the edition before: new or changed, taken over, ended. */
  rows: { changed: number; unchanged: number; ended: number }
  /** Of a dry run without faults: its grids against those of the current edition. */
  comparison: GridComparison | null
  faults: ImportFault[]
  /** The same by what they come from, with what helps. */
  causes: ImportCause[]
  /** What was put right on the way. */
  warnings: ImportFault[]
  /** What `snapMeters` changed. */
  changes: ImportChange[]
  /** How far conversion moved the vertices; null where nothing was converted. */
  shift: CrsShift | null
  /** Open incidents that go to another grid with the edition. */
  rerouted: number
  milliseconds: number
}

/** The files were refused and nothing was written. */
export class ImportError extends Error {
  /** Of what was found until then. */
  readonly report: ImportReport
  readonly sentence: Sentence
  constructor(report: ImportReport) {
    const { faults } = report
    const first = faults[0]
    const zh = `导入被拒绝：共 ${faults.length} 处问题，数据库未作任何改动。${first ? describeFault(first, 'zh') : ''}`
    const en = `Import refused: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}, nothing was written. ${first ? describeFault(first, 'en') : ''}`
    super(en)
    this.name = 'ImportError'
    this.report = report
    this.sentence = { zh, en }
  }
}
