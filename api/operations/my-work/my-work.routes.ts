import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { myWorkAnswer, seenBody } from './my-work.contract.ts'
import type { MyWorkService } from './my-work.service.ts'
import { workReachOf } from './work-reach.ts'

const tags = ['my-work']

/** `/api/my-work`. */
export const myWorkRoutes = (work: MyWorkService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '我的待办 / what is assigned to the caller, called for, or overdue',
        description:
          '派给本人角色和辖区或本部门的、呼叫本部门的、本层级本辖区超时的；`isUnread` 表示看过之后他人又有进展。/ `isUnread`: somebody else has done something since it was seen.',
        responses: { 200: jsonAnswer('三类待办与未读数 / three sections with what is unread', myWorkAnswer) },
      }),
      async (c) =>
        c.json(
          await work.read(workReachOf(c.get('principal'), c.get('scope'), c.get('scopeFor')('whistles.answer'))),
          200,
        ),
    )
    .post(
      '/seen',
      describeRoute({
        tags,
        summary: '标记已看 / say up to where it was seen',
        responses: {
          204: { description: '已记下；重复提交不变 / noted; sent again it changes nothing' },
          400: { description: 'A field is wrong (invalid_input)' },
        },
      }),
      requireJson,
      validate('json', seenBody),
      async (c) => {
        await work.markSeen(c.get('scope'), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
