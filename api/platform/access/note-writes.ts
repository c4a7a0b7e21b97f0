import type { MiddlewareHandler } from 'hono'
import type { AccessEnv } from './access-env.ts'
import type { SessionsService } from './sessions.service.ts'

/** Whoever changes something is there. What a page asks for by itself is not: it would keep a session open for ever at a
 *  desk that was left. */
export const noteWrites =
  (sessions: Pick<SessionsService, 'noteActivity'>): MiddlewareHandler<AccessEnv> =>
  async (c, next) => {
    const principal = c.get('principal')
    // Nobody waits for it, and a request is not refused because it failed.
    if (principal?.sessionId && c.req.method !== 'GET' && c.req.method !== 'HEAD')
      sessions.noteActivity(principal).catch(() => {})
    return next()
  }
