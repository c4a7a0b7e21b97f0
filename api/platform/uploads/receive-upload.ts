import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { basename, join, win32 } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { createCutoff } from '#api/platform/db/cutoff.ts'
import { codeOf, diskFull } from '#api/platform/db/database-errors.ts'
import { ApiError, invalidField, type Sentence } from '#api/platform/http/problem.ts'
import { type SlowestPace, watchPace } from './watch-pace.ts'

export type UploadedFile = { name: string; path: string; bytes: number }
export type Upload = { fields: Record<string, string>; files: UploadedFile[] }

/** How long and how much of a refused upload is still read, so that its sender reads the answer: a browser whose sending
 *  is cut off shows a broken connection instead. */
const longestDiscardMs = 26_000
/** A sender who is silent for so long does not wait for an answer either. */
const longestSilenceMs = 2_000

const longestName = 120

/** The last part of the path a browser or a script sent, for people to read; on disk files have names of our own. Forms
 *  write a quotation mark as `%22`, and no other mark in such a way. Pure. */
export const cleanFileName = (name: string | undefined): string =>
  [
    ...basename(win32.basename(name ?? ''))
      .replaceAll('%22', '"')
      .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ''),
  ]
    .slice(-longestName)
    .join('') || 'unnamed'

/** What an upload may be, and what whoever exceeds that is told. */
export type UploadLimits = {
  /** Of all files together. */
  bytes: number
  /** Of one; left out: as much as all. */
  fileBytes?: number
  files: number
  slowest: SlowestPace
}
export type UploadWords = {
  tooLarge: Sentence
  tooSlow: Sentence
  /** Where the disk it is kept on is full. */
  toDiskFull?: (cause: unknown) => ApiError
}

/** Refuses what is no multipart form before anything of it is read. */
export function requireMultipart(contentType: string | undefined): string {
  if (contentType && /^multipart\/form-data\s*;(.*;)?\s*boundary=./i.test(contentType)) return contentType
  throw new ApiError(415, 'unsupported_media_type', {
    zh: '请用 multipart/form-data 上传文件（字段 files）。',
    en: 'Send the files as multipart/form-data, in the field files.',
  })
}

