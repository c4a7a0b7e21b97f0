import type { Context } from 'hono'

/** With it a page says that it is a wall's, and its pairing alone decides; without it the pairing decides nothing. Both stand
 *  in one browser where somebody pairs the screen at which he has signed in. */
export const wallHeader = 'x-onegrid-wall'

/** What of a request may say who sends it. */
export type Credentials = {
  cookie?: string | undefined
  authorization?: string | undefined
  [wallHeader]?: string | string[] | undefined
}

export const credentialsOf = (c: Context): Credentials => ({
  cookie: c.req.header('cookie'),
  authorization: c.req.header('authorization'),
  [wallHeader]: c.req.header(wallHeader),
})
