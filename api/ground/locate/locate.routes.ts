import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import { locateAnswer, locateQuery } from './locate.contract.ts'
import type { LocateService } from './locate.service.ts'

export const locateRoutes = (locate: LocateService) =>
  new Hono().get(
    '/',
    describeRoute({
      tags: ['locate'],
      summary: '一个点在哪个网格 / Whose grid a point is in, or the nearest one',
      responses: {
        200: jsonAnswer('The place', locateAnswer),
      },
    }),
    validate('query', locateQuery),
    async (c) => {
      const { lng, lat, crs } = c.req.valid('query')
      return c.json(await locate.locate([lng, lat], crs), 200, { 'Cache-Control': 'no-cache' })
    },
  )
