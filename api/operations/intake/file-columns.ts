import { type ColumnMap, type FileField, fileFields } from './intake-files.contract.ts'

/** What the columns of files are called, in small letters and without spaces and brackets. */
const names: Record<FileField, readonly string[]> = {
  number: ['事件编号', 'incidentnumber'],
  externalId: [
    '外部编号',
    '工单编号',
    '工单号',
    '流水号',
    '受理编号',
    '来电编号',
    '案件编号',
    '编号',
    'externalnumber',
    'externalid',
    'ordernumber',
    'id',
  ],
  title: ['标题', '事件标题', '诉求标题', '工单标题', '主题', '事项', 'title', 'subject'],
  description: [
    '描述',
    '内容',
    '诉求内容',
    '工单内容',
    '事件描述',
    '详细内容',
    '问题描述',
    'description',
    'content',
    'text',
  ],
  kind: ['类别', '事件类别', '大类', 'kind'],
  type: [
    '类型',
    '事件类型',
    '诉求类型',
    '诉求类别',
    '小类',
    '分类',
    '事项分类',
    '对方编码',
    'type',
    'category',
    'theircode',
  ],
  severity: ['等级', '级别', '严重程度', '紧急程度', 'severity', 'level'],
  gridCode: ['网格编码', '网格代码', '网格编号', 'gridcode', 'grid'],
  lng: ['经度', 'lng', 'lon', 'long', 'longitude', 'x'],
  lat: ['纬度', 'lat', 'latitude', 'y'],
  address: ['地址', '详细地址', '事发地址', '诉求地址', '发生地点', '地点', '位置', 'address', 'place'],
  foundAt: [
    '发现时间',
    '受理时间',
    '来电时间',
    '登记时间',
    '上报时间',
    '发生时间',
    'foundat',
    'receivedat',
    'reportedat',
    'time',
    'date',
  ],
  callerName: ['来电人', '来电人姓名', '诉求人', '诉求人姓名', '联系人', '姓名', 'caller', 'callername', 'name'],
  callerPhone: ['来电号码', '联系电话', '来电人电话', '电话', '手机', '手机号', 'phone', 'callerphone', 'mobile'],
  isNotEmergency: ['非紧急', '非紧急警情', '已核实非紧急', 'notemergency', 'isnotemergency'],
}

const plain = (title: string) =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s*＊()（）【】[\]_:：-]/g, '')

/** Which column holds which field: the one whose name stands first among those it may have. Pure. */
export function guessColumns(header: readonly string[]): Partial<Record<FileField, number>> {
  const titles = header.map(plain)
  const columns: Partial<Record<FileField, number>> = {}
  for (const field of fileFields)
    for (const name of names[field]) {
      const at = titles.indexOf(name)
      if (at < 0) continue
      columns[field] = at
      break
    }
  return columns
}

/** Where a table's header is: the first of its first rows in which two columns are known. Pure. */
export function findHeader(rows: readonly (readonly string[])[], within = 10): number | null {
  const at = rows.slice(0, within).findIndex((row) => Object.keys(guessColumns(row)).length >= 2)
  return at < 0 ? null : at
}

/** The columns that somebody has named, and of the others those that are known by their names. A field named with null is in no
 *  column. `missing`: a column that the header has not got. Pure. */
export function nameColumns(
  header: readonly string[],
  map: ColumnMap,
): { columns: Partial<Record<FileField, number>>; missing: string | null } {
  const titles = header.map(plain)
  const named: Partial<Record<FileField, number>> = {}
  for (const field of fileFields) {
    const title = map[field] ?? null
    if (title === null) continue
    const at = titles.indexOf(plain(title))
    if (at < 0) return { columns: named, missing: title }
    named[field] = at
  }
  const taken = new Set(Object.values(named))
  const known = guessColumns(header.map((title, at) => (taken.has(at) ? '' : title)))
  const isFree = ([field]: [string, number]) => map[field as FileField] === undefined
  return { columns: { ...Object.fromEntries(Object.entries(known).filter(isFree)), ...named }, missing: null }
}
