import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportSummary } from '#api/ground/imports/imports.contract.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import { aForm, openImportApp, sendSlowly, smallCountyFile } from '../support/import-app.ts'
import { alwaysSignedIn, aPrincipal } from '../support/principals.ts'

const [own, beside] = ['530326105', '530326106']

let opened: Awaited<ReturnType<typeof openImportApp>>
type Desk = Awaited<ReturnType<typeof opened.wire>>
/** Of the one process that there is on an embedded database: who asks is named for each request. */
let wired: Desk
let caller: Principal
beforeAll(async () => {
  opened = await openImportApp()
  wired = await opened.wire({ authenticator: { ...alwaysSignedIn(), identify: async () => caller } })
})
afterAll(() => opened?.close())

const as = (principal: Principal) => ({
  request(path: string, init?: RequestInit) {
    caller = principal
    return wired.request(path, init)
  },
})
const planner = (area: string) => as(aPrincipal({ role: 'planner', area }))
const county = as(aPrincipal('planner'))

const listOf = async (desk: { request: Desk['request'] }) =>
  ((await (await desk.request('/api/imports')).json()) as { items: ImportSummary[] }).items
const statusOf = async (desk: { request: Desk['request'] }, id: string) =>
  (await desk.request(`/api/imports/${id}`)).status
type Busy = { status: number; code: string; detail: string; current?: { id: string } }
const send = async (desk: { request: Desk['request'] }) =>
  (await (await desk.request('/api/imports', { method: 'POST', body: aForm(smallCountyFile()) })).json()) as Busy

describe('an import whose files are on their way', () => {
  it('is seen and cancelled by the planner of a township who sends them, and by the county', async () => {
    const upload = sendSlowly(planner(own))
    await expect.poll(async () => (await listOf(planner(own))).length).toBe(1)
    const [mine] = await listOf(planner(own))
    const id = mine?.id as string
    // What is asked for is not known yet, and where it may reach is nobody's business.
    expect(mine?.state).toBe('waiting')
    expect(mine?.settings).toEqual({ area: null, map: null, snapMeters: null, crs: null, dryRun: false })
    expect(await statusOf(planner(own), id)).toBe(200)
    expect(await listOf(county)).toHaveLength(1)
    // Who may replace more than one township sees what can reach no further.
    const both = as(aPrincipal({ role: 'planner', area: own }, { role: 'planner', area: beside }))
    expect(await listOf(both)).toHaveLength(1)

    expect(await listOf(planner(beside))).toEqual([])
    expect(await statusOf(planner(beside), id)).toBe(404)
    expect((await planner(beside).request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(404)

    expect((await planner(own).request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
    upload.finish('"FeatureCollection"}')
    expect((await upload.answer).status).toBe(409)
    expect((await listOf(planner(own))).map(({ state }) => state)).toEqual(['cancelled'])
    expect(await listOf(planner(beside))).toEqual([])
  })

  it('is named to whoever may see it, and to nobody else, where a second one finds it', async () => {
    const upload = sendSlowly(planner(own))
    await expect.poll(async () => (await listOf(planner(own))).some(({ state }) => state === 'waiting')).toBe(true)
    const id = (await listOf(planner(own))).find(({ state }) => state === 'waiting')?.id as string
    for (const desk of [planner(own), county])
      expect(await send(desk)).toMatchObject({ status: 409, code: 'import_busy', current: { id } })
    const told = await send(planner(beside))
    expect(told).toMatchObject({ status: 409, code: 'import_busy' })
    expect(JSON.stringify(told)).not.toContain(id)
    expect(told.current).toBeUndefined()
    upload.end()
    await upload.answer
  })

  it('of somebody who holds two townships is not seen by who holds one of them', async () => {
    const both = as(aPrincipal({ role: 'planner', area: own }, { role: 'planner', area: beside }))
    const upload = sendSlowly(both)
    await expect.poll(async () => (await listOf(both)).some(({ state }) => state === 'waiting')).toBe(true)
    const id = (await listOf(both)).find(({ state }) => state === 'waiting')?.id as string
    expect(await statusOf(planner(own), id)).toBe(404)
    expect(await statusOf(county, id)).toBe(200)
    upload.end()
    await upload.answer
  })
})
