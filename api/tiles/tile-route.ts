import { createMiddleware } from 'hono/factory'
import { type DescribeRouteOptions, describeRoute } from 'hono-openapi'
import type { Metrics } from '#api/http/metrics.ts'

type TileRoute = {
  kind: 'edition' | 'basemap' | 'terrain'
  summary: string
  zooms: { min: number; max: number }
  contentType: string
}

/** Counts a tile route's answers by status: all that is kept of them. */
export const countTiles = (metrics: Metrics, kind: TileRoute['kind']) =>
  createMiddleware(async (c, next) => {
    await next()
    metrics.tiles.inc({ kind, status: c.res.status })
  })

const integerParameter = (name: string, minimum: number, maximum?: number) => ({
  in: 'path' as const,
  name,
  required: true,
  schema: { type: 'integer' as const, minimum, maximum },
})

const webpParameter = {
  in: 'path' as const,
  name: 'y',
  required: true,
  schema: { type: 'string' as const, pattern: '^\\d+\\.webp$' },
}

/** The OpenAPI entry of a tile route. Its parameters are read by hand (`parseTileAddress`), so they are told here. */
export const describeTileRoute = ({ kind, summary, zooms, contentType }: TileRoute) =>
  describeRoute({
    summary,
    tags: ['tiles'],
    parameters: [
      integerParameter(kind === 'edition' ? 'edition' : 'version', 1),
      integerParameter('z', zooms.min, zooms.max),
      integerParameter('x', 0),
      kind === 'terrain' ? webpParameter : integerParameter('y', 0),
    ],
    responses: {
      200: {
        description: '瓦片，永久缓存 / The tile, to be cached for ever',
        content: { [contentType]: { schema: { type: 'string', format: 'binary' } } },
      },
      204: { description: '空瓦片 / Nothing is in this tile' },
      304: { description: '未改变 / Not modified' },
      400: { description: '地址有误 / No such z, x or y' },
      404: { description: '没有这个版本 / No such edition or version' },
    },
  } satisfies DescribeRouteOptions)
