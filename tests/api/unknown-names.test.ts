import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Problem } from '#api/platform/http/problem.ts'
import { type Desk, openDesk } from '../support/desk-app.ts'
import { aPrincipal } from '../support/principals.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
}, 240_000)
afterAll(() => desk?.close())

/** Everybody who may something: each route has one of them that it answers to. */
const askers = ['county-operator', 'administrator', 'auditor'] as const
type Described = { paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>> }

it('every route that is asked by parameters refuses one it does not have, and names it', async () => {
  const { body } = await desk.ask<Described>(aPrincipal('county-operator'), 'GET /api/openapi.json')
  const asked = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { parameters }]) => parameters?.some(({ in: place }) => place === 'query'))
      .map(([method]) => ({ method: method.toUpperCase(), path })),
  )
  expect(asked.length).toBeGreaterThan(25)
  const passedOver: string[] = []
  for (const { method, path } of asked) {
    const address = path
      .replace('{code}', '530326001001001')
      .replace('{system}', 'example')
      .replace('/ways/{id}', '/ways/oidc')
    const target = `${method} ${address.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')}?arae=530326`
    const errors: NonNullable<Problem['errors']> = []
    for (const role of askers) {
      const answer = await desk.ask<Problem>(aPrincipal(role), target)
      if (answer.status === 400) errors.push(...(answer.body.errors ?? []))
    }
    if (!errors.some(({ path: name, message }) => name === 'arae' && message.startsWith('没有这个参数')))
      passedOver.push(target)
  }
  expect(passedOver).toEqual([])
})

it('a misspelt filter of the incidents is no list of all of them', async () => {
  const misspelt = 'sevrity=red&lang=en'
  for (const path of ['', '/export?format=csv&', '/export/example?']) {
    const target = `GET /api/incidents${path}${path.includes('?') ? '' : '?'}${misspelt}`
    const { status, body } = await desk.ask<Problem>(aPrincipal('county-operator'), target)
    expect([status, body.code, body.detail]).toEqual([
      400,
      'invalid_input',
      'sevrity: is no parameter here; is severity meant?',
    ])
  }
})

it('a misspelt field of a body makes nothing, and is named', async () => {
  const area = '530326'
  const asked: [string, object][] = [
    ['POST /api/accounts', { username: 'misspelt.end', name: '某人', untill: '2026-12-31T00:00:00Z' }],
    ['POST /api/accounts', { username: 'misspelt.end', name: '某人', grants: [{ role: 'planner', area, til: null }] }],
    ['POST /api/keys', { name: '接口', role: 'planner', area, day: 1 }],
    ['PUT /api/role-policies', { items: [{ role: 'planner', requiresSecondFactor: false, from: 1 }] }],
    ['PUT /api/reference/departments', { version: 0, body: { items: [] }, force: true }],
    [
      'PUT /api/reference/mediation-methods',
      { version: 0, body: { items: [{ code: 'x', zh: '甲', en: 'x', retired: true }] } },
    ],
  ]
  const administrator = aPrincipal('administrator')
  for (const [target, body] of asked) {
    const answer = await desk.ask<Problem>(administrator, target, body)
    expect([target, answer.status, answer.body.errors?.[0]?.message]).toEqual([
      target,
      400,
      expect.stringMatching(/^没有这个字段：(untill|til|day|from|force|retired)$/),
    ])
  }
  const made = await desk.ask<{ total: number }>(administrator, 'GET /api/accounts?q=misspelt')
  expect(made.body.total).toBe(0)
})
