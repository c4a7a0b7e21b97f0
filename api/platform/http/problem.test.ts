import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ApiError, type Problem, toProblem } from './problem.ts'
import { instantSchema, lineSchema, wordList } from './shared.contract.ts'
import { validate } from './validate.ts'

const both = { zh: '太多', en: 'too many' }
const fields = z.strictObject({
  title: lineSchema(5),
  code: z.string().min(2).optional(),
  tags: z.array(z.string()).min(1).max(2).optional(),
  count: z.number().int().min(1).optional(),
  kind: z.enum(['a', 'b']),
  who: z.union([z.string(), z.strictObject({ id: z.string() })]),
  from: instantSchema.optional(),
  id: z.guid('应为编号 / an id').optional(),
})
const place = z.union([z.strictObject({ lng: z.number(), lat: z.number() }), z.strictObject({ code: z.string() })])
const limited = z.strictObject({ limit: z.number() })
const app = new Hono()
  .post('/fields', validate('json', fields), (c) => c.json(c.req.valid('json')))
  .post('/twice', validate('json', z.intersection(limited, limited)), (c) => c.json(c.req.valid('json')))
  .get('/stale', () => {
    throw new ApiError(409, 'stale_version', { zh: '请刷新', en: 'Reload' }, { current: { version: 3 } })
  })
  .get('/broken', () => {
    throw new Error('password=hunter2 in /srv/secret.ts')
  })
  .get('/wrapped', () => {
    throw new Error('Failed query', { cause: new ApiError(503, 'backup_running', { zh: '备份', en: 'Backup' }) })
  })
  .get('/checked', validate('query', z.object({ limit: z.coerce.number().max(500) })), (c) =>
    c.json(c.req.valid('query')),
  )
  .get('/words', validate('query', z.object({ state: wordList(['open', 'closed']) })), (c) =>
    c.json(c.req.valid('query')),
  )
  .get('/bare', validate('query', z.object({})), (c) => c.json({}))
  .get('/field', () => {
    throw new ApiError(400, 'invalid_input', { zh: '有误', en: 'Wrong' }, { errors: [{ path: 'a', message: both }] })
  })
  .post('/place', validate('json', z.strictObject({ place })), (c) => c.json(c.req.valid('json')))
  .post('/numbers', validate('json', z.array(z.number())), (c) => c.json(c.req.valid('json')))
  .post('/body', validate('json', z.strictObject({ name: z.string() })), (c) => c.json(c.req.valid('json')))
app.onError((error, c) => toProblem(error, c))

const problemOf = async (response: Response) => (await response.json()) as Problem

