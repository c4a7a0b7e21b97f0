import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { geoJsonResponse, wantsGeoJson } from '#api/platform/http/list.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { validate } from '#api/platform/http/validate.ts'
import {
  containmentAnswer,
  containmentQuery,
  type Incident,
  type IncidentDetail,
  incidentDetail,
  incidentParams,
  incidentSummary,
  incidentSummaryQuery,
  incidentsAnswer,
  incidentsQuery,
  sharedIncidentDetail,
  sharedIncidentsAnswer,
} from './incidents.contract.ts'
import type { IncidentsService } from './incidents.service.ts'

const tags = ['incidents']

/** `/api/incidents`. */
export const incidentsRoutes = (incidents: IncidentsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '事件列表 / incidents, newest report first',
        description:
          '`Accept: application/geo+json` gives all matches up to 20,000 as points; above that 422. / GeoJSON 一次给出全部（至多 20,000 条）。',
        responses: {
          200: {
            description: '一页，或全部 GeoJSON / one page, or all matches as GeoJSON',
            content: {
              'application/json': { schema: resolver(z.union([incidentsAnswer, sharedIncidentsAnswer])) },
              'application/geo+json': { schema: { type: 'object', description: 'A FeatureCollection' } },
            },
          },
          403: { description: 'A shared screen that asks by grid, group or box (not_allowed)' },
          404: { description: 'Neither the current edition nor any record has this area (area_not_found)' },
          422: { description: 'More than 20,000 matches as GeoJSON (too_many_features)' },
        },
      }),
      validate('query', incidentsQuery),
      async (c) => {
        const query = c.req.valid('query')
        // `never`: the typed client reads pages of JSON only, and must not see the other answer in its types.
        if (wantsGeoJson(c)) return geoJsonResponse(c, await incidents.listFeatures(c.get('scope'), query)) as never
        c.header('Vary', 'Accept')
        // A shared screen gets the other form (`shared-screen.contract.ts`), and has a page of its own.
        return c.json((await incidents.list(c.get('scope'), query)) as ScopedListOf<Incident>, 200)
      },
    )
    .get(
      '/summary',
      describeRoute({
        tags,
        summary: '未办结事件计数 / open incidents counted by kind, severity and rung',
        responses: {
          200: jsonAnswer('计数 / counts', incidentSummary),
          403: { description: 'A shared screen that asks by grid or group (not_allowed)' },
          404: { description: 'Neither the current edition nor any incident has this area (area_not_found)' },
        },
      }),
      validate('query', incidentSummaryQuery),
      async (c) => c.json(await incidents.summarize(c.get('scope'), c.req.valid('query').area), 200),
    )
    .get(
      '/containment',
      describeRoute({
        tags,
        summary: '办结在哪一级：微事不出格、小事不出村、大事不出乡、矛盾不上交 / at which rung incidents were settled',
        description:
          '已办结（closed）事件按办结层级的数量与占比，每一项附列表条件；用于判断哪里需要支持，不用于排名。/ Counts and shares with the filter that lists them; tells where support is wanted, and ranks nobody.',
        responses: {
          200: jsonAnswer('数量与占比 / counts and shares', containmentAnswer),
          403: { description: 'A shared screen that asks by grid or group (not_allowed)' },
          404: { description: 'Neither the current edition nor any incident has this area (area_not_found)' },
        },
      }),
      validate('query', containmentQuery),
      async (c) => c.json(await incidents.contain(c.get('scope'), c.req.valid('query')), 200),
    )
    .get(
      '/:id',
      describeRoute({
        tags,
        summary: '一个事件及其经过 / one incident with its timeline',
        responses: {
          200: jsonAnswer('事件 / the incident', z.union([incidentDetail, sharedIncidentDetail])),
          404: { description: 'No such incident (not_found)' },
        },
      }),
      validate('param', incidentParams),
      async (c) => c.json((await incidents.find(c.get('scope'), c.req.valid('param').id)) as IncidentDetail, 200),
    )
