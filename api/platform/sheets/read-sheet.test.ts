import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { writeCsv } from '#api/platform/http/csv.contract.ts'
import { encodeGb18030 } from '../../../tests/support/gb18030.ts'
import { readSheetRows } from './read-sheet.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const faultOf = (bytes: Uint8Array) =>
  readSheetRows(bytes).then(
    () => 'read',
    (error) => (error as { fault?: string }).fault ?? String(error),
  )
const workbook = async (rows: (string | number | Date | null)[][]) =>
  new Uint8Array(await writeXlsxFile(rows, { dateFormat: 'yyyy-mm-dd' }).toBuffer())

describe('a table, whatever wrote it', () => {
  const rows = [
    ['标题', '地址'],
    ['路灯不亮', '者海镇，村口'],
  ]
  it.each([
    ['UTF-8', bytesOf('标题,地址\n路灯不亮,"者海镇，村口"\n')],
    ['UTF-8 with a byte-order mark and CRLF', bytesOf('\ufeff标题,地址\r\n路灯不亮,"者海镇，村口"\r\n')],
    ['semicolons', bytesOf('标题;地址\n路灯不亮;者海镇，村口\n')],
    ['tabs', bytesOf('标题\t地址\n路灯不亮\t者海镇，村口\n')],
    ['GB18030', encodeGb18030('标题,地址\r\n路灯不亮,者海镇，村口\r\n')],
  ])('is read: %s', async (_, bytes) => {
    expect(await readSheetRows(bytes)).toEqual(rows)
  })

  it('is read out of a workbook, codes with all their digits and dates as they stand there', async () => {
    const bytes = await workbook([
      ['标题', '网格编码', '时间', '经度'],
      ['路灯', 530326105001001, new Date(Date.UTC(2026, 10, 26)), 103.25],
      ['水管', '530326105001002', null, null],
    ])
    expect(await readSheetRows(bytes)).toEqual([
      ['标题', '网格编码', '时间', '经度'],
      ['路灯', '530326105001001', '2026-11-26 00:00:00', '103.25'],
      ['水管', '530326105001002', '', ''],
    ])
  })

  it('gives back what our own export has guarded', async () => {
    const texts = ['=1+1', '+86', '-5', "'=x", '@a', '530326105001001', '一,"二";三\n四']
    const read = await readSheetRows(
      bytesOf(
        writeCsv(
          ['a'],
          texts.map((text) => [text]),
        ),
      ),
    )
    expect(read.slice(1).map(([cell]) => cell)).toEqual(texts)
  })
})

describe('what is no table', () => {
  const sheet = (parts: Record<string, Uint8Array>) => zipSync(parts, { level: 9 })
  const bomb = new Uint8Array(3_000_000).fill(0x61)

  it('is refused by name: a picture, half a workbook, quotation marks without an end', async () => {
    expect(await faultOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10))).toBe('not_text')
    const whole = await workbook([['标题'], ['x']])
    expect(await faultOf(whole.subarray(0, whole.length / 2))).toBe('workbook_damaged')
    expect(await faultOf(sheet({ 'xl/worksheets/sheet1.xml': strToU8('<worksheet') }))).toBe('workbook_damaged')
    expect(await faultOf(bytesOf(`标题,地址\n"${'长'.repeat(300_000)}`))).toBe('csv_damaged')
  })

  it('is refused before it is unpacked: a workbook that would be a thousand times its size, one of thousands of parts', async () => {
    expect(await faultOf(sheet({ 'xl/worksheets/sheet1.xml': bomb }))).toBe('workbook_too_large')
    const many = Object.fromEntries(
      Array.from({ length: 2_500 }, (_, at) => [`xl/worksheets/sheet${at}.xml`, strToU8('x')]),
    )
    expect(await faultOf(sheet(many))).toBe('workbook_too_large')
  })

  it('is refused where a part says it is smaller than it is', async () => {
    const bytes = sheet({ 'xl/worksheets/sheet1.xml': bomb })
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // The size unpacked, in the directory at the end and before the part itself.
    for (let at = 0; at + 28 < bytes.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 1_000, true)
      if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, 1_000, true)
    }
    expect(await faultOf(bytes)).toBe('workbook_damaged')
  })

  it('is not read where the bomb is a picture nobody needs', async () => {
    const parts = { 'xl/media/image1.png': bomb }
    expect(await faultOf(sheet(parts))).toBe('workbook_damaged')
  })

  it('is refused above 50,000 rows', async () => {
    expect(await faultOf(bytesOf(`标题\n${'x\n'.repeat(50_100)}`))).toBe('too_many_rows')
  })
})
