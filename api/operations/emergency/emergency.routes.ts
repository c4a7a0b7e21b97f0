import { Hono, type MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { geoJsonResponse, wantsGeoJson } from '#api/platform/http/list.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { type Affected, affectedAnswer, affectedBody, sharedAffectedAnswer } from './emergency.contract.ts'
import type { EmergencyService } from './emergency.service.ts'
import { refuseManyVertices } from './read-area.ts'

/** Before the schema walks over it: 300,000 positions take it a tenth of a second, and as many wrong ones are more
 *  messages than it can carry. */
const limitVertices: MiddlewareHandler = async (c, next) => {
  // Not JSON: the validator says so.
  refuseManyVertices(await c.req.json().catch(() => null))
  return next()
}

/** `/api/emergency`. */
export const emergencyRoutes = (emergency: EmergencyService) =>
  new Hono<AccessEnv>().post(
    '/affected',
    describeRoute({
      tags: ['emergency'],
      summary: '范围内受影响人数 / people, households and grids an area or a circle touches',
      description:
        '给 `area`（Polygon 或 MultiPolygon），或 `center` 与 `radiusMeters`。`Accept: application/geo+json` gives the touched grids as polygons. A geometry that cannot be answered for is refused with 422 and the place. `outsideShare` says how much of the area lies outside the county.',
      responses: {
        200: {
          description: '受影响情况 / what is affected',
          content: {
            'application/json': { schema: resolver(z.union([affectedAnswer, sharedAffectedAnswer])) },
            'application/geo+json': { schema: { type: 'object', description: 'A FeatureCollection' } },
          },
        },
        413: { description: 'Above 2 MB (too_large)' },
        415: { description: 'A body that is not application/json (unsupported_media_type)' },
        422: { description: 'The geometry, with the place (geometry_refused)' },
      },
    }),
    requireJson,
    limitVertices,
    validate('json', affectedBody),
    async (c) => {
      const body = c.req.valid('json')
      const scope = c.get('scopeFor')('incidents.read')
      // `never`: the typed client asks for JSON only, and must not see the other answer in its types.
      if (wantsGeoJson(c)) return geoJsonResponse(c, await emergency.findAffectedFeatures(scope, body)) as never
      c.header('Vary', 'Accept')
      return c.json((await emergency.findAffected(scope, body)) as Affected, 200)
    },
  )
