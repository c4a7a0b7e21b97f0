import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  accountCreated,
  accountDetail,
  accountGrantParams,
  accountParams,
  accountSessionParams,
  accountsAnswer,
  accountsQuery,
  accountWayParams,
  changeAccountBody,
  createAccountBody,
  grantBody,
  grantCreated,
  passwordReset,
} from './accounts.contract.ts'
import type { AccountsService } from './accounts.service.ts'

const tags = ['accounts']
const done = { description: '完成 / Done' }
const notFound = { description: 'Nobody of this id within reach (not_found)' }
const refused = { description: 'Oneself, or somebody with roles beyond reach (own_account, not_allowed)' }

/** `/api/accounts`: people and their roles, for administrators. */
export const accountsRoutes = (accounts: AccountsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '管理范围内的人员，按用户名 / people within reach, by username',
        responses: { 200: jsonAnswer('一页 / one page', accountsAnswer) },
      }),
      validate('query', accountsQuery),
      async (c) => c.json(await accounts.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '新增人员 / make an account',
        description: '一次性密码只在这个答复里出现。/ The one-time password is in this answer and nowhere else.',
        responses: {
          201: jsonAnswer('编号和一次性密码 / id and one-time password', accountCreated),
          403: { description: 'An area beyond reach (not_allowed)' },
          404: { description: 'No such area (area_not_found)' },
          409: { description: 'The name is taken, or roles exclude each other (username_taken, grant_refused)' },
        },
      }),
      requireJson,
      validate('json', createAccountBody),
      async (c) => {
        const created = await accounts.create(c.get('scope'), c.req.valid('json'))
        c.header('Location', `/api/accounts/${created.id}`)
        return c.json(created, 201)
      },
    )
    .get(
      '/:id',
      describeRoute({
        tags,
        summary: '一个人员：角色和登录 / one person, with grants and sessions',
        responses: { 200: jsonAnswer('人员 / the account', accountDetail), 404: notFound },
      }),
      validate('param', accountParams),
      async (c) => c.json(await accounts.find(c.get('scope'), c.req.valid('param')), 200),
    )
    .patch(
      '/:id',
      describeRoute({
        tags,
        summary: '改姓名、期限，停用或启用 / change name or end, disable or enable',
        responses: {
          200: jsonAnswer('人员 / the account', accountDetail),
          403: refused,
          404: notFound,
          409: { description: 'Changed meanwhile, or the last administrator (stale_version, last_administrator)' },
        },
      }),
      requireJson,
      validate('param', accountParams),
      validate('json', changeAccountBody),
      async (c) => c.json(await accounts.change(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/password',
      describeRoute({
        tags,
        summary: '重置为一次性密码并退出登录 / a new one-time password; sessions end',
        responses: { 200: jsonAnswer('一次性密码 / one-time password', passwordReset), 403: refused, 404: notFound },
      }),
      validate('param', accountParams),
      async (c) => c.json(await accounts.resetPassword(c.get('scope'), c.req.valid('param').id), 200),
    )
    .post(
      '/:id/grants',
      describeRoute({
        tags,
        summary: '授予角色 / grant a role in an area',
        responses: {
          201: jsonAnswer('授权编号 / id of the grant', grantCreated),
          403: refused,
          404: { description: 'Nobody of this id within reach, or no such area (not_found, area_not_found)' },
          409: { description: 'Held already, or excluded by another role (grant_refused)' },
        },
      }),
      requireJson,
      validate('param', accountParams),
      validate('json', grantBody),
      async (c) => c.json(await accounts.grant(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .delete(
      '/:id/grants/:grantId',
      describeRoute({
        tags,
        summary: '收回角色 / take a grant back',
        responses: {
          204: done,
          403: refused,
          404: notFound,
          409: { description: 'The last administrator of the county (last_administrator)' },
        },
      }),
      validate('param', accountGrantParams),
      async (c) => {
        const { id, grantId } = c.req.valid('param')
        await accounts.revoke(c.get('scope'), id, grantId)
        return c.body(null, 204)
      },
    )
    .delete(
      '/:id/sessions',
      describeRoute({
        tags,
        summary: '退出此人的全部登录 / end all sessions of a person',
        responses: { 204: done, 403: refused, 404: notFound },
      }),
      validate('param', accountParams),
      async (c) => {
        await accounts.endSessions(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .delete(
      '/:id/sessions/:sessionId',
      describeRoute({
        tags,
        summary: '退出一次登录 / end one session',
        responses: { 204: done, 403: refused, 404: notFound },
      }),
      validate('param', accountSessionParams),
      async (c) => {
        const { id, sessionId } = c.req.valid('param')
        await accounts.endSessions(c.get('scope'), id, sessionId)
        return c.body(null, 204)
      },
    )
    .delete(
      '/:id/ways/:way',
      describeRoute({
        tags,
        summary: '解除此人绑定的登录方式 / unbind a person from another system',
        description: 'Sessions that came by it end.',
        responses: { 204: done, 403: refused, 404: notFound },
      }),
      validate('param', accountWayParams),
      async (c) => {
        const { id, way } = c.req.valid('param')
        await accounts.unbind(c.get('scope'), id, way)
        return c.body(null, 204)
      },
    )
    .delete(
      '/:id/second-factor',
      describeRoute({
        tags,
        summary: '解除验证器并退出登录，用于手机丢失 / remove the second factor of a lost phone; sessions end',
        responses: { 204: done, 403: refused, 404: notFound },
      }),
      validate('param', accountParams),
      async (c) => {
        await accounts.resetSecondFactor(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
