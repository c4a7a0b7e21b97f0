import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { incidentParams } from '#api/operations/incidents/incidents.contract.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { acknowledgeBody, acknowledgedAnswer, alarmsAnswer } from './alarms.contract.ts'
import type { AlarmsService } from './alarms.service.ts'

const tags = ['incidents']

/** `/api/alarms`. */
export const alarmsRoutes = (alarms: AlarmsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary:
          '本级及上级未确认的橙色、红色事件 / orange and red incidents nobody at this level or above has acknowledged yet',
        responses: { 200: jsonAnswer('最急的在前 / the worst first', alarmsAnswer) },
      }),
      async (c) => c.json(await alarms.list(c.get('scope')), 200),
    )
    .post(
      '/:id/acknowledge',
      describeRoute({
        tags,
        summary: '确认知悉 / say by name that it has been seen',
        responses: {
          200: jsonAnswer('本级或上级的首位确认人 / who was first at this level or above', acknowledgedAnswer),
          403: { description: 'By a key: only a person acknowledges (not_allowed)' },
          404: { description: 'No such incident (not_found)' },
          409: { description: 'It has ended, or is not as severe (not_possible_now)' },
        },
      }),
      requireJson,
      validate('param', incidentParams),
      validate('json', acknowledgeBody),
      async (c) => c.json(await alarms.acknowledge(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
