import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { createKeyBody, keyCreated, keyParams, keysAnswer, keysQuery } from './keys.contract.ts'
import type { KeysService } from './keys.service.ts'

const tags = ['keys']

/** `/api/keys`: keys of other systems, for administrators. */
export const keysRoutes = (keys: KeysService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '接口密钥，新的在前 / keys, newest first',
        responses: { 200: jsonAnswer('一页 / one page', keysAnswer) },
      }),
      validate('query', keysQuery),
      async (c) => c.json(await keys.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '新建密钥 / make a key',
        description:
          '密钥只在这个答复里出现，用 `Authorization: Bearer …` 发送。/ The secret is in this answer and nowhere else; it is sent as `Authorization: Bearer …`.',
        responses: {
          201: jsonAnswer('编号和密钥 / id and secret', keyCreated),
          403: { description: 'An area beyond reach (not_allowed)' },
          404: { description: 'No such area (area_not_found)' },
        },
      }),
      requireJson,
      validate('json', createKeyBody),
      async (c) => c.json(await keys.create(c.get('scope'), c.req.valid('json')), 201),
    )
    .delete(
      '/:id',
      describeRoute({
        tags,
        summary: '撤销密钥 / revoke a key',
        responses: {
          204: { description: '已撤销 / Revoked' },
          404: { description: 'No such key within reach, or revoked before (not_found)' },
        },
      }),
      validate('param', keyParams),
      async (c) => {
        await keys.revoke(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
