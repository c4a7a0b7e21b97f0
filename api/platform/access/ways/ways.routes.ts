import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { signInWaysAnswer } from '../access.contract.ts'
import type { AccessEnv } from '../access-env.ts'
import { originOf, requestOf, setCookies } from '../session-request.ts'
import { bindWayAnswer, bindWayBody, boundWaysAnswer, startWayQuery, wayOutcomes, wayParams } from './ways.contract.ts'
import type { WayAnswer, WaysService } from './ways.service.ts'

const tags = ['access']
const notConfigured = { description: 'Not configured (not_found)' }

/** The address that led here holds a code: it is kept nowhere and told to nobody. */
function redirect(c: Context, answer: WayAnswer) {
  setCookies(c, answer)
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  return c.redirect(answer.location, 302)
}

/** `/api/session/ways`: signing in by another system, and binding the own account to it. */
export const waysRoutes = (ways: WaysService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '其他登录方式 / other ways to sign in',
        responses: { 200: jsonAnswer('Ways', signInWaysAnswer) },
      }),
      (c) => c.json({ ways: ways.list() }, 200),
    )
    .get(
      '/bound',
      describeRoute({
        tags,
        summary: '我的账号绑定了哪些登录方式 / what my account is bound to',
        responses: {
          200: jsonAnswer('Ways', boundWaysAnswer),
          401: { description: 'Nobody has signed in (not_signed_in)' },
        },
      }),
      async (c) => c.json({ ways: await ways.listBound(c.get('principal')) }, 200),
    )
    .get(
      '/:id/start',
      describeRoute({
        tags,
        summary: '去另一系统登录 / go to another system to sign in',
        description: 'For a browser to be sent to. `to` is a path of the page to go on at afterwards.',
        responses: { 302: { description: 'To the other system' }, 404: notConfigured },
      }),
      validate('param', wayParams),
      validate('query', startWayQuery),
      async (c) => redirect(c, await ways.start(originOf(c), c.req.valid('param').id, c.req.valid('query').to)),
    )
    .get(
      '/:id/callback',
      describeRoute({
        tags,
        summary: '从另一系统登录回来 / back from another system',
        description: `Where the other system sends the browser. Leads to the page; without a session, \`sign-in\` in the address says why: ${wayOutcomes.join(', ')}.`,
        responses: { 302: { description: 'To the page' }, 404: notConfigured },
      }),
      validate('param', wayParams),
      async (c) =>
        redirect(c, await ways.finish(originOf(c), c.req.valid('param').id, new URL(c.req.url).searchParams)),
    )
    .post(
      '/:id',
      describeRoute({
        tags,
        summary: '绑定我的账号：第一步 / bind my account: the first step',
        description: 'Send the browser to `url`; it comes back to `to` with `?sign-in=bound`, or with why not.',
        responses: {
          200: jsonAnswer('Where to go', bindWayAnswer),
          401: { description: 'Nobody has signed in (not_signed_in)' },
          403: { description: 'The password is wrong (wrong_credentials), or something has to be done before' },
          404: notConfigured,
          429: { description: 'Too many wrong tries (too_many_requests)' },
        },
      }),
      requireJson,
      validate('param', wayParams),
      validate('json', bindWayBody),
      async (c) => {
        const answer = await ways.startBinding(requestOf(c), c.req.valid('param').id, c.req.valid('json'))
        setCookies(c, answer)
        return c.json({ url: answer.location }, 200)
      },
    )
    .delete(
      '/:id',
      describeRoute({
        tags,
        summary: '解除绑定 / unbind my account',
        description: 'Sessions that came by it end, but for this one.',
        responses: { 204: { description: '完成 / done' }, 404: { description: 'Not bound (not_found)' } },
      }),
      validate('param', wayParams),
      async (c) => {
        await ways.unbind(requestOf(c), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
