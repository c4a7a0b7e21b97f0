import { describe, expect, it } from 'vitest'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { findHeader, guessColumns, nameColumns } from './file-columns.ts'
import { createRowReader, type RowReading, readTime } from './read-file-row.ts'

const lists = readShippedLists()
const header = [
  '工单编号',
  '标题',
  '诉求内容',
  '类别',
  '类型',
  '等级',
  '网格编码',
  '经度',
  '纬度',
  '地址',
  '受理时间',
  '来电人',
  '联系电话',
]
const read = createRowReader({ columns: guessColumns(header), lists, system: null, isNotEmergency: false })
const aRow = (change: Record<string, string> = {}) =>
  header.map((title) => ({ 标题: '路灯不亮', 网格编码: '530326105001001', ...change })[title] ?? '')

describe('the columns of a file', () => {
  it('are known by their names in Chinese and English, with stars and brackets', () => {
    expect(guessColumns(['*标题（必填）', 'Grid code', '无关']).gridCode).toBe(1)
    expect(guessColumns(['标题*', '经 度', 'LAT'])).toEqual({ title: 0, lng: 1, lat: 2 })
  })

  it('are found under a title over the table', () => {
    expect(findHeader([['某县工单汇总表'], [''], ['标题', '地址'], ['路灯', '某村']])).toBe(2)
    expect(
      findHeader([
        ['甲', '乙'],
        ['丙', '丁'],
      ]),
    ).toBeNull()
  })

  it('can be named, and one that is not there is told', () => {
    expect(nameColumns(['甲', '乙'], { title: '乙' })).toEqual({ columns: { title: 1 }, missing: null })
    expect(nameColumns(['甲'], { title: '丙' }).missing).toBe('丙')
  })

  it('that nobody has named are known by their names, unless their field is said to be in none', () => {
    const header = ['编号', '主题', '地址', '经度', '纬度']
    const known = { externalId: 0, address: 2, lng: 3, lat: 4 }
    expect(nameColumns(header, { title: '主题' }).columns).toEqual({ ...known, title: 1 })
    expect(nameColumns(header, { lng: null, lat: null }).columns).toEqual({ externalId: 0, title: 1, address: 2 })
    // A column holds one field.
    expect(nameColumns(header, { description: '编号' }).columns).toEqual({
      description: 0,
      title: 1,
      address: 2,
      lng: 3,
      lat: 4,
    })
  })
})

describe('a row', () => {
  it('becomes what it says', () => {
    const made = read(
      aRow({
        工单编号: 'A-1',
        类别: '隐患',
        类型: '滑坡',
        等级: '橙色',
        受理时间: '2026/11/26 8:05',
        来电人: '张三',
        联系电话: '13800001111',
      }),
      5,
    )
    expect(made).toMatchObject({
      ok: {
        row: 5,
        externalId: 'A-1',
        kind: 'hazard',
        type: 'landslide',
        isTypeKnown: true,
        severity: 'orange',
        place: { gridCode: '530326105001001' },
        foundAt: '2026-11-26T00:05:00.000Z',
        caller: { name: '张三', phone: '13800001111' },
      },
    })
  })

  it('is known again by what stands in it, where it has no number', () => {
    const idOf = (cells: string[]) => (read(cells, 2) as { ok: { externalId: string } }).ok.externalId
    expect(idOf(aRow())).toBe(idOf(aRow()))
    expect(idOf(aRow())).not.toBe(idOf(aRow({ 标题: '路灯不亮了' })))
  })

  it('keeps the address as it was told, whatever its place goes by', () => {
    const 地址 = '矿山镇矿山村3组水塔旁老杨家门口'
    for (const 网格编码 of ['', '530326105001001'])
      expect(read(aRow({ 诉求内容: '水管破裂', 地址, 网格编码 }), 2)).toMatchObject({
        ok: { description: `水管破裂\n${地址}` },
      })
  })

  it.each([
    ['title', { 标题: '' }],
    ['kind', { 类别: '其他' }],
    ['severity', { 等级: '紫' }],
    ['gridCode', { 网格编码: '12' }],
    ['lat', { 经度: '103.4' }],
    ['lng', { 经度: '东经', 纬度: '26' }],
    ['foundAt', { 受理时间: '昨天' }],
    ['foundAt', { 受理时间: '2026-02-30' }],
    ['address', { 网格编码: '' }],
    ['callerPhone', { 联系电话: '无' }],
  ])('is refused by its field: %s', (field, change) => {
    expect(read(aRow(change), 3)).toMatchObject({ finding: { row: 3, outcome: 'refused', field } })
  })

  it('is a matter for 119 where it says so', () => {
    expect(read(aRow({ 标题: '厨房起火了' }), 3)).toMatchObject({ finding: { outcome: 'elsewhere' } })
  })

  it.each(['是', 'TRUE', '1', 'yes', 'y'])(
    'is taken where its own column says that it is no emergency: %s',
    (非紧急) => {
      const withColumn = createRowReader({
        ...{ columns: guessColumns([...header, '非紧急']), lists, system: null, isNotEmergency: false },
      })
      const fire = aRow({ 标题: '厨房起火了，已扑灭在清理' })
      const idOf = (reading: RowReading) => ('ok' in reading ? reading.ok.externalId : null)
      expect(withColumn([...fire, 非紧急], 3)).toMatchObject({ ok: { title: '厨房起火了，已扑灭在清理' } })
      for (const other of ['', '否', '0'])
        expect(withColumn([...fire, other], 3)).toMatchObject({ finding: { outcome: 'elsewhere' } })
      expect(withColumn([...fire, '也许'], 3)).toMatchObject({ finding: { field: 'isNotEmergency' } })
      // Nothing is another row for being looked at.
      expect(idOf(withColumn([...aRow(), 非紧急], 3))).toBe(idOf(read(aRow(), 3)))
    },
  )
})

it.each([
  ['2026-11-26 08:05', '2026-11-26T00:05:00.000Z'],
  ['2026年11月26日 8时5分', '2026-11-26T00:05:00.000Z'],
  ['2026/1/2', '2026-01-01T16:00:00.000Z'],
  ['2026-11-26T00:05:00Z', '2026-11-26T00:05:00.000Z'],
  ['26/11/2026', null],
  ['2026-13-01', null],
])('reads %s as a time of China', (text, instant) => {
  expect(readTime(text)).toBe(instant)
})
