import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchAllIncidents, fetchArea, locatePoint, request, setClientLanguage } from './client.ts'
import { getConnection } from './connection.ts'
import { describeError, isPassing, ProblemError, problemCode, UnreachableError } from './problem.ts'

/** Answers the calls one after the other and remembers them. */
function answerWith(...answers: (Response | Error)[]) {
  const calls: { url: string; headers: Headers }[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init: RequestInit = {}) => {
    calls.push({ url: String(input), headers: new Headers(init.headers) })
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers')
    return answer
  })
  return calls
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
const problem = (status: number, code: string) =>
  json({ type: `/problems/${code}`, title: code, status, code, detail: '请缩小范围。', requestId: 'r-1' }, status)

afterEach(() => vi.unstubAllGlobals())

describe('the client of the API', () => {
  it('asks in the language of the screen, with coordinates as they are', async () => {
    setClientLanguage('en')
    const calls = answerWith(json({ inside: false }))
    await locatePoint([103.6243, 26.5444], 'gcj02')
    expect(calls[0]?.url).toBe('/api/locate?lng=103.6243&lat=26.5444&crs=gcj02')
    expect(calls[0]?.headers.get('accept-language')).toBe('en')
    setClientLanguage('zh')
  })

  it('turns an error answer into its code, which says whether trying again helps', async () => {
    answerWith(problem(404, 'not_found'), problem(503, 'database_unavailable'))
    const notFound = await fetchArea('530326').catch((error: unknown) => error)
    expect(notFound).toBeInstanceOf(ProblemError)
    expect([problemCode(notFound), isPassing(notFound)]).toEqual(['not_found', false])
    expect(getConnection().state).toBe('online')
    const away = await fetchArea('530326').catch((error: unknown) => error)
    expect([problemCode(away), isPassing(away)]).toEqual(['database_unavailable', true])
    expect(getConnection().state).toBe('degraded')
  })

  it('says that the server is gone for no answer and for the error page of a proxy', async () => {
    answerWith(new TypeError('Failed to fetch'), new Response('<html>Bad Gateway</html>', { status: 502 }))
    for (const _ of [1, 2]) {
      const error = await request('/api/grids').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UnreachableError)
      expect(describeError(error, 'zh')).toContain('连不上服务器')
    }
    expect(getConnection().state).toBe('offline')
  })

  it('reads a list to its end and keeps the total, and that it is not all there is', async () => {
    const calls = answerWith(
      json({ items: [1, 2], nextCursor: 'next', total: 3, partial: true }),
      json({ items: [3], nextCursor: null, total: 3, partial: true }),
    )
    expect(await fetchAllIncidents({ state: 'open' })).toEqual({ items: [1, 2, 3], total: 3, partial: true })
    expect(calls.map(({ url }) => url)).toEqual([
      '/api/incidents?state=open&limit=500',
      '/api/incidents?state=open&limit=500&cursor=next',
    ])
  })

  it('has a sentence in both languages for every code', () => {
    for (const language of ['zh', 'en'] as const) {
      const error = new ProblemError({ code: 'disk_full', detail: '', requestId: '' } as ProblemError['problem'])
      expect(describeError(error, language).length).toBeGreaterThan(8)
    }
  })
})
