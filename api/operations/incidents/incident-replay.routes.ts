import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import { replayAnswer, replayQuery } from './incident-replay.contract.ts'
import type { IncidentReplayService } from './incident-replay.service.ts'

/** What stood in a past time; under `/api/incidents`, before the routes that read them by id. */
export const incidentReplayRoutes = (replays: IncidentReplayService) =>
  new Hono<AccessEnv>().get(
    '/replay',
    describeRoute({
      tags: ['incidents'],
      summary: '回看：某段时间里的事件及其变化 / incidents of a past time and how they changed',
      description:
        '至多 24 小时。`start` 是开始时的样子，`changes` 按发生先后；事件多于 5,000 件或变化多于 20,000 条时 `truncated` 为真，变化到 `until` 为止是齐全的。/ At most 24 hours. `start` is how each stood at the beginning, `changes` follow in their order; above 5,000 incidents or 20,000 changes `truncated` is true, and the changes are complete until `until`.',
      responses: {
        200: jsonAnswer('事件与变化 / incidents and changes', replayAnswer),
        400: { description: 'A time that is none, is longer than 24 hours or has not come yet (invalid_input)' },
        404: { description: 'Neither the current edition nor any incident has this area (area_not_found)' },
      },
    }),
    validate('query', replayQuery),
    async (c) => c.json(await replays.replay(c.get('scope'), c.req.valid('query')), 200),
  )