describe('toProblem', () => {
  it('says what a library that wraps errors was told', async () => {
    const response = await app.request('/wrapped')
    expect([response.status, (await problemOf(response)).code]).toEqual([503, 'backup_running'])
    expect(response.headers.get('retry-after')).toBe('2')
  })

  it('answers as problem+json with the code, the sentence to act on and what is current', async () => {
    const response = await app.request('/stale', { headers: { 'accept-language': 'en-GB,en;q=0.9' } })
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await problemOf(response)).toMatchObject({
      code: 'stale_version',
      detail: 'Reload',
      current: { version: 3 },
    })
  })

  it('speaks Chinese unless English is asked for first', async () => {
    expect((await problemOf(await app.request('/stale'))).detail).toBe('请刷新')
    const mixed = await app.request('/stale', { headers: { 'accept-language': 'fr, zh-CN;q=0.8, en;q=0.7' } })
    expect((await problemOf(mixed)).detail).toBe('请刷新')
    expect((await problemOf(await app.request('/stale?lang=en'))).detail).toBe('Reload')
  })

  it('shows nothing of an unforeseen error', async () => {
    const response = await app.request('/broken')
    expect(response.status).toBe(500)
    expect(JSON.stringify(await problemOf(response))).not.toMatch(/hunter2|secret/)
  })

  it('says in its sentence what is wrong where that is one thing, and refers to the list where there are several', async () => {
    const wrong = await problemOf(await app.request('/words?state=gone'))
    expect(wrong.detail).toBe('state：没有“gone”，可用：open、closed')
    expect(wrong.errors).toMatchObject([{ path: 'state', message: '没有“gone”，可用：open、closed' }])
    const english = await problemOf(await app.request('/words?state=gone&lang=en'))
    expect(english.detail).toBe(`state: ${english.errors?.[0]?.message}`)
    const send = (body: unknown, language = 'en') =>
      app.request(`/numbers?lang=${language}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const several = await problemOf(await send(['a', 'b']))
    expect([several.detail, several.errors?.length]).toEqual(['Some fields are not as required; see errors.', 2])
    const whole = await problemOf(await send('a'))
    expect((await problemOf(await send(['a'], 'zh'))).detail).toMatch(/：应为数字，实际是文字$/)
    expect(whole.detail).toBe(whole.errors?.[0]?.message)
  })

  it('names the field that is wrong', async () => {
    const response = await app.request('/checked?limit=9999')
    expect(response.status).toBe(400)
    expect((await problemOf(response)).errors?.map((error) => error.path)).toEqual(['limit'])
  })

  it('names fifty of many wrong fields', async () => {
    const response = await app.request('/numbers', {
      method: 'POST',
      body: JSON.stringify(Array.from({ length: 10_000 }, () => 'x')),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(400)
    expect((await problemOf(response)).errors).toHaveLength(50)
  })

  it('names what is wrong with a field in the language asked for', async () => {
    const messageIn = async (lang: string) =>
      (await problemOf(await app.request(`/checked?limit=9999&lang=${lang}`))).errors?.[0]?.message
    expect(await messageIn('en')).toBe('has to be 500 at most')
    expect(await messageIn('zh')).toBe('不能大于 500')
  })

  it.each([
    [{ title: undefined }, 'title', '必须填写', 'is required'],
    [{ kind: undefined }, 'kind', '必须填写', 'is required'],
    [{ who: undefined }, 'who', '必须填写', 'is required'],
    [{ title: ' ' }, 'title', '不能为空', 'must not be empty'],
    [{ title: '一二三四五六' }, 'title', '不能超过 5 个字符', 'has to have 5 characters at most'],
    [{ code: 'a' }, 'code', '至少应有 2 个字符', 'has to have 2 characters at least'],
    [{ tags: [] }, 'tags', '不能为空', 'must not be empty'],
    [{ tags: ['a', 'b', 'c'] }, 'tags', '不能超过 2 项', 'has to have 2 items at most'],
    [{ count: 0 }, 'count', '不能小于 1', 'has to be 1 at least'],
    [{ count: 1.5 }, 'count', '应为整数', 'has to be a whole number'],
    [{ title: 7 }, 'title', '应为文字，实际是数字', 'has to be text, not a number'],
    [{ title: null }, 'title', '应为文字，实际是空值（null）', 'has to be text, not null'],
    [{ kind: 'c' }, 'kind', '应为其中之一：a、b', 'has to be one of: a, b'],
    [{ who: 7 }, 'who', '不是允许的任何一种写法', 'is in none of the forms it may have'],
    [
      { from: 'yesterday' },
      'from',
      '应为带时区的日期时间，如 2026-11-26T00:05:00Z',
      'has to be a date and time with its zone, such as 2026-11-26T00:05:00Z',
    ],
    [{ colour: 'red' }, '', '没有这个字段：colour', 'there is no such field: colour'],
    [{ id: 'x' }, 'id', '应为编号', 'an id'],
  ])('says for people, once, what is wrong: %j', async (change, path, zh, en) => {
    const body = JSON.stringify({ title: '甲', kind: 'a', who: 'x', ...change })
    const send = (language: string) =>
      app.request(`/fields?lang=${language}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect((await problemOf(await send('zh'))).errors).toEqual([{ path, message: zh }])
    expect((await problemOf(await send('en'))).errors).toEqual([{ path, message: en }])
  })

  it('says one thing of a field once, however often it was found', async () => {
    const response = await app.request('/twice?lang=en', {
      method: 'POST',
      body: JSON.stringify({ limit: 'many' }),
      headers: { 'content-type': 'application/json' },
    })
    expect((await problemOf(response)).errors).toEqual([{ path: 'limit', message: 'has to be a number, not text' }])
  })

  it.each([
    ['limits=5', '没有这个参数，是不是 limit？', 'is no parameter here; is limit meant?'],
    ['colour=red', '没有这个参数，可用：limit', 'is no parameter here; there are: limit'],
  ])(
    'refuses a parameter that there is not, so that nobody gets an answer to another question: %s',
    async (query, zh, en) => {
      const path = query.split('=')[0]
      const ask = async (language: string) => {
        const response = await app.request(`/checked?limit=5&${query}&lang=${language}`)
        return [response.status, (await problemOf(response)).errors]
      }
      expect(await ask('zh')).toEqual([400, [{ path, message: zh }]])
      expect(await ask('en')).toEqual([400, [{ path, message: en }]])
      expect((await app.request('/checked?limit=5&lang=en')).status).toBe(200)
    },
  )

  it.each([
    [{ lng: 103.4 }, 'place.lat', '必须填写', 'is required'],
    [{ lng: 103.4, lat: '26' }, 'place.lat', '应为数字，实际是文字', 'has to be a number, not text'],
    [{ lng: 103.4, lat: 26, code: 'x' }, 'place', '没有这个字段：code', 'there is no such field: code'],
    [{ code: 7 }, 'place.code', '应为文字，实际是数字', 'has to be text, not a number'],
    [{}, 'place', '应有 lng、lat，或 code', 'has to have lng and lat, or code'],
    [{ colour: 'red' }, 'place', '应有 lng、lat，或 code', 'has to have lng and lat, or code'],
    [7, 'place', '不是允许的任何一种写法', 'is in none of the forms it may have'],
  ])('says of several forms what is wrong with the one that was meant: %j', async (place, path, zh, en) => {
    const ask = async (language: string) => {
      const init = { method: 'POST', body: JSON.stringify({ place }), headers: { 'content-type': 'application/json' } }
      return (await problemOf(await app.request(`/place?lang=${language}`, init))).errors
    }
    expect(await ask('zh')).toEqual([{ path, message: zh }])
    expect(await ask('en')).toEqual([{ path, message: en }])
  })

  it('takes no schema that would pass over what it does not know', () => {
    const loose = z.object({ name: z.string() })
    const strict = z.strictObject({ name: z.string() })
    const within = [
      z.strictObject({ part: loose.optional() }),
      z.strictObject({ part: z.strictObject({ parts: z.array(loose).default([]) }) }),
      z.record(z.string(), loose.nullable()),
      z.tuple([z.string(), loose]),
      loose.transform(({ name }) => name),
      z.union([z.string(), loose]).readonly(),
      z.intersection(strict, loose),
    ]
    for (const schema of [loose, z.union([strict, loose]), ...within])
      expect(() => validate('json', schema)).toThrow(/strict/)
    const piped = strict.pipe(z.transform(({ name }) => ({ name })))
    for (const schema of [
      strict,
      z.union([strict, strict]),
      strict.refine(() => true),
      z.array(z.string()),
      piped,
      z.looseObject({}),
    ])
      expect(() => validate('json', schema)).not.toThrow()
    expect(() => validate('query', z.union([loose, loose]))).toThrow(/names/)
  })

  it('says of a route without parameters that it has none', async () => {
    const ask = async (language: string) =>
      (await problemOf(await app.request(`/bare?limits=1&lang=${language}`))).errors?.map(({ message }) => message)
    expect(await ask('zh')).toEqual(['没有这个参数，这里不用参数'])
    expect(await ask('en')).toEqual(['is no parameter here; there are none'])
  })

  it('names a parameter that there is not beside what else is wrong, and fifty of many', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `p${at}${'x'.repeat(100)}`)
    const wrong = (await problemOf(await app.request('/checked?limit=x&limits=1'))).errors
    expect(wrong?.map(({ path }) => path)).toEqual(['limits', 'limit'])
    const many = (await problemOf(await app.request(`/checked?${names.join('&')}`))).errors
    expect([many?.length, many?.[0]?.path.length]).toEqual([50, 40])
  })

  it('says what is wrong with a field in one language, whoever says it', async () => {
    const messageOf = async (path: string, language: string) =>
      (await problemOf(await app.request(path, { headers: { 'accept-language': language } }))).errors?.[0]?.message
    expect(await messageOf('/field', 'zh')).toBe('太多')
    expect(await messageOf('/field', 'en')).toBe('too many')
    expect(await messageOf('/words?state=a%20/%20b', 'zh')).toBe('没有“a / b”，可用：open、closed')
    expect(await messageOf('/words?state=a%20/%20b', 'en')).toBe('no such word; one or several of: open, closed')
  })

  it('answers 400 to a body that is not JSON', async () => {
    const response = await app.request('/body', {
      method: 'POST',
      body: '{"name":',
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(400)
    expect((await problemOf(response)).code).toBe('invalid_input')
  })
})
