import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { keyOf } from '#api/platform/access/within-scope.ts'
import { type AnswerCache, sendAnswer } from '#api/platform/http/answer-cache.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import { hotSpotsAnswer, hotSpotsQuery, ratesAnswer, ratesQuery } from './incident-rates.contract.ts'
import type { IncidentRatesService } from './incident-rates.service.ts'

const tags = ['incidents']
const unchanged = { 304: { description: 'Not modified' } }
const notFound = { 404: { description: 'Nobody knows this area (area_not_found), or there are no grids (no_edition)' } }

/** Incidents by grids; under `/api/incidents`, before the routes that read them by id. */
export const incidentRatesRoutes = (rates: IncidentRatesService, cache: AnswerCache) =>
  new Hono<AccessEnv>()
    .get(
      '/rates',
      describeRoute({
        tags,
        summary: '各网格事件数与每千人件数 / incidents of each grid, and by 1,000 people',
        responses: { 200: jsonAnswer('按列 / as columns', ratesAnswer), ...unchanged, ...notFound },
      }),
      validate('query', ratesQuery),
      async (c) => {
        const [scope, query] = [c.get('scope'), c.req.valid('query')]
        return sendAnswer(c, await cache.get(['rates', keyOf(scope), query], () => rates.rates(scope, query))) as never
      },
    )
    .get(
      '/hot-spots',
      describeRoute({
        tags,
        summary: '热点分析 Getis-Ord Gi* / grids with more or fewer incidents around them than chance gives',
        description:
          '以相邻网格（含自身）为邻域，双侧精确检验。/ Neighbourhoods are a grid and those that share a border with it; the two-sided test is exact.',
        responses: { 200: jsonAnswer('按列 / as columns', hotSpotsAnswer), ...unchanged, ...notFound },
      }),
      validate('query', hotSpotsQuery),
      async (c) => {
        const [scope, query] = [c.get('scope'), c.req.valid('query')]
        return sendAnswer(
          c,
          await cache.get(['hot-spots', keyOf(scope), query], () => rates.hotSpots(scope, query)),
        ) as never
      },
    )
