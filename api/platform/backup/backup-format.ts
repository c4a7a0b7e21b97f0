import { createHash } from 'node:crypto'
import { z } from 'zod'
import { digestLength, digestNames } from './digest.ts'

/*
 * A backup is one file that knows nothing of how a database stores things, so that of either kind of database restores
 * into the other:
 *
 *   OneGrid backup 2            what it is, and the version of this format
 *   {"county": …}               the header: one line of JSON with all that a restore has to know before it begins
 *   gzip of lines:
 *     {"kind":"table", …}       an entry of the header, in its order
 *     ["530326", null, …]       its rows: each value as PostgreSQL writes it as text (geometry as EWKB, bytea as hex)
 *     {"rows":…, "digest":…}    the end of the entry: how many lines came, and their digest
 *     {"kind":"folder", …}        behind the tables: files that belong to the county and stand beside its database
 *     ["…jpg", "9f86d0…", "/9j/…"]  each with its SHA-256 and its bytes in base64
 *     {"rows":…, "digest":…}
 *   64 digits and a line break  the digest of everything before
 *
 * Without folders it is version 1.
 */

export const formatVersion = 2
const magic = 'OneGrid backup '
/** The digits and their line break. */
export const trailerBytes = digestLength + 1
/** A header has about 200 bytes a table. */
export const longestHeader = 1_000_000

const name = z.string().min(1).max(63)

const tableEntry = z.object({
  kind: z.literal('table'),
  schema: name,
  name,
  columns: z.array(name).min(1),
  rows: z.int().min(0),
})
export type TableEntry = z.infer<typeof tableEntry>
/** How many files a folder has is told at its end: what is lost is only found out when it is read. */
const folderEntry = z.object({ kind: z.literal('folder'), name })
export type FolderEntry = z.infer<typeof folderEntry>

const headerSchema = z.object({
  digest: z.enum(digestNames),
  /** The version of OneGrid that wrote it. */
  program: z.string(),
  county: z.string().regex(/^\d{6}$/),
  createdAt: z.iso.datetime(),
  /** By schema, in the order applied: what the migrator keeps of each, its time. */
  migrations: z.record(name, z.array(z.int()).min(1)),
  sequences: z.array(z.object({ schema: name, name, value: z.string().regex(/^-?\d+$/), isCalled: z.boolean() })),
  entries: z.array(tableEntry),
  folders: z.array(folderEntry).optional(),
})
export type BackupHeader = z.infer<typeof headerSchema>

const endSchema = z.object({ rows: z.int(), digest: z.string() })
export type EntryEnd = z.infer<typeof endSchema>

/** Why a file cannot be read as a backup. */
export class FormatError extends Error {
  readonly reason: 'no_backup' | 'newer_format' | 'damaged'
  constructor(reason: FormatError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** What stands before the packed lines. Pure. */
export const formatHead = (header: BackupHeader): Buffer =>
  Buffer.from(`${magic}${header.folders ? formatVersion : 1}\n${JSON.stringify(header)}\n`)

/** The header, and how many bytes it takes with the line before it; `bytes` is the beginning of the file. Throws
 *  `FormatError`. Pure. */
export function parseHead(bytes: Buffer): { header: BackupHeader; length: number } {
  if (!bytes.subarray(0, magic.length).equals(Buffer.from(magic)))
    throw new FormatError('no_backup', 'the file does not begin as a backup does')
  const firstEnd = bytes.indexOf('\n')
  const version = Number(bytes.toString('latin1', magic.length, Math.max(firstEnd, magic.length)))
  if (!Number.isInteger(version) || version < 1) throw new FormatError('damaged', 'the first line is damaged')
  if (version > formatVersion) throw new FormatError('newer_format', `format ${version}`)
  const secondEnd = bytes.indexOf('\n', firstEnd + 1)
  if (secondEnd === -1) throw new FormatError('damaged', 'the header has no end')
  const parsed = headerSchema.safeParse(parseJson(bytes.toString('utf8', firstEnd + 1, secondEnd)))
  if (!parsed.success) throw new FormatError('damaged', `the header is none: ${parsed.error.issues[0]?.message}`)
  return { header: parsed.data, length: secondEnd + 1 }
}

export const formatEntry = (entry: TableEntry | FolderEntry): string => `${JSON.stringify(entry)}\n`
export const formatEnd = (end: EntryEnd): string => `${JSON.stringify(end)}\n`

/** Whether a line is that of an entry. Throws `FormatError` where it is another's. Pure. */
export function requireEntry(line: string | undefined, entry: TableEntry | FolderEntry): void {
  if (line === undefined || `${line}\n` !== formatEntry(entry))
    throw new FormatError('damaged', `${entry.name} is not where the header has it`)
}

/** Throws `FormatError` where the line says anything else than what was counted. Pure. */
export function requireEnd(line: string | undefined, entry: TableEntry | FolderEntry, counted: EntryEnd): void {
  const end = line === undefined ? null : endSchema.safeParse(parseJson(line)).data
  const rows = entry.kind === 'table' ? entry.rows : counted.rows
  const isWhole = end?.rows === rows && counted.rows === rows && end.digest === counted.digest
  if (!isWhole) throw new FormatError('damaged', `the rows of ${entry.name} are not what was written`)
}

export const formatFile = (name: string, sha256: string, bytes: Buffer): string =>
  JSON.stringify([name, sha256, bytes.toString('base64')])

const fileLine = z.tuple([z.string().min(1).max(200), z.string(), z.base64()])
/** The file of a line. Throws `FormatError` where its bytes are not those whose hash was written. Pure. */
export function parseFile(line: string): { name: string; bytes: Buffer } {
  const [name = '', sha256, text = ''] = fileLine.safeParse(parseJson(line)).data ?? []
  const bytes = Buffer.from(text, 'base64')
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new FormatError('damaged', `the file ${name} is not what was written`)
  return { name, bytes }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
