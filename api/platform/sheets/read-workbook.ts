import { unzipSync, zipSync } from 'fflate'
import { readSheet } from 'read-excel-file/node'
import { SheetRefused } from './sheet-refused.ts'

/** What the parts of a workbook may come to when they are unpacked. A sheet of 50,000 rows and 20 columns has about half of it. */
const mostUnpackedBytes = 120 * 2 ** 20
/** What a part is unpacked to more than so many times its size is no table but a trap. */
const mostRatio = 250
const smallBytes = 2 ** 20
const mostParts = 2_000

/** The parts that cells come from; pictures, macros and the rest are not even unpacked. */
const neededParts =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/i

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04

/** Only the needed parts, within bounds, packed anew: what reads the cells sees nothing else. A part that is larger than it says
 *  fails while it is unpacked, into a buffer of the size that it says. */
function repack(bytes: Uint8Array): Uint8Array {
  let unpacked = 0
  let parts = 0
  const tooLarge = () => new SheetRefused('workbook_too_large')
  let found: Record<string, Uint8Array>
  try {
    found = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (++parts > mostParts) throw tooLarge()
        if (!neededParts.test(name)) return false
        unpacked += originalSize
        if (unpacked > mostUnpackedBytes) throw tooLarge()
        if (originalSize > smallBytes && originalSize > mostRatio * size) throw tooLarge()
        return true
      },
    })
  } catch (error) {
    throw error instanceof SheetRefused ? error : new SheetRefused('workbook_damaged')
  }
  return zipSync(found, { level: 0 })
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0')
/** A date of a spreadsheet has no zone: what stands in the cell. */
const writeDate = (date: Date) =>
  Number.isNaN(date.getTime())
    ? ''
    : `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`

/** Codes of 15 digits keep them all; what a spreadsheet wrote as 5.3E+14 is written out. */
const writeNumber = (text: string) => (/e/i.test(text) ? String(Number(text)) : text)

/** The cells of the first sheet as text. Throws `SheetRefused`. */
export async function readWorkbook(bytes: Uint8Array): Promise<string[][]> {
  const packed = repack(bytes)
  try {
    const rows = await readSheet(Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength), {
      parseNumber: writeNumber,
    })
    return rows.map((row) =>
      row.map((cell) => (cell === null ? '' : cell instanceof Date ? writeDate(cell) : String(cell))),
    )
  } catch {
    throw new SheetRefused('workbook_damaged')
  }
}
