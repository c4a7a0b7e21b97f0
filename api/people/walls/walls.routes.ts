import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  pairingAnswer,
  pairWallBody,
  wallCookie,
  wallCreated,
  wallParams,
  wallsAnswer,
  wallsQuery,
} from './walls.contract.ts'
import type { WallsService } from './walls.service.ts'

const tags = ['walls']

const claimCookie = 'onegrid-wall-claim'
const claimPath = '/api/walls/pairing'
const claimSeconds = 720
/** Browsers keep no cookie longer. */
const wallSeconds = 400 * 86_400

/** No script reads it, and no other site's page sends it; where people come by HTTPS, here or at a proxy, it goes no other
 *  way. */
const putterFor =
  (origins: readonly string[]) =>
  (c: Context, name: string, value: string, { path = '/', maxAge }: { path?: string; maxAge: number }) => {
    const { protocol, host } = new URL(c.req.url)
    const secure = protocol === 'https:' || origins.includes(`https://${host}`)
    setCookie(c, name, value, { path, maxAge, httpOnly: true, sameSite: 'Strict', secure })
  }

/** `/api/walls`: screens of command centres, and how they are paired. */
export const wallsRoutes = (walls: WallsService, origins: readonly string[]) => {
  const put = putterFor(origins)
  return new Hono<AccessEnv>()
    .post(
      '/pairing',
      describeRoute({
        tags,
        summary: '大屏请求配对码 / a screen asks for a code to show',
        description: '配对码 10 分钟内有效，只能用一次。/ The code holds for ten minutes and serves once.',
        responses: {
          201: jsonAnswer('配对码 / the code', pairingAnswer),
          429: { description: 'Too many screens of this address, or in all (too_many_requests)' },
        },
      }),
      async (c) => {
        const { claim, answer } = await walls.startPairing(c.get('clientAddress'))
        put(c, claimCookie, claim, { path: claimPath, maxAge: claimSeconds })
        return c.json(answer, 201)
      },
    )
    .get(
      '/pairing',
      describeRoute({
        tags,
        summary: '大屏询问是否已配对，每 3 秒一次 / a screen asks every 3 s whether it has been paired',
        description: '配对后本答复带来大屏的 cookie。/ Once it is, the answer brings the cookie of the wall.',
        responses: { 200: jsonAnswer('等待、已配对或已过期 / waiting, paired or expired', pairingAnswer) },
      }),
      async (c) => {
        const claim = getCookie(c, claimCookie)
        const { answer, token, isUnknown } = await walls.askPairing(claim)
        if (isUnknown) c.set('isTurnedAway', true)
        if (token !== undefined) {
          put(c, wallCookie, token, { maxAge: wallSeconds })
          put(c, claimCookie, '', { path: claimPath, maxAge: 0 })
        }
        return c.json(answer, 200)
      },
    )
    .get(
      '/',
      describeRoute({
        tags,
        summary: '大屏列表，最近配对的在前 / walls, paired last comes first',
        responses: { 200: jsonAnswer('一页 / one page', wallsAnswer) },
      }),
      validate('query', wallsQuery),
      async (c) => c.json(await walls.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '用配对码配对大屏 / pair the screen that shows a code',
        responses: {
          201: jsonAnswer('大屏编号 / id of the wall', wallCreated),
          400: { description: 'No screen shows this code (invalid_input)' },
          403: { description: 'An area beyond reach (not_allowed)' },
          404: { description: 'No such area (area_not_found)' },
          429: { description: 'Too many wrong codes (too_many_requests)' },
        },
      }),
      requireJson,
      validate('json', pairWallBody),
      async (c) => c.json(await walls.pair(c.get('scope'), c.req.valid('json')), 201),
    )
    .delete(
      '/:id',
      describeRoute({
        tags,
        summary: '撤销大屏 / revoke a wall',
        responses: {
          204: { description: '已撤销 / Revoked' },
          404: { description: 'No such wall within reach, or revoked before (not_found)' },
        },
      }),
      validate('param', wallParams),
      async (c) => {
        await walls.revoke(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}
