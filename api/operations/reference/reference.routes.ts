import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { isNotModified, tagOf } from '#api/platform/http/conditional.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { referenceAnswer, referenceParams, savedReferenceAnswer, saveReferenceBody } from './reference.contract.ts'
import type { ReferenceService } from './reference.service.ts'

const tags = ['reference']

/** `/api/reference`: the lists that an administrator keeps. */
export const referenceRoutes = (reference: ReferenceService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary:
          '事件类型、时限、部门、工作日历等清单 / types, time limits, departments, the working calendar and other lists',
        responses: {
          200: jsonAnswer('全部清单及其版本 / all lists with their versions', referenceAnswer),
          304: { description: 'Not modified' },
        },
      }),
      async (c) => {
        const { lists, tag } = await reference.read()
        c.header('Cache-Control', 'no-cache')
        c.header('ETag', tagOf(tag, 'identity'))
        // `never`: the typed client always gets the lists; a browser answers a 304 out of its cache.
        if (isNotModified(c.req.header('if-none-match'), tag)) return c.body(null, 304) as never
        return c.json({ lists }, 200)
      },
    )
    .put(
      '/:list',
      describeRoute({
        tags,
        summary: '保存一份清单 / save one list',
        description:
          '`version` 为所见版本，`body` 与 GET 中该清单的内容同形；已用的代码不能删除，只能停用。/ `body` has the form that GET gives; codes in use are retired, never removed.',
        responses: {
          200: jsonAnswer('保存后的清单 / the list as saved', savedReferenceAnswer),
          409: { description: 'Changed meanwhile (stale_version), with the list as it is' },
        },
      }),
      requireJson,
      validate('param', referenceParams),
      validate('json', saveReferenceBody),
      async (c) => {
        const { version, body } = c.req.valid('json')
        return c.json(await reference.save(c.get('scope'), c.req.valid('param').list, version, body), 200)
      },
    )
