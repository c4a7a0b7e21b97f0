import { parse } from 'csv-parse/sync'

/** The cells of a CSV as a spreadsheet takes them apart. */
export const parseCsv = (text: string): string[][] => parse(text, { bom: true }) as string[][]
