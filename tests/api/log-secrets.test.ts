import { request as ask } from 'node:http'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '#api/platform/http/create-log.ts'
import { openImportApp } from '../support/import-app.ts'

/** Each would be somebody's: what people search for, type, and are known by. */
const secrets = {
  search: '张三丰的地址',
  coordinate: '103.41734',
  password: 'correct-horse-battery',
  token: 'tok_9f8e7d6c5b',
  session: 'sess_1a2b3c4d5e',
  phone: '13800138000',
  identity: '530326199001011234',
  fileName: '李四户籍',
}

const lines: string[] = []
const log = createLog(
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  }),
)
const expectNone = () => {
  expect(lines.length).toBeGreaterThan(0)
  for (const [name, secret] of Object.entries(secrets))
    for (const form of [secret, encodeURIComponent(secret)])
      expect(
        lines.filter((line) => line.includes(form)),
        name,
      ).toEqual([])
}

let opened: Awaited<ReturnType<typeof openImportApp>>
let server: { url: string; close: () => Promise<void> }
beforeAll(async () => {
  opened = await openImportApp()
  server = await opened.serve({ log })
})
afterAll(async () => {
  await server?.close()
  await opened?.close()
})

const headers = {
  Authorization: `Bearer ${secrets.token}`,
  Cookie: `session=${secrets.session}; phone=${secrets.phone}`,
  'X-Forwarded-For': secrets.phone,
  'User-Agent': secrets.identity,
  Referer: `http://localhost/?q=${secrets.phone}`,
}

const send = (method: string, path: string, body?: string, type = 'application/json') =>
  new Promise<number | undefined>((resolve, reject) => {
    const request = ask(`${server.url}${path}`, { method, headers: { ...headers, 'Content-Type': type }, agent: false })
    request.once('error', reject)
    request.once('response', async (answer) => {
      await text(answer)
      resolve(answer.statusCode)
    })
    request.end(body)
  })

it('of many requests nothing that somebody wrote is in the log', async () => {
  const query = new URLSearchParams({ q: secrets.search, password: secrets.password, token: secrets.token })
  const body = JSON.stringify({ ...secrets, area: secrets.search, center: [secrets.phone, secrets.identity] })
  for (const path of ['search', 'incidents', 'grids', 'locate', 'healthz', 'nowhere', 'areas/530326'])
    await send('GET', `api/${path}?${query}&lng=${secrets.coordinate}&phone=${secrets.phone}`)
  // What a route does not take is refused before anything is looked for.
  for (const path of ['search', 'incidents'])
    await send('GET', `api/${path}?${new URLSearchParams({ q: secrets.search })}`)
  for (const path of ['emergency/affected', 'imports', 'nowhere']) {
    await send('POST', `api/${path}?${query}`, body)
    await send('POST', `api/${path}?${query}`, `{"password":"${secrets.password}`)
    await send('POST', `api/${path}?${query}`, body, 'text/plain')
  }
  const form =
    `--x\r\nContent-Disposition: form-data; name="files"; filename="${secrets.fileName}.geojson"\r\n\r\n` +
    `{"name":"${secrets.phone}"}\r\n--x--\r\n`
  expect(await send('POST', `api/imports?${query}`, form, 'multipart/form-data; boundary=x')).toBe(202)
  await expect.poll(() => lines.some((line) => line.includes('import ended')), { timeout: 20_000 }).toBe(true)
  expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(15)
  expectNone()
})

it('of what fails in the database neither values nor rows are in the log', async () => {
  const before = lines.length
  const failing = [
    sql`SELECT ${secrets.phone}::date`,
    sql`SELECT (${secrets.search} || ${secrets.identity})::integer`,
    sql`SELECT jsonb_build_object('password', ${secrets.password}::text) -> 1 / 0`,
    sql`INSERT INTO editions (number, made_by) VALUES (${secrets.identity}, ${secrets.phone})`,
  ]
  for (const query of failing) {
    const error = await opened.database
      .write((transaction) => transaction.rows(query))
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    log.error({ err: error, path: '/api/x' }, 'request failed')
  }
  expect(lines.length).toBe(before + failing.length)
  expectNone()
})

it('of what is logged under a telling name there is only the name', () => {
  log.info({ password: secrets.password, user: { token: secrets.token, phone: secrets.phone } }, 'signed in')
  log.info({
    request: { headers: { authorization: secrets.token, cookie: secrets.session, 'set-cookie': secrets.session } },
  })
  log.error({ err: new SyntaxError(`Unexpected token 'x', "{"a": "${secrets.password}"" is not valid JSON`) })
  log.error({ err: Object.assign(new Error('refused'), { detail: secrets.phone, parameters: [secrets.password] }) })
  log.error(new Error(`it's not "${secrets.session}"`))
  log.error({ err: secrets.password })
  expectNone()
  expect(lines.at(-1)).toContain('not an Error')
})
