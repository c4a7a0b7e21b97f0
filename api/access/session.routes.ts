import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { sessionAnswer } from './access.contract.ts'
import type { AccessEnv } from './access-env.ts'
import { describeSession } from './describe-session.ts'

/** `/api/session`: who has signed in. */
export const sessionRoutes = (deps: { county: string; idleSeconds: number }) =>
  new Hono<AccessEnv>().get(
    '/',
    describeRoute({
      tags: ['access'],
      summary: '我是谁、能做什么 / who I am and what I may, and where',
      responses: {
        200: {
          description: '当前登录 / the session',
          content: { 'application/json': { schema: resolver(sessionAnswer) } },
        },
        401: { description: 'Nobody has signed in (not_signed_in)' },
      },
    }),
    (c) => c.json(describeSession(c.get('principal'), deps), 200),
  )
