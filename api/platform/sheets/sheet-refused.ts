import type { Sentence } from '#api/platform/http/problem.ts'

export const sheetFaults = {
  empty: { zh: '文件里没有数据行。', en: 'The file has no rows.' },
  too_many_rows: {
    zh: '文件超过 50,000 行，请分几个文件导入。',
    en: 'The file has more than 50,000 rows; import it in several files.',
  },
  not_text: {
    zh: '文件既不是 XLSX，也不是 UTF-8 或 GB18030 编码的 CSV；旧的 .xls 请另存为 .xlsx。',
    en: 'The file is neither XLSX nor CSV in UTF-8 or GB18030; keep an old .xls as .xlsx first.',
  },
  csv_damaged: {
    zh: 'CSV 格式有误：引号没有成对，或一行太长。',
    en: 'The CSV is damaged: quotation marks are not in pairs, or a line is too long.',
  },
  workbook_damaged: {
    zh: '工作簿打不开：文件不完整、有密码或已损坏。',
    en: 'The workbook cannot be read: it is cut off, has a password or is damaged.',
  },
  workbook_too_large: {
    zh: '工作簿解压后太大，没有读取；请只保留需要的工作表和列。',
    en: 'The workbook is too large when it is unpacked and was not read; keep the sheet and columns that are needed.',
  },
  no_header: {
    zh: '没有找到表头：前 10 行里应有一行写明“标题”等列名，或用 map 指定列的对应关系。',
    en: 'There is no header: one of the first ten rows has to name the columns, such as “Title”; or name them with map.',
  },
  out_of_memory: {
    zh: '文件太大，读取时用完了分给它的内存；请分几个文件导入。',
    en: 'The file is too large for the memory it may use; import it in several files.',
  },
} as const satisfies Record<string, Sentence>
export type SheetFault = keyof typeof sheetFaults

/** A file that is no table we read. */
export class SheetRefused extends Error {
  readonly fault: SheetFault
  constructor(fault: SheetFault) {
    super(sheetFaults[fault].en)
    this.name = 'SheetRefused'
    this.fault = fault
  }
}
