import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { rolePoliciesAnswer, rolePoliciesBody } from './accounts.contract.ts'
import type { RolePoliciesService } from './role-policies.service.ts'

const tags = ['accounts']
const answers = {
  200: jsonAnswer('各角色的要求 / what each role asks', rolePoliciesAnswer),
}

/** `/api/role-policies`: which roles need a second factor. */
export const rolePoliciesRoutes = (policies: RolePoliciesService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '哪些角色须有第二验证因素 / which roles need a second factor',
        responses: answers,
      }),
      async (c) => c.json({ items: await policies.list(c.get('scope')) }, 200),
    )
    .put(
      '/',
      describeRoute({
        tags,
        summary: '更改要求；未列出的角色不变 / change it; roles left out stay',
        responses: answers,
      }),
      requireJson,
      validate('json', rolePoliciesBody),
      async (c) => c.json({ items: await policies.save(c.get('scope'), c.req.valid('json').items) }, 200),
    )
