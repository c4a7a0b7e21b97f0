import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { ApiError } from './problem.ts'

const checkOrigin = csrf()

/** Refuses what a page of another site makes a browser send: a form, a script without CORS, anything that changes
 *  something. To be asked as long as nobody signs in, and afterwards because of cookies. A program that is no browser
 *  sends neither `Origin` nor `Sec-Fetch-Site`; no browser leaves out both with a method other than GET. */
export const refuseCrossSite: MiddlewareHandler = async (c, next) => {
  if (c.req.header('origin') === undefined && c.req.header('sec-fetch-site') === undefined) return next()
  let isAllowed = false
  try {
    await checkOrigin(c, async () => {
      isAllowed = true
    })
  } catch (error) {
    if (!(error instanceof HTTPException)) throw error
  }
  if (isAllowed) return next()
  throw new ApiError(403, 'cross_site', {
    zh: '这个请求来自另一个网站，已拒绝；请从系统自己的网页上操作。',
    en: "This request came from another site and was refused; do it from the system's own page.",
  })
}
