import { createHash } from 'node:crypto'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { PhotoRefused } from './photo-errors.ts'

export type Rendition = { bytes: Buffer; sha256: string; width: number; height: number }
export type RenderedPhoto = { picture: Rendition; thumbnail: Rendition }

/** The longer side. */
const pictureSize = 2048
const thumbnailSize = 320
/** Phones take 50 million. A JPEG whose lines come in their order is made smaller while it is read. */
const mostPixels = 64e6
/** Of any other, all of it is in memory. */
const mostDecodedBytes = 128e6
const longestSeconds = 30
const mostAtOnce = 2

// It keeps 50 MB of what it has read, for a second time that never comes.
sharp.cache(false)

type Format = 'jpeg' | 'png' | 'webp'

/** What bytes are by how they begin; throws `PhotoRefused` for what is not read. The name and the type a browser sends are
 *  anybody's to choose, and a decoder that guesses for itself would read SVG and more. Pure. */
export function readPhotoFormat(bytes: Buffer): Format {
  const has = (text: string, at: number) => bytes.toString('latin1', at, at + text.length) === text
  if (has('\xff\xd8\xff', 0)) return 'jpeg'
  if (has('\x89PNG\r\n\x1a\n', 0)) return 'png'
  if (has('RIFF', 0) && has('WEBP', 8)) return 'webp'
  // HEVC is in no decoder that may be given away; what is AVIF comes from no camera.
  if (has('ftyp', 4) && /hei[cxms]|hev[cxms]|mif1|msf1/.test(bytes.toString('latin1', 8, 64)))
    throw new PhotoRefused('heic')
  throw new PhotoRefused('no_picture')
}

/** Whether a picture is small enough to be decoded, by its head alone. Pure. */
export function isBounded({ width, height, channels, depth, isProgressive, format }: Metadata): boolean {
  const pixels = width * height
  if (pixels > mostPixels) return false
  if (format === 'jpeg' && !isProgressive) return true
  const bytesPerSample = depth === 'ushort' || format === 'jpeg' ? 2 : 1
  return pixels * channels * bytesPerSample <= mostDecodedBytes
}

let running = 0
const waiting: (() => void)[] = []
/** Runs so many at a time, of all requests of the process: each may take tens of megabytes. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

async function toRendition(image: Sharp, quality: number): Promise<Rendition> {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .timeout({ seconds: longestSeconds })
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true })
  return {
    bytes: data,
    sha256: createHash('sha256').update(data).digest('hex'),
    width: info.width,
    height: info.height,
  }
}

/** Makes of what somebody sent a picture of our own: decoded, turned upright, made smaller, and written anew without anything
 *  but its pixels (no place, no device, no time, no profile). Of an animation, the first picture. `read` is called when it is
 *  its turn. Throws `PhotoRefused`. */
export const renderPhoto = (read: () => Promise<Buffer>): Promise<RenderedPhoto> =>
  inTurn(async () => {
    const original = await read()
    const format = readPhotoFormat(original)
    // Bounded above, in words of ours; the library's own limit stands behind it.
    const options = { limitInputPixels: mostPixels, failOn: 'error', pages: 1 } as const
    try {
      const metadata = await sharp(original, { ...options, limitInputPixels: false }).metadata()
      if (metadata.format !== format) throw new PhotoRefused('no_picture')
      if (!isBounded(metadata)) throw new PhotoRefused('too_many_pixels')
      const resize = (size: number) => ({ width: size, height: size, fit: 'inside', withoutEnlargement: true }) as const
      const picture = await toRendition(sharp(original, options).autoOrient().resize(resize(pictureSize)), 82)
      const thumbnail = await toRendition(sharp(picture.bytes).resize(resize(thumbnailSize)), 75)
      return { picture, thumbnail }
    } catch (error) {
      if (error instanceof PhotoRefused) throw error
      throw new PhotoRefused('damaged', error)
    }
  })
