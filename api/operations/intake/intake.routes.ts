import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { idempotencyHeaders } from '#api/operations/incidents/incident-work.contract.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { hotlineOrder, intakeAnswer } from './intake.contract.ts'
import type { IntakeService } from './intake.service.ts'

const tags = ['intake']

/** `/api/intake`. */
export const intakeRoutes = (intake: IntakeService) =>
  new Hono<AccessEnv>().post(
    '/12345',
    describeRoute({
      tags,
      summary: '接收 12345 热线工单 / take in a work order of the hotline',
      description:
        '同一 externalId 只登记一次，再来的内容不登记（isNew 为 false）。/ The same externalId is taken in once, however often it is sent; what comes with it again is not taken in (`isNew` is false). What is a matter for 110, 119, 120 or 122 is refused with the number to call; `isNotEmergency` says that somebody has made sure.',
      responses: {
        200: jsonAnswer('已登记过的事件 / the incident it was taken in as before', intakeAnswer),
        201: jsonAnswer('新登记的事件 / the incident it has become', intakeAnswer),
        400: { description: 'A field is wrong, or no place is to be found (invalid_input)' },
        403: { description: 'Beyond the area (not_allowed)' },
        409: {
          description:
            'Taken in beyond the area (not_possible_now); the key stood for another request (idempotency_conflict)',
        },
        422: { description: 'A matter for 110, 119, 120 or 122; `current` says which (belongs_elsewhere)' },
      },
    }),
    requireJson,
    validate('header', idempotencyHeaders),
    validate('json', hotlineOrder),
    async (c) => {
      const answer = await intake.takeOrder(
        c.get('scope'),
        c.req.valid('json'),
        c.req.valid('header')['idempotency-key'],
      )
      if (!answer.intake.isNew) return c.json(answer, 200)
      c.header('Location', `/api/incidents/${answer.id}`)
      return c.json(answer, 201)
    },
  )
