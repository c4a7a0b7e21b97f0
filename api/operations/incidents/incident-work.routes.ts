import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  changeIncidentBody,
  climbBody,
  idempotencyHeaders,
  noteBody,
  reportIncidentBody,
  similarAnswer,
  similarQuery,
  transitionBody,
} from './incident-work.contract.ts'
import type { IncidentWorkService } from './incident-work.service.ts'
import { incidentDetail, incidentParams, timelineAnswer, timelineQuery } from './incidents.contract.ts'

const tags = ['incidents']
const detailAnswer = jsonAnswer('事件 / the incident', incidentDetail)
const problems = {
  400: { description: 'A field is wrong (invalid_input)' },
  403: { description: 'Beyond the area (not_allowed), or held by a rung above (held_above)' },
  404: { description: 'No such incident (not_found)' },
  409: {
    description: 'A stale version with the current record (stale_version), or not in this state (not_possible_now)',
  },
}
const describeWork = (summary: string) =>
  describeRoute({ tags, summary, responses: { 200: detailAnswer, ...problems } })

/** What is done about incidents; under `/api/incidents`, before the routes that read them by id. */
export const incidentWorkRoutes = (work: IncidentWorkService) =>
  new Hono<AccessEnv>()
    .get(
      '/similar',
      describeRoute({
        tags,
        summary: '附近同类未办结事件 / open incidents of the same kind nearby: possible duplicates',
        responses: { 200: jsonAnswer('由近及远 / nearest first', similarAnswer) },
      }),
      validate('query', similarQuery),
      async (c) => c.json(await work.findSimilar(c.get('scope'), c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '上报事件 / report an incident',
        description:
          'With an `Idempotency-Key` a request that is sent twice makes one incident. / 带 Idempotency-Key 时，重复提交只生成一个事件。',
        responses: {
          201: detailAnswer,
          400: problems[400],
          403: { description: 'Beyond the area (not_allowed)' },
          409: { description: 'The key stood for another request (idempotency_conflict)' },
        },
      }),
      requireJson,
      validate('header', idempotencyHeaders),
      validate('json', reportIncidentBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        const incident = await work.report(c.get('scope'), c.req.valid('json'), { key })
        c.header('Location', `/api/incidents/${incident.id}`)
        const { gridCode: code, gridName: name, villageName, townshipName } = incident
        return c.json({ ...incident, grid: { code, name, villageName, townshipName } }, 201)
      },
    )
    .patch(
      '/:id',
      describeWork('更正事件 / correct an incident'),
      requireJson,
      validate('param', incidentParams),
      validate('json', changeIncidentBody),
      async (c) => c.json(await work.change(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/transitions',
      describeWork('流转 / move an incident to its next state'),
      requireJson,
      validate('param', incidentParams),
      validate('json', transitionBody),
      async (c) => c.json(await work.transition(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/escalate',
      describeWork('上报上级 / escalate to a higher rung'),
      requireJson,
      validate('param', incidentParams),
      validate('json', climbBody),
      async (c) => c.json(await work.escalate(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/hand-back',
      describeWork('下派 / hand back to a lower rung'),
      requireJson,
      validate('param', incidentParams),
      validate('json', climbBody),
      async (c) => c.json(await work.handBack(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/notes',
      describeRoute({
        tags,
        summary: '添加备注 / add a note',
        responses: { 201: detailAnswer, 400: problems[400], 404: problems[404] },
      }),
      requireJson,
      validate('param', incidentParams),
      validate('header', idempotencyHeaders),
      validate('json', noteBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        return c.json(await work.note(c.get('scope'), c.req.valid('param').id, c.req.valid('json'), { key }), 201)
      },
    )
    .get(
      '/:id/timeline',
      describeRoute({
        tags,
        summary: '事件经过 / what happened to an incident, oldest first',
        responses: { 200: jsonAnswer('经过 / the history', timelineAnswer), 404: problems[404] },
      }),
      validate('param', incidentParams),
      validate('query', timelineQuery),
      async (c) => c.json(await work.timeline(c.get('scope'), c.req.valid('param').id, c.req.valid('query')), 200),
    )
