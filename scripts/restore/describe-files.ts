import type { FolderReport } from '#api/platform/backup/backup-folder.ts'
import { withCommas } from '../start/report.ts'

/** As many names as help to look for the cause. */
const namedFiles = 5

/** What a backup or a restore has to tell about photos, a line each. Pure. */
export function describeFiles(report: FolderReport | null): string[] {
  if (!report) return []
  const { files, bytes, missing } = report
  const lines: string[] = []
  if (files > 0) lines.push(`照片 / photos: ${withCommas(files)} 个文件 files, ${(bytes / 1e6).toFixed(1)} MB`)
  if (missing.length > 0)
    lines.push(
      `照片文件丢失或损坏，不在其中 / files of photos that are lost or damaged: ${withCommas(missing.length)} ` +
        `(${missing.slice(0, namedFiles).join(', ')}${missing.length > namedFiles ? ', …' : ''})`,
    )
  return lines
}
