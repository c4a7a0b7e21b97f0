import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Sentence } from '#api/platform/http/problem.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import {
  type BackupHeader,
  FormatError,
  longestHeader,
  parseFile,
  parseHead,
  requireEnd,
  requireEntry,
  type TableEntry,
  trailerBytes,
} from './backup-format.ts'
import { startDigest } from './digest.ts'

/** Read, and given on, in pieces of about so much: what is in memory of a file, however large it is. */
const pieceBytes = 512 * 1024

/** A file that is no whole backup, with a sentence for the operator. Nothing was touched. */
export class BackupRefused extends StartError {}

/** The end of an audit trail: the last row of the chain, 0 for none, and the last line that waits behind it. */
export type TrailEnd = {
  readonly seq: number
  readonly hash: string
  readonly waiting: { readonly id: number; readonly digest: string } | null
}

/** A backup whose every byte was looked at. */
export type VerifiedBackup = {
  readonly file: string
  readonly header: BackupHeader
  /** What stands at the end of the file, with its algorithm. */
  readonly digest: string
  /** Where its audit trail ends; null in one of before the trail. */
  readonly trailEnd: TrailEnd | null
  /** Where the packed lines begin, and the byte after them. */
  readonly start: number
  readonly end: number
}

/** Reads a whole file and compares what it says of itself with what it is: one byte that was turned or is missing
 *  anywhere is found. `onProgress` hears of bytes read. Throws `BackupRefused`. */
export async function verifyBackupFile(
  file: string,
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<VerifiedBackup> {
  const { onProgress = () => {}, signal } = options
  try {
    const { size } = await stat(file)
    const { header, length } = parseHead(await readBytes(file, 0, Math.min(size, longestHeader)))
    const end = size - trailerBytes
    if (end <= length) throw new FormatError('damaged', 'the file is cut')
    const digest = startDigest(header.digest)
    let done = 0
    for await (const bytes of createReadStream(file, { end: end - 1, highWaterMark: pieceBytes, signal })) {
      digest.update(bytes as Buffer)
      done += (bytes as Buffer).length
      onProgress(done, end)
    }
    const trailer = await readBytes(file, end, size)
    const hex = digest.digest('hex')
    if (trailer.toString('latin1') !== `${hex}\n`) throw new FormatError('damaged', 'another digest')
    const backup = { file, header, start: length, end }
    let head: string[] | undefined
    let waiting: string[] | undefined
    // Whole as it was written; now whether what was written is a backup.
    for await (const { entry, lines } of readBackupRows(backup, signal)) {
      if (entry.name === 'audit_head') head = readLast(entry, lines, ['seq', 'hash'])
      // In the order of their numbers.
      if (entry.name === 'audit_entries') waiting = readLast(entry, lines, ['id', 'digest'])
    }
    return { ...backup, digest: `${header.digest}:${hex}`, trailEnd: head ? toTrailEnd(head, waiting) : null }
  } catch (error) {
    throw signal?.aborted ? signal.reason : toRefusal(error, file)
  }
}

function readLast({ columns }: TableEntry, lines: readonly string[], wanted: readonly string[]): string[] {
  const values = JSON.parse(lines.at(-1) ?? '[]') as (string | null)[]
  return wanted.map((column) => values[columns.indexOf(column)] ?? '')
}

const toTrailEnd = ([seq, hash = '']: readonly string[], waiting: readonly string[] | undefined): TrailEnd => ({
  seq: Number(seq),
  hash,
  waiting: waiting ? { id: Number(waiting[0]), digest: waiting[1] ?? '' } : null,
})

/** A file of a folder, whole. */
export type BackupFile = { folder: string; name: string; bytes: Buffer }

/** The rows of every entry in the order of the header, some at a time, each as the line it stands on; behind them `onFile` gets
 *  the files, one after the other. Throws `FormatError` where they are not what the header says. */
export async function* readBackupRows(
  backup: Pick<VerifiedBackup, 'file' | 'header' | 'start' | 'end'>,
  signal?: AbortSignal,
  onFile: (file: BackupFile) => Promise<void> | void = () => {},
): AsyncGenerator<{ entry: TableEntry; lines: string[] }> {
  const { file, header, start, end } = backup
  const unpacked = createGunzip({ chunkSize: pieceBytes })
  const packed = createReadStream(file, { start, end: end - 1, highWaterMark: pieceBytes, signal })
  packed.once('error', (error) => unpacked.destroy(error))
  const lines = readLines(packed.pipe(unpacked))
  try {
    let waiting: string[] = []
    const next = async (): Promise<string | undefined> => {
      while (waiting.length === 0) {
        const { value, done } = await lines.next()
        if (done) return undefined
        waiting = value.reverse()
      }
      return waiting.pop()
    }
    for (const entry of header.entries) {
      requireEntry(await next(), entry)
      const digest = startDigest(header.digest)
      let rows = 0
      let line = await next()
      let batch: string[] = []
      let batchLength = 0
      for (; line?.startsWith('['); line = await next()) {
        digest.update(`${line}\n`)
        rows += 1
        batch.push(line)
        batchLength += line.length
        if (batchLength < pieceBytes) continue
        yield { entry, lines: batch }
        batch = []
        batchLength = 0
      }
      if (batch.length > 0) yield { entry, lines: batch }
      requireEnd(line, entry, { rows, digest: digest.digest('hex') })
    }
    for (const entry of header.folders ?? []) {
      requireEntry(await next(), entry)
      const digest = startDigest(header.digest)
      let rows = 0
      let line = await next()
      for (; line?.startsWith('['); line = await next()) {
        digest.update(`${line}\n`)
        rows += 1
        await onFile({ folder: entry.name, ...parseFile(line) })
      }
      requireEnd(line, entry, { rows, digest: digest.digest('hex') })
    }
    if ((await next()) !== undefined) throw new FormatError('damaged', 'there is more than the header has')
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}

/** Whole lines without their ends, those of a piece at a time. What follows the last end is no line. */
async function* readLines(source: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest: Buffer[] = []
  for await (const bytes of source) {
    const last = bytes.lastIndexOf(0x0a)
    if (last === -1) {
      rest.push(bytes)
      continue
    }
    const text = Buffer.concat([...rest, bytes.subarray(0, last)]).toString('utf8')
    rest = last + 1 < bytes.length ? [bytes.subarray(last + 1)] : []
    yield text.split('\n')
  }
  if (rest.length > 0) throw new FormatError('damaged', 'the last line has no end')
}

async function readBytes(file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file)
  try {
    const bytes = Buffer.alloc(end - start)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const refusals: Record<FormatError['reason'], (file: string) => Sentence> = {
  no_backup: (file) => ({
    zh: `${file} 不是 OneGrid 的备份文件。`,
    en: `${file} is no backup of OneGrid.`,
  }),
  newer_format: (file) => ({
    zh: `${file} 是更新版本的 OneGrid 写的备份；请升级程序后再恢复。`,
    en: `${file} was written by a newer OneGrid; upgrade the program, then restore it.`,
  }),
  damaged: (file) => ({
    zh: `备份文件 ${file} 已损坏或不完整，没有改动任何数据；请换用另一份备份。`,
    en: `The backup ${file} is damaged or cut short. Nothing was touched; use another backup.`,
  }),
}

function toRefusal(error: unknown, file: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  if (error instanceof FormatError) return new BackupRefused(refusals[error.reason](file), error)
  // Packing of its own has a sum; what does not unpack was damaged before that.
  if (code.startsWith('Z_') || code === 'ERR_OUT_OF_RANGE') return new BackupRefused(refusals.damaged(file), error)
  return error
}
