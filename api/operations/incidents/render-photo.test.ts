import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { aPhoneJpeg, aPicture, aPngOf } from '../../../tests/support/photos.ts'
import { PhotoRefused } from './photo-errors.ts'
import { isBounded, renderPhoto } from './render-photo.ts'

const render = (bytes: Buffer) => renderPhoto(async () => bytes)
const faultOf = async (bytes: Buffer) => {
  const error: unknown = await render(bytes).catch((thrown: unknown) => thrown)
  return error instanceof PhotoRefused ? error.fault : error
}

describe('a photo that was sent', () => {
  it('is turned upright and has nothing but its pixels left', async () => {
    const original = await aPhoneJpeg(400, 300)
    // What is looked for below is there.
    for (const secret of ['SECRETPHONE', 'SECRETXMP']) expect(original.includes(secret)).toBe(true)
    expect((await sharp(original).metadata()).orientation).toBe(6)
    const { picture, thumbnail } = await render(original)
    expect([picture.width, picture.height]).toEqual([300, 400])
    for (const { bytes } of [picture, thumbnail]) {
      const { exif, xmp, icc, iptc, orientation, format } = await sharp(bytes).metadata()
      expect({ exif, xmp, icc, iptc, orientation, format }).toEqual({ format: 'jpeg' })
      for (const secret of ['SECRET', 'Exif', 'http:', 'ICC_PROFILE', '机主姓名'])
        expect(bytes.includes(secret), secret).toBe(false)
    }
  })

  it('is made no larger than 2048, its thumbnail no larger than 320, and a small one stays small', async () => {
    const { picture, thumbnail } = await render(await aPicture(3000, 1500).jpeg().toBuffer())
    expect([picture.width, picture.height]).toEqual([2048, 1024])
    expect([thumbnail.width, thumbnail.height]).toEqual([320, 160])
    expect((await render(await aPicture(50, 40).png().toBuffer())).picture).toMatchObject({ width: 50, height: 40 })
  })

  it.each<[string, () => Promise<Buffer>]>([
    ['CMYK', () => aPicture().toColourspace('cmyk').jpeg().toBuffer()],
    ['a PNG of 16 bits', () => aPicture().toColourspace('rgb16').png().toBuffer()],
    ['grey', () => aPicture().greyscale().jpeg().toBuffer()],
    ['a progressive JPEG', () => aPicture().jpeg({ progressive: true }).toBuffer()],
    ['WebP with transparency', () => aPicture().ensureAlpha(0.5).webp().toBuffer()],
  ])('may be %s', async (_, make) => {
    const { picture } = await render(await make())
    expect(await sharp(picture.bytes).metadata()).toMatchObject({
      ...{ format: 'jpeg', depth: 'uchar', hasAlpha: false },
      space: expect.stringMatching(/^(srgb|b-w)$/),
    })
    expect(Math.min(picture.width, picture.height)).toBeGreaterThan(10)
  })

  it('is the first picture of an animation', async () => {
    const twoPictures = { width: 20, height: 40, channels: 3, pageHeight: 20 } as const
    const pixels = Buffer.alloc(20 * 40 * 3, 90).fill(200, 20 * 20 * 3)
    const animation = await sharp(pixels, { raw: twoPictures }).webp().toBuffer()
    expect((await sharp(animation, { pages: -1 }).metadata()).pages).toBe(2)
    expect((await render(animation)).picture).toMatchObject({ width: 20, height: 20 })
  })

  it('is not what is glued behind its end', async () => {
    const script = Buffer.from('<svg onload="alert(1)"/><script>alert(2)</script>')
    const { picture } = await render(Buffer.concat([await aPhoneJpeg(), script]))
    expect(picture.bytes.includes('script')).toBe(false)
  })

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    [
      'no_picture',
      'an SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
    ],
    ['no_picture', 'a page', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['no_picture', 'a GIF', () => aPicture(20, 20).gif().toBuffer()],
    ['no_picture', 'a TIFF', () => aPicture(20, 20).tiff().toBuffer()],
    ['no_picture', 'nothing', () => Buffer.alloc(0)],
    ['heic', 'HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['damaged', 'the first bytes of a JPEG and then a page', () => Buffer.from('\xff\xd8\xff<html>', 'latin1')],
    ['damaged', 'a JPEG that is cut off', async () => (await aPicture(600, 600).jpeg().toBuffer()).subarray(0, 60_000)],
    ['damaged', 'a PNG that is cut off', async () => (await aPicture(600, 600).png().toBuffer()).subarray(0, 60_000)],
    ['damaged', 'a WebP that is cut off', async () => (await aPicture(600, 600).webp().toBuffer()).subarray(0, 30_000)],
    ['too_many_pixels', '50,000 × 50,000', () => aPngOf(50_000, 50_000, deflateSync(Buffer.alloc(1_000_000)))],
  ])('is refused as %s where it is %s', async (fault, _, make) => {
    expect(await faultOf(await make())).toBe(fault)
  })

  it('is bounded by what it takes in memory, which of most kinds is all of it', () => {
    const of = (width: number, height: number, more: object) =>
      isBounded({ width, height, channels: 3, depth: 'uchar', isProgressive: false, format: 'jpeg', ...more } as never)
    expect(of(8192, 6144, {})).toBe(true)
    expect(of(9000, 9000, {})).toBe(false)
    expect(of(8192, 6144, { isProgressive: true })).toBe(false)
    expect(of(6000, 6000, { format: 'png' })).toBe(true)
    expect(of(6000, 6000, { format: 'png', depth: 'ushort' })).toBe(false)
  })

  it('waits while two others are at work', async () => {
    const bytes = await aPicture(60, 60).jpeg().toBuffer()
    let reading = 0
    let most = 0
    const release: (() => void)[] = []
    const read = async () => {
      most = Math.max(most, ++reading)
      await new Promise<void>((resolve) => release.push(resolve))
      reading -= 1
      return bytes
    }
    const all = Promise.all(Array.from({ length: 6 }, () => renderPhoto(read)))
    for (let done = 0; done < 6; done++) {
      await expect.poll(() => release.length).toBeGreaterThan(0)
      release.shift()?.()
    }
    expect((await all).length).toBe(6)
    expect(most).toBe(2)
  })
})
