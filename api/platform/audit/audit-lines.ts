import { isLongCode, startsFormula } from '#api/platform/http/csv.contract.ts'
import type { AuditItem, ExportFormat } from './audit.contract.ts'

const csvColumns: Record<string, (item: AuditItem) => unknown> = {
  seq: (item) => item.seq,
  at: (item) => item.at,
  clockSuspect: (item) => item.clockSuspect,
  actorKind: (item) => item.actor?.kind,
  actorId: (item) => item.actor?.id,
  actorName: (item) => item.actor?.name,
  address: (item) => item.address,
  requestId: (item) => item.requestId,
  action: (item) => item.action,
  outcome: (item) => item.outcome,
  recordKind: (item) => item.record?.kind,
  recordId: (item) => item.record?.id,
  area: (item) => item.area,
  before: (item) => item.before,
  after: (item) => item.after,
  details: (item) => item.details,
  isPersonal: (item) => item.isPersonal,
  contentRemoved: (item) => item.contentRemoved,
  hash: (item) => item.hash,
}

function writeCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // What a spreadsheet would run, or round: a leading apostrophe makes it text.
  const guarded = startsFormula(text) || isLongCode(text) ? `'${text}` : text
  return `"${guarded.replaceAll('"', '""')}"`
}

/** What stands before the first line: for CSV the byte-order mark by which spreadsheets know UTF-8, and the names. Pure. */
export const exportHead = (format: ExportFormat): string =>
  format === 'csv' ? `\ufeff${Object.keys(csvColumns).join(',')}\r\n` : ''

/** One row as one line of a file. Pure. */
export const exportLine = (format: ExportFormat, item: AuditItem): string =>
  format === 'csv'
    ? `${Object.values(csvColumns)
        .map((read) => writeCell(read(item)))
        .join(',')}\r\n`
    : `${JSON.stringify(item)}\n`
