import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Logger } from 'pino'
import { findClientAddress, type ProxyTrust } from './client-address.ts'
import type { Metrics } from './metrics.ts'
import { answerHeaders } from './security-headers.ts'

export type AppEnv = {
  /** None where there is no server: in tests. */
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    /** Where the request comes from, by `TRUST_PROXY`; empty where there is no connection. */
    clientAddress: string
  }
}

const isRequestId = (text: string | undefined): text is string => text !== undefined && /^[\w.-]{1,64}$/.test(text)

const headers = Object.entries(answerHeaders)

/** Notes where a request comes from. */
export function setClientAddress(c: Context<AppEnv>, trustProxy: ProxyTrust | null): void {
  // `c.env` is undefined without a server, whatever its type says.
  const socketAddress = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress
  c.set('clientAddress', findClientAddress(socketAddress, c.req.header('x-forwarded-for'), trustProxy))
}

/** Gives each API request an id (the caller's `X-Request-Id` when it is a plain one), a log line and a place in the
 *  histogram. Tiles and static files do not pass here: an id and a log line cost them more than the answer does. */
export const requestContext = (log: Logger, metrics: Metrics, trustProxy: ProxyTrust | null) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const asked = c.req.header('x-request-id')
    const requestId = isRequestId(asked) ? asked : randomUUID()
    c.set('requestId', requestId)
    setClientAddress(c, trustProxy)
    // Before there is an answer: that is cheaper, and a route may still say otherwise.
    for (const [name, value] of headers) c.header(name, value)
    const startedAt = performance.now()
    await next()
    const milliseconds = performance.now() - startedAt
    // Of a route that made its answer without `c`.
    if (!c.res.headers.has('Content-Security-Policy')) for (const [name, value] of headers) c.header(name, value)
    c.header('X-Request-Id', requestId)
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
    // Without an index: the route that answered. The last one that matches is the fallback of the static files, always.
    const route = routePath(c)
    metrics.requests.observe({ method: c.req.method, route, status: c.res.status }, milliseconds / 1000)
    const line = {
      requestId,
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round(milliseconds * 10) / 10,
    }
    if (c.error && c.res.status >= 500) log.error({ ...line, err: c.error }, 'request failed')
    else log.info(line, 'request')
  })
