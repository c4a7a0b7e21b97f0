import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { limitBody } from './limit-body.ts'
import { type Problem, toProblem } from './problem.ts'
import { requireJson, validate } from './validate.ts'

const app = new Hono().use(limitBody)
for (const [path, body] of [
  ['/optional', z.strictObject({ word: z.string().optional() })],
  ['/needed', z.strictObject({ word: z.string() })],
] as const)
  app.post(path, requireJson, validate('json', body), (c) => c.json(c.req.valid('json')))
app.onError(toProblem)

const send = async (path: string, type?: string, body?: string) => {
  const response = await app.request(path, {
    method: 'POST',
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      ...(body === undefined && { 'content-length': '0' }),
    },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, body: (await response.json()) as Partial<Problem> }
}

describe('a body', () => {
  it.each([undefined, 'application/json', 'application/x-www-form-urlencoded'])(
    'may be left out, sent as %s, where nothing in it is needed, and else what is missing is named',
    async (type) => {
      expect(await send('/optional', type)).toEqual({ status: 200, body: {} })
      const { status, body } = await send('/needed', type)
      expect([status, body.code, body.errors?.map(({ path }) => path)]).toEqual([400, 'invalid_input', ['word']])
    },
  )

  it('is refused where it is no JSON, and taken where it is', async () => {
    expect(await send('/optional', 'application/json', '{"word":"好"}')).toEqual({ status: 200, body: { word: '好' } })
    expect((await send('/optional', 'text/plain', '{"word":"好"}')).status).toBe(415)
    expect((await send('/optional', undefined, '{"word":"好"}')).status).toBe(415)
    expect((await send('/optional', 'application/json', '{')).status).toBe(400)
  })
})
