import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decodeCursor, encodeCursor, geoJsonResponse, wantsGeoJson } from './list.ts'
import { ApiError, toProblem } from './problem.ts'

const app = new Hono()
  .get('/list', async (c) =>
    wantsGeoJson(c)
      ? geoJsonResponse(
          c,
          Array.from({ length: Number(c.req.query('n') ?? 0) }, () => ({
            type: 'Feature' as const,
            geometry: null,
            properties: {},
          })),
        )
      : c.text('plain'),
  )
  .onError(toProblem)

const ask = (accept: string, n = 1) => app.request(`/list?n=${n}`, { headers: { accept } })

describe('list helpers', () => {
  it('reads back the keys of a cursor', () => {
    const cursor = encodeCursor(['2026-11-24T00:00:00Z', 'a', 7])
    expect(decodeCursor(cursor, z.tuple([z.string(), z.string(), z.number()]))).toEqual([
      '2026-11-24T00:00:00Z',
      'a',
      7,
    ])
    expect(decodeCursor(undefined, z.tuple([z.string()]))).toBeUndefined()
  })

  it.each(['', 'x', encodeCursor([1]), '%%%', Buffer.from('{"a":1}').toString('base64url')])(
    'refuses a cursor that is not its own: %s',
    (cursor) => {
      expect(() => decodeCursor(cursor, z.tuple([z.string()]))).toThrow(ApiError)
    },
  )

  it('gives GeoJSON only to a caller that prefers it', async () => {
    expect((await ask('application/geo+json')).headers.get('content-type')).toBe('application/geo+json')
    expect(await (await ask('*/*')).text()).toBe('plain')
    expect(await (await ask('application/json, application/geo+json;q=0.5')).text()).toBe('plain')
    expect((await ask('application/geo+json, application/json;q=0.9')).headers.get('vary')).toBe(
      'Accept, Accept-Encoding',
    )
  })

  it('compresses a large GeoJSON for who can read it', async () => {
    const app = new Hono().get('/', (c) =>
      geoJsonResponse(
        c,
        Array.from({ length: 500 }, () => ({ type: 'Feature' as const, geometry: null, properties: {} })),
      ),
    )
    const askFor = (accepted: string) => app.request('/', { headers: { 'accept-encoding': accepted } })
    const packed = await askFor('gzip, deflate, br')
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(JSON.parse(gunzipSync(await packed.arrayBuffer()).toString()).features).toHaveLength(500)
    expect((await askFor('br')).headers.get('content-encoding')).toBeNull()
  })

  it('answers 422 above the limit of features', async () => {
    expect((await ask('application/geo+json', 20_000)).status).toBe(200)
    const refused = await ask('application/geo+json', 20_001)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ code: 'too_many_features', status: 422 })
  })
})
