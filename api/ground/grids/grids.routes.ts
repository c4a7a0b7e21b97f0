import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { geoJsonResponse, prefersType, wantsGeoJson } from '#api/platform/http/list.ts'
import { sendReadyBody } from '#api/platform/http/ready-body.ts'
import { gridCodeSchema, type ListOf } from '#api/platform/http/shared.contract.ts'
import { validate } from '#api/platform/http/validate.ts'
import {
  type GridDetail,
  type GridItem,
  gridDetail,
  gridQuery,
  gridsAnswer,
  gridsQuery,
  metricJson,
  metricSchema,
  sharedGridDetail,
  sharedGridsAnswer,
} from './grids.contract.ts'
import type { GridsService } from './grids.service.ts'

export const gridsRoutes = (grids: GridsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags: ['grids'],
        summary: '网格列表，可按区域与范围 / Grids of an area or box, paged; all with polygons as GeoJSON',
        responses: {
          200: {
            description: 'A page of grids, or all matches as GeoJSON',
            content: {
              'application/json': { schema: resolver(z.union([gridsAnswer, sharedGridsAnswer])) },
              'application/geo+json': { schema: { type: 'object', description: 'A FeatureCollection' } },
            },
          },
          404: { description: 'The current edition has no such area (area_not_found)' },
          422: { description: 'More than 20,000 matches as GeoJSON (too_many_features)' },
        },
      }),
      validate('query', gridsQuery),
      async (c) => {
        const query = c.req.valid('query')
        c.header('Vary', 'Accept')
        c.header('Cache-Control', 'no-cache')
        // The typed client asks for JSON and gets the page below; GeoJSON is for other programs and exports.
        if (wantsGeoJson(c)) return geoJsonResponse(c, await grids.listFeatures(c.get('scope'), query)) as never
        // A shared screen gets the other form (`shared-screen.contract.ts`), and has a page of its own.
        return c.json((await grids.list(c.get('scope'), query)) as ListOf<GridItem>, 200)
      },
    )
    .get(
      '/metrics/:metric',
      describeRoute({
        tags: ['grids'],
        summary: '所有网格的一个指标 / One metric of every grid, binary or JSON by Accept',
        responses: {
          200: {
            description:
              'Binary: header length (u32, little-endian), header JSON {metric, resolution, edition, at, count, scale, offset, noData}, delta-coded ids (LEB128 varint), u16 values; value = offset + scale × u16',
            content: {
              'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
              'application/json': { schema: resolver(metricJson) },
            },
          },
          304: { description: 'Not modified' },
        },
      }),
      validate('param', z.object({ metric: metricSchema })),
      async (c) => {
        const { binary, json } = await grids.metric(c.get('scope'), c.req.valid('param').metric)
        return sendReadyBody(c, prefersType(c, 'application/json') ? json : binary)
      },
    )
    .get(
      '/:code',
      describeRoute({
        tags: ['grids'],
        summary: '一个网格，可指定时刻 / One grid as it was valid at an instant, now without one',
        responses: {
          200: jsonAnswer('The grid', z.union([gridDetail, sharedGridDetail])),
          404: { description: 'Not in that edition (not_found), or no edition then (no_edition)' },
        },
      }),
      validate('param', z.object({ code: gridCodeSchema })),
      validate('query', gridQuery),
      async (c) => {
        const { at } = c.req.valid('query')
        c.header('Cache-Control', 'no-cache')
        const { code } = c.req.valid('param')
        const grid = await grids.find(c.get('scope'), code, at === undefined ? undefined : new Date(at))
        return c.json(grid as GridDetail, 200)
      },
    )
