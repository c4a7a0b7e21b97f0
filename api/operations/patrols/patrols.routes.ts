import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { geoJsonResponse, wantsGeoJson } from '#api/platform/http/list.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { validate } from '#api/platform/http/validate.ts'
import {
  type Patrol,
  patrolItem,
  patrolParams,
  patrolsAnswer,
  patrolsQuery,
  sharedPatrolItem,
  sharedPatrolsAnswer,
} from './patrols.contract.ts'
import type { PatrolsService } from './patrols.service.ts'

const tags = ['patrols']

/** `/api/patrols`. */
export const patrolsRoutes = (patrols: PatrolsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '巡查列表 / patrols, latest planned start first',
        description:
          '`Accept: application/geo+json` gives all matches up to 20,000 as lines; above that 422. / GeoJSON 一次给出全部（至多 20,000 条）。',
        responses: {
          200: {
            description: '一页，或全部 GeoJSON / one page, or all matches as GeoJSON',
            content: {
              'application/json': { schema: resolver(z.union([patrolsAnswer, sharedPatrolsAnswer])) },
              'application/geo+json': { schema: { type: 'object', description: 'A FeatureCollection' } },
            },
          },
          404: { description: 'Neither the current edition nor any record has this area (area_not_found)' },
          422: { description: 'More than 20,000 matches as GeoJSON (too_many_features)' },
        },
      }),
      validate('query', patrolsQuery),
      async (c) => {
        const query = c.req.valid('query')
        // `never`: the typed client reads pages of JSON only, and must not see the other answer in its types.
        if (wantsGeoJson(c)) return geoJsonResponse(c, await patrols.listFeatures(c.get('scope'), query)) as never
        c.header('Vary', 'Accept')
        // A shared screen gets the other form (`shared-screen.contract.ts`), and has a page of its own.
        return c.json((await patrols.list(c.get('scope'), query)) as ScopedListOf<Patrol>, 200)
      },
    )
    .get(
      '/:id',
      describeRoute({
        tags,
        summary: '一次巡查 / one patrol with its stops',
        responses: {
          200: jsonAnswer('巡查 / the patrol', z.union([patrolItem, sharedPatrolItem])),
          404: { description: 'No such patrol (not_found)' },
        },
      }),
      validate('param', patrolParams),
      async (c) => c.json((await patrols.find(c.get('scope'), c.req.valid('param').id)) as Patrol, 200),
    )
