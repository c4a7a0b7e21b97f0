import type { Role } from '#api/platform/access/access.contract.ts'
import type { Language, Sentence } from '#api/platform/http/problem.ts'
import type { SheetCell } from '#api/platform/sheets/write-workbook.ts'
import type { ExportRow } from './incident-exports.repo.ts'
import { handlerWords, kindWords, rungWords, severityWords, stateWords } from './incident-words.ts'

export type ExportContext = {
  language: Language
  areasOf: (code: string) => { gridName: string; villageName: string; townshipName: string }
  /** What a type is called; itself where the lists have not got it. */
  typeName: (row: Pick<ExportRow, 'kind' | 'type'>) => string
  /** What a department is called; its code where the list has not got it. */
  departmentName: (code: string) => string
}
export type ExportColumn = {
  title: Sentence
  /** In characters. */
  width: number
  read(row: ExportRow, context: ExportContext): SheetCell
}

const chinaOffsetMs = 8 * 3_600_000
/** An instant as people in China read it, to the second. Pure. */
export const chinaTime = (instant: string | null): string | null =>
  instant === null ? null : new Date(Date.parse(instant) + chinaOffsetMs).toISOString().slice(0, 19).replace('T', ' ')

const column = (zh: string, en: string, width: number, read: ExportColumn['read']): ExportColumn => ({
  title: { zh, en },
  width,
  read,
})

/** Who has it: a unit, a department, or a role with the area it is held in. */
function nameAssignee(
  { assignee, unitName, gridCode }: ExportRow,
  { language, areasOf, departmentName }: ExportContext,
) {
  if (assignee === null) return null
  if (assignee.unitId !== undefined) return unitName
  if (assignee.departmentId !== undefined) return departmentName(assignee.departmentId)
  const { townshipName, villageName, gridName } = areasOf(gridCode)
  const place = { 9: townshipName, 12: villageName, 15: gridName }[assignee.area?.length ?? 0] ?? ''
  const role = handlerWords[assignee.role as Role]?.[language] ?? assignee.role
  return `${place} ${role}`.trim()
}

const number = column('事件编号', 'Incident number', 17, (row) => row.number)
const place = [
  column('乡镇', 'Township', 12, (row, { areasOf }) => areasOf(row.gridCode).townshipName),
  column('村（社区）', 'Village', 12, (row, { areasOf }) => areasOf(row.gridCode).villageName),
  column('网格', 'Grid', 14, (row, { areasOf }) => areasOf(row.gridCode).gridName),
  column('网格编码', 'Grid code', 18, (row) => row.gridCode),
  column('经度', 'Longitude', 11, (row) => row.lngLat[0]),
  column('纬度', 'Latitude', 11, (row) => row.lngLat[1]),
]
const what = [
  column('类别', 'Kind', 10, (row, { language }) => kindWords[row.kind][language]),
  column('类型', 'Type', 14, (row, { typeName }) => typeName(row)),
  column('标题', 'Title', 30, (row) => row.title),
  column('描述', 'Description', 40, (row) => row.description),
  column('等级', 'Severity', 8, (row, { language }) => severityWords[row.severity][language]),
]
const reportedAt = column('上报时间', 'Reported at', 19, (row) => chinaTime(row.reportedAt))
const foundAt = column('发现时间', 'Found at', 19, (row) => chinaTime(row.foundAt))
const state = column('状态', 'State', 10, (row, { language }) => stateWords[row.state][language])

/** What the list says of an incident, and its course in times. Who reported it or is party to it is not among it. */
export const exportColumns: readonly ExportColumn[] = [
  number,
  ...what,
  state,
  column('层级', 'Level', 8, (row, { language }) => rungWords[row.rung][language]),
  column('承办', 'Assigned to', 18, nameAssignee),
  ...place,
  foundAt,
  reportedAt,
  column('应办结时间', 'Due at', 19, (row) => chinaTime(row.dueAt)),
  column('首次处置时间', 'First action at', 19, (row) => chinaTime(row.actedAt)),
  column('处置完成时间', 'Resolved at', 19, (row) => chinaTime(row.resolvedAt)),
  column('办结时间', 'Closed at', 19, (row) => chinaTime(row.closedAt)),
  column('来源', 'Source', 10, (row) => row.source),
  column('外部编号', 'External number', 18, (row) => row.externalId),
]

/** For another system: its own code of the type first; what it has none for says so. */
export const systemColumns = (codeOf: (row: ExportRow) => string | undefined): readonly ExportColumn[] => [
  column('对方编码', 'Their code', 14, (row) => codeOf(row) ?? null),
  number,
  ...what,
  ...place,
  foundAt,
  reportedAt,
  state,
  column('说明', 'Remark', 24, (row, { language }) =>
    codeOf(row) === undefined ? (language === 'zh' ? '尚无编码，未计入' : 'No code yet, not counted') : null,
  ),
]
