import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { syncPath } from '#api/platform/db/embedded/sync-path.ts'
import { type BackupHeader, formatEnd, formatEntry, formatFile, formatHead, type TableEntry } from './backup-format.ts'
import { type DigestName, startDigest } from './digest.ts'

/** Text is given on in pieces of about so much: a line at a time would cost more than the packing. */
const pieceLength = 256 * 1024
/** Whoever writes waits for the packing in the end: 1 takes a third of the time of 6 for a fifth more bytes. */
const gzipLevel = 1

/** Writes a backup at `file`, which must not exist: beside it first, and under its name when it is whole and on disk. The
 *  rows of an entry come as lines without their ends. Throws what the system says (EEXIST, ENOSPC). */
export async function writeBackupFile(options: {
  file: string
  header: BackupHeader
  readRows: (entry: TableEntry) => AsyncIterable<string[]>
  /** When the last row is read, before any file. */
  onRowsRead?: () => void
  /** The files of a folder of the header, each whole. */
  readFiles?: (folder: string) => AsyncIterable<{ name: string; sha256: string; bytes: Buffer }>
  signal?: AbortSignal
}): Promise<void> {
  const { file, header, signal } = options
  const partial = `${file}.partial`
  const digest = startDigest(header.digest)
  async function* addEnds(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const head = formatHead(header)
    digest.update(head)
    yield head
    for await (const bytes of packed) {
      digest.update(bytes)
      yield bytes
    }
    yield Buffer.from(`${digest.digest('hex')}\n`)
  }
  try {
    // Opened before anything can fail: a stream that is still opening it would make it after it was removed. What it holds is not
    // everybody's to read.
    const output = (await open(partial, 'w', 0o600)).createWriteStream({ flush: true })
    await pipeline(writeContent(options), createGzip({ level: gzipLevel }), addEnds, output, { signal })
    await rename(partial, file)
    syncPath(dirname(file))
  } catch (error) {
    await rm(partial, { force: true })
    throw signal?.aborted ? signal.reason : error
  }
}

async function* writeContent({
  header,
  readRows,
  onRowsRead,
  readFiles,
}: Parameters<typeof writeBackupFile>[0]): AsyncGenerator<string> {
  yield* writeEntries(header.entries, header.digest, readRows)
  onRowsRead?.()
  for (const entry of header.folders ?? []) {
    yield formatEntry(entry)
    const digest = startDigest(header.digest)
    let rows = 0
    for await (const { name, sha256, bytes } of readFiles?.(entry.name) ?? []) {
      const line = `${formatFile(name, sha256, bytes)}\n`
      digest.update(line)
      rows += 1
      yield line
    }
    yield formatEnd({ rows, digest: digest.digest('hex') })
  }
}

async function* writeEntries(
  entries: readonly TableEntry[],
  digestName: DigestName,
  readRows: (entry: TableEntry) => AsyncIterable<string[]>,
): AsyncGenerator<string> {
  for (const entry of entries) {
    yield formatEntry(entry)
    const digest = startDigest(digestName)
    let rows = 0
    for await (const lines of readRows(entry)) {
      rows += lines.length
      for (const piece of toPieces(lines)) {
        digest.update(piece)
        yield piece
      }
    }
    if (rows !== entry.rows) throw new Error(`${entry.name}: ${rows} rows were read of ${entry.rows}`)
    yield formatEnd({ rows, digest: digest.digest('hex') })
  }
}

function* toPieces(lines: readonly string[]): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
