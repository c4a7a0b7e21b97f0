import sharp from 'sharp'

/** A picture in which every pixel differs, so that it does not pack away. */
export const aPicture = (width = 400, height = 300, seed = 1) => {
  const pixels = Buffer.alloc(width * height * 3)
  for (let i = 0, value = seed; i < pixels.length; i++) {
    value = (value * 1_103_515_245 + 12_345) & 0x7fffffff
    pixels[i] = value >> 16
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}
/** As a phone takes one: lying on its side, with the place and the owner's name in it. */
export const aPhoneJpeg = (width = 400, height = 300, seed = 1): Promise<Buffer> =>
  aPicture(width, height, seed)
    .withExif({
      IFD0: { Make: 'SECRETPHONE', Artist: '机主姓名', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 24/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '103/1 18/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>SECRETXMP</secret></x:xmpmeta>')
    .jpeg()
    .toBuffer()

/** A form with these files under the names given. */
export function aPhotoForm(files: readonly (readonly [name: string, bytes: Uint8Array])[]): FormData {
  const form = new FormData()
  for (const [name, bytes] of files) form.append('files', new File([Uint8Array.from(bytes)], name))
  return form
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const crcOf = (bytes: Buffer) => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crcOf(body))
  return Buffer.concat([length, body, crc])
}
/** The PNG of so many pixels, all alike: `packed` is what its lines pack to. */
export function aPngOf(width: number, height: number, packed: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
