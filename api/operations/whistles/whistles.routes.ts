import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { idempotencyHeaders } from '#api/operations/incidents/incident-work.contract.ts'
import { incidentParams } from '#api/operations/incidents/incidents.contract.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import type { WhistleReach } from './whistle-reach.ts'
import {
  answerWhistleBody,
  callWhistleBody,
  cancelWhistleBody,
  closeWhistleBody,
  incidentWhistlesAnswer,
  responseParams,
  whistleItem,
  whistleParams,
  whistlesAnswer,
  whistlesQuery,
} from './whistles.contract.ts'
import type { WhistlesService } from './whistles.service.ts'

const tags = ['whistles']
const problems = {
  400: { description: 'A field is wrong (invalid_input)' },
  404: { description: 'Not there, or beyond reach (not_found)' },
  409: { description: 'Changed meanwhile, with the whistle as it is (stale_version), or not now (not_possible_now)' },
}
const answers = { 200: jsonAnswer('吹哨及各部门时限 / the whistle with the clocks', whistleItem), ...problems }

/** `/api/incidents/:id/whistles`. */
export const incidentWhistlesRoutes = (whistles: WhistlesService) =>
  new Hono<AccessEnv>()
    .get(
      '/:id/whistles',
      describeRoute({
        tags,
        summary: '事件的历次吹哨 / all whistles of an incident, the last one first',
        responses: { 200: jsonAnswer('历次吹哨 / the whistles', incidentWhistlesAnswer), 404: problems[404] },
      }),
      validate('param', incidentParams),
      async (c) => c.json({ items: await whistles.listOf(c.get('scope'), c.req.valid('param').id) }, 200),
    )
    .post(
      '/:id/whistles',
      describeRoute({
        tags,
        summary: '吹哨 / call departments to an incident',
        description:
          '不写 departments 时按调度卡呼叫；部门在办结前不重复呼叫。带 Idempotency-Key 时，重复提交只吹一次。/ Without departments those of the run card are called.',
        responses: { 201: answers[200], ...problems },
      }),
      requireJson,
      validate('param', incidentParams),
      validate('header', idempotencyHeaders),
      validate('json', callWhistleBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        return c.json(await whistles.call(c.get('scope'), c.req.valid('param').id, c.req.valid('json'), { key }), 201)
      },
    )

const reachOf = (c: Context<AccessEnv>): WhistleReach => ({
  scope: c.get('scope'),
  dispatch: c.get('scopeFor')('whistles.write'),
  department: c.get('principal').department,
})

/** `/api/whistles`. */
export const whistlesRoutes = (whistles: WhistlesService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '吹哨列表 / whistles, the last one called first',
        description:
          '部门联络员只看到呼叫本部门的。/ Who answers for a department gets the calls to it, each with its incident in short.',
        responses: { 200: jsonAnswer('一页 / one page', whistlesAnswer) },
      }),
      validate('query', whistlesQuery),
      async (c) => c.json(await whistles.list(reachOf(c), c.req.valid('query')), 200),
    )
    .post(
      '/:id/responses/:department',
      describeRoute({
        tags,
        summary: '部门报到或办结 / a department reports in, or is done',
        description:
          '`version` 为该部门这一行的版本；由吹哨方代记的会注明。/ `version` is that of the department’s own line; what is put down for it is marked.',
        responses: answers,
      }),
      requireJson,
      validate('param', responseParams),
      validate('json', answerWhistleBody),
      async (c) => {
        const { id, department } = c.req.valid('param')
        return c.json(await whistles.answer(reachOf(c), id, department, c.req.valid('json')), 200)
      },
    )
    .post(
      '/:id/close',
      describeRoute({
        tags,
        summary: '结束吹哨并评价过程 / close a whistle, with a word on the process',
        responses: answers,
      }),
      requireJson,
      validate('param', whistleParams),
      validate('json', closeWhistleBody),
      async (c) => c.json(await whistles.close(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .post(
      '/:id/cancel',
      describeRoute({ tags, summary: '撤回吹哨 / take a whistle back', responses: answers }),
      requireJson,
      validate('param', whistleParams),
      validate('json', cancelWhistleBody),
      async (c) => c.json(await whistles.cancel(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
