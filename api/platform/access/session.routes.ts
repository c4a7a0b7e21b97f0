import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  changePasswordBody,
  enrolAnswer,
  enrolBody,
  ownSessionParams,
  ownSessionsAnswer,
  removeSecondFactorBody,
  secondFactorBody,
  sessionAnswer,
  signInAnswer,
  signInBody,
} from './access.contract.ts'
import type { AccessEnv } from './access-env.ts'
import { describeSession } from './describe-session.ts'
import { originOf, requestOf, setCookies } from './session-request.ts'
import type { SessionsService } from './sessions.service.ts'
import type { SignInService } from './sign-in.service.ts'
import { waysRoutes } from './ways/ways.routes.ts'
import type { WaysService } from './ways/ways.service.ts'

const tags = ['access']
const done = { 204: { description: '完成 / done' } }
const notSignedIn = { description: 'Nobody has signed in (not_signed_in)' }
const wrongConfirmation = { description: 'The password or the code is wrong (wrong_credentials)' }
const tooMany = { description: 'Too many wrong tries; `Retry-After` says how long to wait (too_many_requests)' }

/** `/api/session`: signing in and out, and who has signed in. */
export const sessionRoutes = (deps: {
  county: string
  idleSeconds: number
  signIn: SignInService
  sessions: SessionsService
  ways: WaysService
}) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '我是谁、能做什么 / who I am and what I may, and where',
        responses: { 200: jsonAnswer('当前登录 / the session', sessionAnswer), 401: notSignedIn },
      }),
      (c) => c.json(describeSession(c.get('principal'), deps), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '登录 / sign in',
        description:
          'Sets an httpOnly cookie. `next` is `second-factor` where a code is asked for: POST it to /api/session/second-factor.',
        responses: {
          200: jsonAnswer('登录成功，或还需验证码 / signed in, or a code is asked for', signInAnswer),
          401: { description: 'A wrong name or password, or a closed account (wrong_credentials)' },
          429: tooMany,
        },
      }),
      requireJson,
      validate('json', signInBody),
      async (c) => {
        const { next, cookies } = await deps.signIn.signIn(originOf(c), c.req.valid('json'))
        setCookies(c, { cookies })
        return c.json({ next }, 200)
      },
    )
    .delete(
      '/',
      describeRoute({ tags, summary: '退出 / sign out', responses: { ...done, 401: notSignedIn } }),
      async (c) => {
        setCookies(c, await deps.sessions.signOut(requestOf(c)))
        return c.body(null, 204)
      },
    )
    .get(
      '/all',
      describeRoute({
        tags,
        summary: '我在哪些设备上登录 / where I am signed in',
        responses: { 200: jsonAnswer('登录中的设备 / sessions', ownSessionsAnswer), 401: notSignedIn },
      }),
      async (c) => c.json({ sessions: await deps.sessions.listOwn(c.get('principal')) }, 200),
    )
    .delete(
      '/all/:id',
      describeRoute({
        tags,
        summary: '退出我的一次登录 / end one of my sessions',
        responses: { ...done, 401: notSignedIn, 404: { description: 'It has ended (not_found)' } },
      }),
      validate('param', ownSessionParams),
      async (c) => {
        await deps.sessions.endOwn(requestOf(c), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .delete(
      '/others',
      describeRoute({
        tags,
        summary: '退出其他设备 / sign out everywhere but here',
        responses: { ...done, 401: notSignedIn },
      }),
      async (c) => {
        await deps.sessions.endOthers(requestOf(c))
        return c.body(null, 204)
      },
    )
    .delete(
      '/all',
      describeRoute({
        tags,
        summary: '在所有设备上退出 / sign out everywhere',
        responses: { ...done, 401: notSignedIn },
      }),
      async (c) => {
        setCookies(c, await deps.sessions.signOutEverywhere(requestOf(c)))
        return c.body(null, 204)
      },
    )
    .route('/ways', waysRoutes(deps.ways))
    .post(
      '/activity',
      describeRoute({
        tags,
        summary: '有人在操作 / somebody is there',
        description:
          'To be sent after somebody did something, once a minute at most. What a page asks for by itself keeps no session open; this does, and every request that changes something.',
        responses: { ...done, 401: notSignedIn },
      }),
      async (c) => {
        await deps.sessions.noteActivity(c.get('principal'))
        return c.body(null, 204)
      },
    )
    .post(
      '/password',
      describeRoute({
        tags,
        summary: '修改密码 / change the password',
        description: 'The other sessions of the same person end.',
        responses: {
          ...done,
          401: notSignedIn,
          403: wrongConfirmation,
          422: { description: 'The new password is not good enough; `detail` says why (password_refused)' },
          429: tooMany,
        },
      }),
      requireJson,
      validate('json', changePasswordBody),
      async (c) => {
        await deps.sessions.changePassword(requestOf(c), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .post(
      '/second-factor',
      describeRoute({
        tags,
        summary: '登录第二步：验证码 / the second step: a code',
        responses: {
          200: jsonAnswer('登录成功 / signed in', signInAnswer),
          401: { description: 'A wrong code (wrong_credentials), or the first step is over (not_signed_in)' },
          403: {
            description:
              'No secret of the server reads the second factor: an administrator can remove it (second_factor_unreadable)',
          },
          429: tooMany,
        },
      }),
      requireJson,
      validate('json', secondFactorBody),
      async (c) => {
        const { next, cookies } = await deps.signIn.confirm(originOf(c), c.req.valid('json').code)
        setCookies(c, { cookies })
        return c.json({ next }, 200)
      },
    )
    .delete(
      '/second-factor',
      describeRoute({
        tags,
        summary: '解除第二验证因素 / remove the second factor',
        responses: {
          ...done,
          401: notSignedIn,
          403: { description: 'Wrong (wrong_credentials), or a role requires it (second_factor_required)' },
          429: tooMany,
        },
      }),
      requireJson,
      validate('json', removeSecondFactorBody),
      async (c) => {
        setCookies(c, await deps.sessions.removeSecondFactor(requestOf(c), c.req.valid('json')))
        return c.body(null, 204)
      },
    )
    .post(
      '/second-factor/enrolment',
      describeRoute({
        tags,
        summary: '绑定验证器 / set up an authenticator',
        description: 'It counts from the first right code on, sent to …/enrolment/confirm. Keep the backup codes.',
        responses: {
          200: jsonAnswer('What the authenticator takes, and backup codes', enrolAnswer),
          401: notSignedIn,
          403: wrongConfirmation,
          422: { description: 'There is one already (invalid_input)' },
          429: tooMany,
        },
      }),
      requireJson,
      validate('json', enrolBody),
      async (c) => c.json(await deps.sessions.enrol(requestOf(c), c.req.valid('json').password), 200),
    )
    .post(
      '/second-factor/enrolment/confirm',
      describeRoute({
        tags,
        summary: '绑定验证器：确认 / set up an authenticator: the first code',
        responses: { ...done, 401: notSignedIn, 403: wrongConfirmation, 429: tooMany },
      }),
      requireJson,
      validate('json', secondFactorBody),
      async (c) => {
        setCookies(c, await deps.sessions.confirmEnrolment(requestOf(c), c.req.valid('json').code))
        return c.body(null, 204)
      },
    )
