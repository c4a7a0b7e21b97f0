import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { createPhotoStore, type PhotoStore } from '#api/operations/incidents/photo-store.ts'
import { sweepPhotos } from '#api/operations/incidents/sweep-photos.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { testCounty } from '../support/database.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPhoneJpeg, aPhotoForm, aPicture } from '../support/photos.ts'

let desk: IncidentDesk
let store: PhotoStore
beforeAll(async () => {
  desk = await openIncidentDesk()
  store = createPhotoStore(join(desk.place.dataFolder, 'photos'), testCounty)
}, 240_000)
afterAll(() => desk?.close())

type Answer = IncidentDetail & Problem
type Files = readonly (readonly [name: string, bytes: Uint8Array])[]
async function send(asker: Principal, id: string, files: Files, headers: Record<string, string> = {}) {
  const response = await desk.sendForm(asker, `/api/incidents/${id}/photos`, aPhotoForm(files), headers)
  return { status: response.status, body: (await response.json()) as Answer }
}
const listFiles = () =>
  (existsSync(store.folder) ? readdirSync(store.folder, { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => /jpg/.test(name))
    .sort()
const listOf = async (id: string) => (await desk.find(id)).photos

describe('photos of an incident', () => {
  it('are not taken with a field beside them that says nothing, as somebody meant who misspelt it', async () => {
    const { id } = await desk.report()
    const form = aPhotoForm([['a.jpg', await aPhoneJpeg(40, 30)]])
    form.append('caption', '现场')
    const answer = await desk.sendForm(desk.people.worker, `/api/incidents/${id}/photos`, form)
    expect([answer.status, ((await answer.json()) as Problem).detail]).toEqual([400, '没有这个字段：caption'])
    expect(await listOf(id)).toEqual([])
  })

  it('are kept all together, shown with it, and told on the timeline and to everybody', async () => {
    const { id, version } = await desk.report()
    const { status, body } = await send(desk.people.worker, id, [
      ['a.jpg', await aPhoneJpeg(400, 300)],
      ['../../b\0.svg', await aPicture(40, 30).png().toBuffer()],
    ])
    expect(status).toBe(201)
    expect(body.photos).toMatchObject([
      { width: 300, height: 400, uploadedBy: 'tester' },
      { width: 40, height: 30 },
    ])
    expect(body.version).toBe(version)
    const ids = body.photos.map((photo) => photo.id)
    expect(body.timeline.at(-1)).toMatchObject({ kind: 'photo', note: '', data: { added: ids }, actor: 'tester' })
    expect((await desk.eventsOf(id)).map(({ name }) => name)).toEqual(['incident.reported', 'incident.noted'])
    // Nothing of the names that were sent, and readable for this user alone.
    for (const photoId of ids)
      for (const name of [`${photoId}.jpg`, `${photoId}.thumbnail.jpg`])
        expect(listFiles()).toContain(`${photoId.slice(0, 2)}/${name}`)
    expect(await desk.readAllText('incident_photos')).toContain('add-photos')
  })

  it('are sent to who may see the incident, so that a browser runs nothing and keeps nothing for others', async () => {
    const { id, number } = await desk.report()
    const [photo] = (await send(desk.people.county, id, [['a.jpg', await aPhoneJpeg(1200, 900)]])).body.photos
    const path = `/api/incidents/${id}/photos/${photo?.id}`
    const full = await desk.fetchAs(desk.people.village, path)
    expect(full.status).toBe(200)
    expect(Object.fromEntries(full.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="${number}-${photo?.id.slice(0, 8)}.jpg"`,
    })
    const bytes = Buffer.from(await full.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 900, height: 1200, format: 'jpeg' })
    expect(bytes.length).toBe(photo?.bytes)
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    const small = await desk.fetchAs(desk.people.village, `${path}?size=thumbnail`)
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 240, height: 320 })
    expect(small.headers.get('etag')).not.toBe(full.headers.get('etag'))
    const again = await desk.fetchAs(desk.people.village, path, { 'If-None-Match': full.headers.get('etag') ?? '' })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0])
    // Not under another incident, and not for a wall or somebody elsewhere.
    const other = await desk.report()
    expect((await desk.fetchAs(desk.people.county, `/api/incidents/${other.id}/photos/${photo?.id}`)).status).toBe(404)
    expect((await desk.fetchAs(desk.people.planner, path)).status).toBe(403)
    expect((await desk.fetchAs(desk.people.elsewhere, path)).status).toBe(404)
    expect((await desk.fetchAs(desk.people.wall, path)).status).toBe(403)
    const shown = await desk.fetchAs(desk.people.wall, `/api/incidents/${id}`)
    expect(await shown.text()).not.toContain(photo?.id)
  })

  it('are sent once however often the request comes', async () => {
    const { id } = await desk.report()
    const files = [['a.jpg', await aPicture(50, 50).jpeg().toBuffer()]] as const
    const headers = { 'Idempotency-Key': randomUUID() }
    const before = listFiles().length
    const answers = await Promise.all([1, 2, 3].map(() => send(desk.people.county, id, files, headers)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await listOf(id)).toHaveLength(1)
    expect(listFiles().length).toBe(before + 2)
    const otherFile = [['a.jpg', await aPicture(50, 50, 7).jpeg().toBuffer()]] as const
    const { status, body } = await send(desk.people.county, id, otherFile, headers)
    expect([status, body.code]).toEqual([409, 'idempotency_conflict'])
    expect(listFiles().length).toBe(before + 2)
  })

  it('are at most six, also when two send at the same time', async () => {
    const { id } = await desk.report()
    const small = await aPicture(30, 30).jpeg().toBuffer()
    const four = [1, 2, 3, 4].map((n) => [`${n}.jpg`, small] as const)
    const before = listFiles().length
    const answers = await Promise.all([four, four].map((files) => send(desk.people.county, id, files)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
    expect(answers.find(({ status }) => status === 400)?.body.errors?.[0]?.path).toBe('files')
    expect(await listOf(id)).toHaveLength(4)
    expect(listFiles().length).toBe(before + 8)
    const seven = await send(desk.people.county, id, [...four, ...four].slice(0, 7))
    expect(seven.status).toBe(400)
  })

  it.each<[string, number, () => Promise<Files>]>([
    ['a page that is called a photo', 400, async () => [['a.jpg', Buffer.from('<script>alert(1)</script>')]]],
    ['an SVG', 400, async () => [['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]]],
    ['HEIC', 400, async () => [['a.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')]]],
    ['one that is cut off', 400, async () => [['a.jpg', (await aPhoneJpeg(900, 900)).subarray(0, 100_000)]]],
    ['one of 16 MB', 413, async () => [['a.jpg', Buffer.concat([await aPhoneJpeg(), Buffer.alloc(16e6)])]]],
    ['no file at all', 400, async () => []],
    [
      'a good one with a bad one',
      400,
      async () => [
        ['good.jpg', await aPhoneJpeg()],
        ['bad.jpg', Buffer.from('bad')],
      ],
    ],
  ])('are refused as a whole for %s, and leave nothing', async (_, expected, make) => {
    const { id } = await desk.report()
    const before = listFiles()
    const { status, body } = await send(desk.people.county, id, await make())
    expect(status, JSON.stringify(body)).toBe(expected)
    expect(body.detail).toMatch(/[一-鿿]/)
    expect(await listOf(id)).toEqual([])
    expect(listFiles()).toEqual(before)
  })

  it('are refused for who does not reach the incident, and for what is no form', async () => {
    const { id } = await desk.report()
    const files = [['a.jpg', await aPicture(30, 30).jpeg().toBuffer()]] as const
    expect((await send(desk.people.elsewhere, id, files)).status).toBe(404)
    expect((await send(desk.people.planner, id, files)).status).toBe(403)
    expect((await send(desk.people.county, randomUUID(), files)).status).toBe(404)
    const { status } = await desk.ask(desk.people.county, `POST /api/incidents/${id}/photos`, { files: [] })
    expect(status).toBe(415)
  })

  it('are removed with a reason by who handles the incident, and stay on the disk for the backups', async () => {
    const { id, version } = await desk.report()
    const [photo] = (await send(desk.people.worker, id, [['a.jpg', await aPhoneJpeg()]])).body.photos
    const path = `/api/incidents/${id}/photos/${photo?.id}`
    const remove = (asker: Principal, body: unknown) => desk.ask<Answer>(asker, `DELETE ${path}`, body)
    expect((await remove(desk.people.worker, {})).status).toBe(400)
    expect((await remove(desk.people.elsewhere, { reason: '拍错了' })).status).toBe(404)
    await desk.ask(desk.people.worker, `POST /api/incidents/${id}/escalate`, { version, reason: '上报' })
    const below = await remove(desk.people.worker, { reason: '拍错了' })
    expect([below.status, below.body.code]).toEqual([403, 'held_above'])
    const { status, body } = await remove(desk.people.village, { reason: '拍到了无关的人' })
    expect([status, body.photos]).toEqual([200, []])
    expect(body.timeline.at(-1)).toMatchObject({ kind: 'photo', note: '拍到了无关的人', data: { removed: photo?.id } })
    expect((await remove(desk.people.village, { reason: '拍错了' })).status).toBe(404)
    expect((await desk.fetchAs(desk.people.county, path)).status).toBe(404)
    await makeOld()
    await sweepPhotos({ database: desk.database, store })
    expect(listFiles()).toContain(`${photo?.id.slice(0, 2)}/${photo?.id}.jpg`)
    // A month later the row is forgotten, an hour after that the files are put away.
    await desk.database.write((transaction) =>
      transaction.run(
        sql`UPDATE incident_photos SET removed_at = now() - interval '31 days' WHERE id = ${photo?.id}::uuid`,
      ),
    )
    await sweepPhotos({ database: desk.database, store })
    expect(listFiles()).toContain(`${photo?.id.slice(0, 2)}/${photo?.id}.jpg`)
    await sweepPhotos({ database: desk.database, store })
    expect(listFiles()).toContain(`removed/${photo?.id}.jpg`)
    await makeOld(8 * 24)
    await sweepPhotos({ database: desk.database, store })
    expect(listFiles().join()).not.toContain(photo?.id)
  })

  it('whose file is lost are told as lost', async () => {
    const { id } = await desk.report()
    const [photo] = (await send(desk.people.county, id, [['a.jpg', await aPhoneJpeg()]])).body.photos
    rmSync(join(store.folder, photo?.id.slice(0, 2) ?? '', `${photo?.id}.jpg`))
    const answer = await desk.fetchAs(desk.people.county, `/api/incidents/${id}/photos/${photo?.id}`)
    expect([answer.status, ((await answer.json()) as Problem).detail]).toEqual([404, expect.stringContaining('文件')])
  })
})

/** All files lie there for so long. */
async function makeOld(hours = 2): Promise<void> {
  const then = new Date(Date.now() - hours * 3_600_000)
  for (const name of readdirSync(store.folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.(jpg|partial)$/.test(name)) utimesSync(join(store.folder, name), then, then)
  }
}

describe('the sweep of the photos', () => {
  it('takes what nobody knows after an hour, never what is new, known, or somebody else’s', async () => {
    const { id } = await desk.report()
    const [known] = (await send(desk.people.county, id, [['a.jpg', await aPhoneJpeg()]])).body.photos
    const orphan = randomUUID()
    await store.write(`${orphan}.jpg`, Buffer.from('x'))
    const shard = join(store.folder, orphan.slice(0, 2))
    writeFileSync(join(shard, `${orphan}.jpg.x.partial`), 'x')
    writeFileSync(join(shard, 'README'), 'x')
    const sweep = () => sweepPhotos({ database: desk.database, store })
    await sweep()
    expect(readdirSync(shard)).toEqual(expect.arrayContaining([`${orphan}.jpg`, `${orphan}.jpg.x.partial`]))
    await makeOld()
    utimesSync(join(shard, 'README'), 0, 0)
    await sweep()
    expect(readdirSync(shard)).toContain('README')
    expect(readdirSync(shard).join()).not.toContain(orphan)
    expect(await store.read(`${known?.id}.jpg`)).toBeDefined()
    // What was put away by mistake comes back when it is asked for.
    expect(await store.read(`${orphan}.jpg`)).toEqual(Buffer.from('x'))
    expect(readdirSync(shard)).toContain(`${orphan}.jpg`)
  })
})