/** Reads what is left of a body without keeping it, within bounds. */
export async function discardBody(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<void> {
  if (!body) return
  const endsAt = Date.now() + longestDiscardMs
  const reader = body.getReader()
  // Not cancelled: that would end the connection before the answer.
  const silence = setTimeout(() => reader.releaseLock(), longestSilenceMs)
  try {
    for (let received = 0; received <= maxBytes && Date.now() <= endsAt; ) {
      const { done, value } = await reader.read()
      if (done) return
      received += value.length
      silence.refresh()
    }
  } catch {
    // The sender is silent or has gone; nobody waits for the answer.
  } finally {
    clearTimeout(silence)
    reader.releaseLock()
  }
}

/** Streams an upload to files in `folder`, never holding more than a chunk. Throws a 400 or 413 ApiError for what it does
 *  not take, after the rest was read and dropped; whatever is in the folder then is the caller's to remove. */
export async function receiveUpload(options: {
  body: ReadableStream<Uint8Array> | null
  contentType: string
  folder: string
  limits: UploadLimits
  words: UploadWords
  signal?: AbortSignal
}): Promise<Upload> {
  const { body, folder, limits, words, signal } = options
  const tooLarge = () => new ApiError(413, 'too_large', words.tooLarge)
  const upload: Upload = { fields: {}, files: [] }
  const unnamed = new Set<UploadedFile>()
  const streams: BusboyFileStream[] = []
  const saving: Promise<void>[] = []
  const closing: Promise<void>[] = []
  const end = createCutoff()
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
    end.cut(failure)
  }
  const parser = openParser(options.contentType, limits)
  parser.on('error', () => fail(unreadable()))
  parser.on('file', (field: string, stream: BusboyFileStream, name: string) => {
    if (field !== 'files')
      fail(invalidField(field, { zh: '文件只能放在 files 里。', en: 'Files belong in the field files.' }))
    if (failure) return void stream.resume()
    const file = { name: cleanFileName(name), path: join(folder, randomUUID()), bytes: 0 }
    stream.on('limit', () => fail(tooLarge()))
    stream.on('data', (chunk: Buffer) => {
      file.bytes += chunk.length
    })
    // In the order of the form, however long each takes to be written.
    upload.files.push(file)
    if (!name) unnamed.add(file)
    streams.push(stream)
    const written = createWriteStream(file.path, { flags: 'wx', mode: 0o600 })
    closing.push(new Promise<void>((resolve) => written.once('close', resolve)))
    const saved = pipeline(stream, written)
    saving.push(saved)
    saved.catch((error) => fail(codeOf(error) === 'ENOSPC' ? (words.toDiskFull ?? diskFull)(error) : error))
  })
  parser.on('field', (field: string, value: string, isNameCut: boolean, isValueCut: boolean) => {
    if (isNameCut || isValueCut) fail(invalidField(field, { zh: '内容太长。', en: 'This is too long.' }))
    else Object.defineProperty(upload.fields, field, { value, enumerable: true, configurable: true })
  })
  parser.on('filesLimit', () =>
    fail(
      invalidField('files', {
        zh: `一次最多 ${limits.files} 个文件。`,
        en: `At most ${limits.files} files at a time.`,
      }),
    ),
  )
  const tooMany = () => fail(invalidField('body', { zh: '字段太多。', en: 'There are too many fields.' }))
  parser.on('fieldsLimit', tooMany)
  parser.on('partsLimit', tooMany)
  signal?.addEventListener('abort', () => fail(signal?.reason), { once: true })

  const slow = new ApiError(408, 'too_slow', words.tooSlow)
  const pace = watchPace(limits.slowest, () => fail(slow))
  const reader = body?.getReader()
  const readPart = async () => {
    const reading = reader?.read().catch(() => {
      throw unreadable()
    })
    return reading && (await end.race(reading)).value
  }
  try {
    let received = 0
    for (let part = await readPart(); part; part = await readPart()) {
      received += part.length
      pace.count(part.length)
      if (received > limits.bytes) throw tooLarge()
      if (parser.write(part)) continue
      await end.race(once(parser, 'drain'))
      pace.rest()
    }
    pace.stop()
    parser.end()
    await end.race(once(parser, 'finish'))
    await end.race(Promise.all(saving))
  } catch (error) {
    fail(error)
    pace.stop()
    parser.destroy()
    // With the error: a pipeline waits for ever for the end of a stream that is destroyed without one when it has all.
    for (const stream of streams) stream.destroy(failure as Error)
    await Promise.allSettled(saving)
    // A file whose pipeline has ended may still be about to be made.
    await Promise.all(closing)
    reader?.releaseLock()
    // Who drips would be read for another half minute.
    if (failure !== slow) await discardBody(body, 3 * limits.bytes)
    throw failure
  }
  // A form sends an empty part without a name where no file was chosen. A file that is empty is refused by its name.
  upload.files = upload.files.filter((file) => file.bytes > 0 || !unnamed.has(file))
  if (upload.files.length === 0) throw invalidField('files', { zh: '没有选择文件。', en: 'There is no file.' })
  return upload
}

const unreadable = () =>
  invalidField('body', {
    zh: '上传的内容不完整或格式不对，请重新上传。',
    en: 'The upload is cut off or malformed; send it again.',
  })

function openParser(contentType: string, { files, fileBytes }: UploadLimits) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        fieldNameSize: 40,
        fieldSize: 5_000,
        fields: 10,
        files,
        parts: files + 11,
        headerPairs: 20,
        ...(fileBytes !== undefined && { fileSize: fileBytes }),
      },
    })
  } catch {
    throw unreadable()
  }
}
