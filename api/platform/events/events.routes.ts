import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import type { Authenticator } from '#api/platform/access/authenticator.ts'
import { isAllowedSomewhere } from '#api/platform/access/principal.ts'
import { credentialsOf } from '#api/platform/http/credentials.ts'
import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { answerHeaders } from '#api/platform/http/security-headers.ts'
import { validate } from '#api/platform/http/validate.ts'
import type { EventHub } from './event-hub.ts'
import { reachOf } from './event-reach.ts'
import type { Outgoing } from './event-stream.ts'
import { eventsPage, eventsQuery } from './events.contract.ts'

/** A browser has one however many tabs are open; more than this is a program that forgets to close them. */
const streamsAnAccount = 20

const tooManyStreams = () =>
  new ApiError(
    429,
    'too_many_streams',
    {
      zh: `同一账号最多同时打开 ${streamsAnAccount} 条实时连接，请先关闭不用的。`,
      en: `One account may have ${streamsAnAccount} live streams open; close those you do not use.`,
    },
    { retryAfterSeconds: 10 },
  )

/** `no-transform`: nobody on the way compresses it, which would hold events back until there are enough of them. The last
 *  tells nginx the same of its buffer. */
const streamHeaders = {
  ...answerHeaders,
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

const wantsStream = (c: Context) => /\btext\/event-stream\b/.test(c.req.header('accept') ?? '')
/** What a browser sends that takes up a stream; it is later than the `since` it began with. Throws 400 for what is no number: whoever
 *  goes on from there would miss what has happened since, unawares. */
const lastEventId = (c: Context): number | undefined => {
  const text = c.req.header('last-event-id') ?? ''
  if (text === '') return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw invalidField('Last-Event-ID', {
    zh: '应为最后收到的事件编号（数字）。',
    en: 'It is the number of the last event that was received.',
  })
}

/** `/api/events`. */
export function eventsRoutes(events: EventHub, authenticator: Pick<Authenticator, 'identify'>) {
  const open = new Map<string, number>()
  const count = (account: string, change: 1 | -1) => {
    const left = (open.get(account) ?? 0) + change
    if (left > 0) open.set(account, left)
    else open.delete(account)
  }

  /** Answers past the framework: a stream of its own would copy every event for every reader. */
  async function openStream(c: Context<AccessEnv>, outgoing: Outgoing, since: number | undefined): Promise<Response> {
    const { kind, id } = c.get('principal').actor
    const account = `${kind} ${id}`
    if ((open.get(account) ?? 0) >= streamsAnAccount) throw tooManyStreams()
    const credentials = credentialsOf(c)
    count(account, 1)
    let isCounted = true
    const onClose = () => {
      if (isCounted) count(account, -1)
      isCounted = false
    }
    try {
      await events.open({
        outgoing,
        reach: reachOf(c.get('principal')),
        since,
        async whoIsIt() {
          const principal = await authenticator.identify(credentials)
          const isIn = principal && !principal.pending && isAllowedSomewhere(principal.grants, 'map.read')
          return isIn ? reachOf(principal) : undefined
        },
        writeHead: () => outgoing.writeHead(200, { ...streamHeaders, 'X-Request-Id': c.get('requestId') ?? '' }),
        onClose,
      })
    } catch (error) {
      onClose()
      throw error
    }
    return RESPONSE_ALREADY_SENT
  }

  return new Hono<AccessEnv>().get(
    '/',
    describeRoute({
      tags: ['events'],
      summary: '实时事件 / what happens, as it happens',
      description: [
        '`Accept: text/event-stream` keeps the connection open: `hello` first (or `reset`), then each event with `id:` = its `seq`, a `heartbeat` every 10 s, `reset` where everything has to be read anew, `end` when the server closes. It goes on after `Last-Event-ID` or `since`. / 长连接：先发 `hello`，之后逐条推送，每 10 秒一次 `heartbeat`；收到 `reset` 需重新读取全部。',
        'Otherwise one page, to be asked again with `since` = `next`. / 否则返回一页，下次以 `next` 作 `since` 再取。',
      ].join('\n\n'),
      responses: {
        200: {
          description: '事件流，或一页 / a stream, or a page',
          content: {
            'application/json': { schema: resolver(eventsPage) },
            'text/event-stream': { schema: { type: 'string', description: 'Server-sent events' } },
          },
        },
        429: { description: 'This account has 20 streams open (too_many_streams)' },
      },
    }),
    validate('query', eventsQuery),
    async (c) => {
      const { since, limit } = c.req.valid('query')
      const outgoing = (c.env as Partial<AccessEnv['Bindings']> | undefined)?.outgoing
      // `never`: the typed client reads pages only.
      if (wantsStream(c) && outgoing) return (await openStream(c, outgoing, lastEventId(c) ?? since)) as never
      c.header('Vary', 'Accept')
      return c.json(await events.page(reachOf(c.get('principal')), { since, limit }), 200)
    },
  )
}
