import type { HonoRequest, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { ApiError } from './problem.ts'

/** Of every route that does not stream its body. An area of 10,000 vertices at full precision takes about 450 kB; a
 *  well-meant bigger one shall still get the 422 that names the place, so the limit lies well above. */
export const longestBodyBytes = 2_000_000
/** Arrays and objects inside each other; a MultiPolygon in a body has five. */
const deepestJson = 64

/** Routes that read their bodies piece by piece and have their own limits of size and time. */
const streamedRoutes = /^POST \/api\/(imports|intake\/files|incidents\/[^/]+\/photos)\/?$/

export const isStreamed = (method: string | undefined, path: string): boolean =>
  streamedRoutes.test(`${method} ${path}`)

const limitSize = bodyLimit({
  maxSize: longestBodyBytes,
  onError() {
    throw new ApiError(413, 'too_large', {
      zh: `发来的内容超过 ${longestBodyBytes / 1e6} MB，请减少内容（图形请先简化）后再发。`,
      en: `What was sent is above ${longestBodyBytes / 1e6} MB; send less, and simplify an area first.`,
    })
  },
})

/** Whether brackets outside of texts open more than `deepest` times inside each other. Of anything, JSON or not. Pure. */
export function isDeeper(text: string, deepest: number): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isText) {
      if (code === 0x5c) at++
      else if (code === 0x22) isText = false
    } else if (code === 0x22) isText = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > deepest) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

const unreadable = (error: unknown) =>
  new ApiError(
    400,
    'invalid_input',
    { zh: '请求内容没有收全，请重新发送。', en: 'The body did not arrive as a whole; send it again.' },
    { cause: error },
  )
const tooDeep = () =>
  new ApiError(400, 'invalid_input', {
    zh: `发来的 JSON 嵌套超过 ${deepestJson} 层。`,
    en: `The JSON that was sent is nested deeper than ${deepestJson} levels.`,
  })

/** Whether a body is read as text here, and may be again: what says that it is JSON, and what says nothing, which is
 *  mostly none at all. */
export const isReadAsText = (request: HonoRequest): boolean => {
  const type = request.header('content-type')
  return type === undefined || /json/i.test(type) || request.header('content-length') === '0'
}

/** Bounds what the routes behind it are sent: its size, and how deep its JSON is, before anything is made of it. The
 *  parser takes a million brackets; whatever walks over them afterwards ends with a full stack. */
export const limitBody: MiddlewareHandler = async (c, next) => {
  const { method, path } = c.req
  // Nobody reads the body of the former two: the server ends who sends one (`guardBody`).
  if (method === 'GET' || method === 'HEAD' || isStreamed(method, path)) return next()
  let isHere = false
  try {
    return await limitSize(c, async () => {
      const text = isReadAsText(c.req) ? await c.req.text() : ''
      isHere = true
      if (isDeeper(text, deepestJson)) throw tooDeep()
      await next()
    })
  } catch (error) {
    throw isHere || error instanceof ApiError ? error : unreadable(error)
  }
}
