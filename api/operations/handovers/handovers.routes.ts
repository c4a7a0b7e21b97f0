import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { idempotencyHeaders } from '#api/operations/incidents/incident-work.contract.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  draftQuery,
  handoverDetail,
  handoverDraft,
  handoverParams,
  handoversAnswer,
  handoversQuery,
  signHandoverBody,
} from './handovers.contract.ts'
import type { HandoversService } from './handovers.service.ts'

const tags = ['handovers']
const detailAnswer = jsonAnswer('交接内容 / the handover with its incidents', handoverDetail)
const problems = {
  400: { description: 'A field is wrong (invalid_input)' },
  403: { description: 'Beyond the area (not_allowed)' },
  404: { description: 'Not there, or beyond reach (not_found, area_not_found)' },
}

/** `/api/handovers`. */
export const handoversRoutes = (handovers: HandoversService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '历次交接班 / handovers, the last one signed first',
        responses: { 200: jsonAnswer('一页 / one page', handoversAnswer) },
      }),
      validate('query', handoversQuery),
      async (c) => c.json(await handovers.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .get(
      '/draft',
      describeRoute({
        tags,
        summary: '拟交接的内容 / what would be handed over now',
        description:
          '不写 from 时从上次交接算起，一周内没有交接过的按 12 小时；不写 to 时到现在。/ Without `from` since the last handover of the area.',
        responses: { 200: jsonAnswer('未办结、超时和本班新增 / open, overdue and new', handoverDraft), ...problems },
      }),
      validate('query', draftQuery),
      async (c) => c.json(await handovers.draft(c.get('scope'), c.req.valid('query')), 200),
    )
    .get(
      '/:id',
      describeRoute({ tags, summary: '一次交接 / one handover', responses: { 200: detailAnswer, 404: problems[404] } }),
      validate('param', handoverParams),
      async (c) => c.json(await handovers.find(c.get('scope'), c.req.valid('param').id), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '签出交班 / sign a shift over',
        description: '带 Idempotency-Key 时，重复提交只签一次。/ With an `Idempotency-Key` it is signed once.',
        responses: {
          201: detailAnswer,
          ...problems,
          409: { description: 'The key stood for another request (idempotency_conflict)' },
        },
      }),
      requireJson,
      validate('header', idempotencyHeaders),
      validate('json', signHandoverBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        return c.json(await handovers.sign(c.get('scope'), c.req.valid('json'), { key }), 201)
      },
    )
    .post(
      '/:id/take',
      describeRoute({
        tags,
        summary: '接班 / take a shift over',
        responses: {
          200: detailAnswer,
          404: problems[404],
          409: { description: 'Signed by the same account, or taken by somebody else (not_possible_now)' },
        },
      }),
      validate('param', handoverParams),
      async (c) => c.json(await handovers.take(c.get('scope'), c.req.valid('param').id), 200),
    )
