import type { Context } from 'hono'
import type { AccessEnv } from './access-env.ts'

/** What of a request the sign-in goes by. */
export const originOf = (c: Context<AccessEnv>) => ({
  address: c.get('clientAddress') ?? '',
  requestId: c.get('requestId') ?? '',
  cookie: c.req.header('cookie'),
  userAgent: c.req.header('user-agent'),
})

/** The same of somebody who has signed in. */
export const requestOf = (c: Context<AccessEnv>) => ({ ...originOf(c), principal: c.get('principal') })

export const setCookies = (c: Context, { cookies }: { cookies: readonly string[] }): void => {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
}
