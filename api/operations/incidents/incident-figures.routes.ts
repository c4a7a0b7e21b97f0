import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { keyOf } from '#api/platform/access/within-scope.ts'
import { type AnswerCache, sendAnswer } from '#api/platform/http/answer-cache.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import {
  breakdownAnswer,
  breakdownQuery,
  figuresQuery,
  incidentFigures,
  trendAnswer,
} from './incident-figures.contract.ts'
import type { IncidentFiguresService } from './incident-figures.service.ts'

const tags = ['incidents']
const unchanged = { 304: { description: 'Not modified' } }
const notFound = { 404: { description: 'Neither the current edition nor any incident has this area (area_not_found)' } }

/** Figures about incidents; under `/api/incidents`, before the routes that read them by id. */
export const incidentFiguresRoutes = (figures: IncidentFiguresService, cache: AnswerCache) =>
  new Hono<AccessEnv>()
    .get(
      '/figures',
      describeRoute({
        tags,
        summary: '指标：未办结、超期、各环节用时 / open, overdue, and how long the steps take',
        description: 'Each figure says the query of the list it counts. / 每个指标都给出对应列表的查询条件。',
        responses: { 200: jsonAnswer('指标 / the figures', incidentFigures), ...unchanged, ...notFound },
      }),
      validate('query', figuresQuery),
      async (c) => {
        const [scope, query] = [c.get('scope'), c.req.valid('query')]
        return sendAnswer(
          c,
          await cache.get(['figures', keyOf(scope), query], () => figures.figures(scope, query)),
        ) as never
      },
    )
    .get(
      '/trend',
      describeRoute({
        tags,
        summary: '每日上报与办结 / reported and ended by day',
        responses: { 200: jsonAnswer('逐日 / by day', trendAnswer), ...unchanged, ...notFound },
      }),
      validate('query', figuresQuery),
      async (c) => {
        const [scope, query] = [c.get('scope'), c.req.valid('query')]
        return sendAnswer(
          c,
          await cache.get(['trend', keyOf(scope), query], () => figures.trend(scope, query)),
        ) as never
      },
    )
    .get(
      '/breakdown',
      describeRoute({
        tags,
        summary: '按类型、层级、乡镇等计数 / counted by kind, type, severity, rung, township or village',
        responses: { 200: jsonAnswer('计数 / the counts', breakdownAnswer), ...unchanged, ...notFound },
      }),
      validate('query', breakdownQuery),
      async (c) => {
        const [scope, query] = [c.get('scope'), c.req.valid('query')]
        return sendAnswer(
          c,
          await cache.get(['breakdown', keyOf(scope), query], () => figures.breakdown(scope, query)),
        ) as never
      },
    )
