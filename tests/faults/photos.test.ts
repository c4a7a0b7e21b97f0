import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { aReport } from '../support/incident-desk.ts'
import { aPhoneJpeg, aPhotoForm, aPicture, aPngOf } from '../support/photos.ts'
import { randomFrom } from '../support/random.ts'
import { type Product, startProduct } from '../support/run-product.ts'

/** What the process may take more than before, at most, whatever it is sent. */
const mostGrownMegabytes = 300

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
beforeAll(async () => {
  copy = await copyTemplate('loaded')
  product = await startProduct({
    dataFolder: copy.options.dataFolder,
    script: '../tests/support/write-server',
    environment: { ONEGRID_TEST_NO_LIMITS: 'yes' },
  })
  await product.waitForAddress()
})
afterAll(async () => {
  await product?.end('SIGKILL').catch(() => {})
  await copy?.remove()
})

const names = [
  ...['a.jpg', '../../../../a.jpg', '..\\..\\a.jpg', 'a\0.svg', '/etc/passwd', 'con.jpg', '.htaccess', '照片.html'],
  ...['<img src=x onerror=alert(1)>.png', 'a'.repeat(2_000)],
]
const page = '<html><script>alert("SECRETPAGE")</script></html>'

type Make = (random: () => number) => Promise<Buffer>
const flip = (bytes: Buffer, random: () => number) => {
  const copied = Buffer.from(bytes)
  for (let count = 0; count < 8; count++) copied[Math.floor(random() * copied.length)] = Math.floor(random() * 256)
  return copied
}
const kinds: Record<string, Make> = {
  'as a phone takes it': () => aPhoneJpeg(600, 400),
  'with bytes turned': async (random) => flip(await aPhoneJpeg(300, 200), random),
  'a PNG with bytes turned': async (random) => flip(await aPicture(200, 100).png().toBuffer(), random),
  'a WebP with bytes turned': async (random) => flip(await aPicture(200, 100).webp().toBuffer(), random),
  'cut off': async (random) => {
    const whole = await aPhoneJpeg(300, 200)
    return whole.subarray(0, Math.floor(random() * whole.length))
  },
  'with a page behind it': async () => Buffer.concat([await aPhoneJpeg(200, 200), Buffer.from(page)]),
  'a page that begins like a GIF': async () => Buffer.from(`GIF89a/*${page}*/`),
  'a page in a comment': async () => {
    const body = Buffer.from(page)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(body.length + 2)
    const whole = await aPicture(100, 100).jpeg().toBuffer()
    return Buffer.concat([whole.subarray(0, 2), Buffer.from([0xff, 0xfe]), length, body, whole.subarray(2)])
  },
  'an SVG': async () =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="50000" height="50000">${page}</svg>`),
  'of 50,000 × 50,000': async () => aPngOf(50_000, 50_000, deflateSync(Buffer.alloc(1_000_000))),
  'that says it is of 2³¹': async () => aPngOf(0x7fffffff, 0x7fffffff, deflateSync(Buffer.alloc(10))),
  nothing: async () => Buffer.alloc(0),
}

const status = (field: string) =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${product.pid}/status`, 'utf8'))?.[1]) / 1024
const listFiles = () => {
  const folder = join(copy.options.dataFolder, 'photos')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  )
}

it('hostile photos are refused in words, or are pictures and nothing else; the process stays small', async () => {
  const random = randomFrom(faultSeed)
  const ask = (path: string, init?: RequestInit) => fetch(`${product.origin}${path}`, init)
  const answer = await ask('/api/grids?limit=1')
  const grid = ((await answer.json()) as { items: { code: string }[] }).items[0]?.code ?? ''
  const report = async () =>
    (await (
      await ask('/api/incidents', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(aReport(grid)),
      })
    ).json()) as IncidentDetail
  const before = status('VmRSS')
  const all = Object.entries(kinds)
  let taken = 0
  let refused = 0
  const found: string[] = []
  for (let photo = 0; photo < faultCounts.hostilePhotos; photo++) {
    const [kind, make] = all[photo % all.length] as (typeof all)[number]
    const { id } = await report()
    const name = names[Math.floor(random() * names.length)] as string
    const what = `${photo}: ${kind}, as ${name.slice(0, 40)}`
    const sent = await ask(`/api/incidents/${id}/photos`, {
      method: 'POST',
      body: aPhotoForm([[name, await make(random)]]),
    })
    const body = (await sent.json()) as IncidentDetail & { detail?: string }
    if (sent.status !== 201) {
      refused += 1
      if (![400, 413].includes(sent.status)) found.push(`${what}: ${sent.status} ${JSON.stringify(body).slice(0, 300)}`)
      else if (!/\p{Script=Han}{4}/u.test(body.detail ?? '')) found.push(`${what}: refused without words`)
      continue
    }
    taken += 1
    for (const size of ['', '?size=thumbnail']) {
      const got = await ask(`/api/incidents/${id}/photos/${body.photos[0]?.id}${size}`)
      const bytes = Buffer.from(await got.arrayBuffer())
      const { format, exif, xmp, icc, iptc, comments } = await sharp(bytes).metadata()
      const rest = { exif, xmp, icc, iptc, comments }
      if (format !== 'jpeg' || Object.values(rest).some(Boolean)) found.push(`${what}: ${format} ${Object.keys(rest)}`)
      if (/SECRET|<script/.test(bytes.toString('latin1'))) found.push(`${what}: it holds what was sent with it`)
      const sniffing = got.headers.get('x-content-type-options')
      if (got.headers.get('content-type') !== 'image/jpeg' || sniffing !== 'nosniff') found.push(`${what}: its headers`)
    }
  }
  const files = listFiles()
  const grown = status('VmHWM') - before
  tellFigures(
    `row 22: ${faultCounts.hostilePhotos} photos, ${taken} taken, ${refused} refused, ${found.length} wrong; ` +
      `memory + ${grown.toFixed(0)} MB at most`,
  )
  expect(found).toEqual([])
  // Nothing of what was refused, and no name but our own.
  expect(files.filter((name) => !/^[\da-f-]{36}(\.thumbnail)?\.jpg$/.test(name))).toEqual([])
  expect(files).toHaveLength(2 * taken)
  expect(Math.min(taken, refused)).toBeGreaterThan(0)
  expect(grown).toBeLessThan(mostGrownMegabytes)
})
