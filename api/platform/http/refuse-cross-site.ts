import type { MiddlewareHandler } from 'hono'
import { ApiError } from './problem.ts'

const readingMethods = ['GET', 'HEAD', 'OPTIONS']

/** Refuses what a page of another site makes a browser send that changes something, whatever its content type. What the
 *  browser itself says of the sender (`Sec-Fetch-Site`) decides; browsers say it to HTTPS and to their own machine only,
 *  and otherwise `Origin` has to be an address of this server. A program that is no browser sends neither, and no
 *  browser leaves out both with a method other than GET. */
export const refuseCrossSite = (origins: readonly string[]): MiddlewareHandler => {
  const isOurs = (origin: string, url: string) => origins.includes(origin) || origin === new URL(url).origin
  return async (c, next) => {
    if (readingMethods.includes(c.req.method)) return next()
    const site = c.req.header('sec-fetch-site')
    const origin = c.req.header('origin')
    const isAllowed =
      site === undefined ? origin === undefined || isOurs(origin, c.req.url) : site === 'same-origin' || site === 'none'
    if (isAllowed) return next()
    throw new ApiError(403, 'cross_site', {
      zh: '这个请求来自另一个网站，已拒绝；请从系统自己的网页上操作。',
      en: "This request came from another site and was refused; do it from the system's own page.",
    })
  }
}
