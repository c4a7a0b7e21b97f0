import type { Context } from 'hono'
import { type DescribeRouteOptions, uniqueSymbol } from 'hono-openapi'
import type { Metrics, TileKind } from '#api/platform/http/metrics.ts'
import { statusOfError } from '#api/platform/http/problem.ts'
import type { AppEnv } from '#api/platform/http/request-context.ts'

type TileRoute = {
  kind: TileKind
  summary: string
  zooms: { min: number; max: number }
  contentType: string
}

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
const describeTileRoute = ({ kind, summary, zooms, contentType }: TileRoute): DescribeRouteOptions => ({
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
})

/** The parts of a tile's path, as they were written. */
export type TilePath = Record<'version' | 'z' | 'x' | 'y', string>

/** The one handler of a tile route. Counts its answers by status, which is all that is kept of them. */
export function tileHandler(
  route: TileRoute,
  metrics: Metrics,
  answer: (c: Context<AppEnv>, path: TilePath) => Promise<Response>,
) {
  const { kind } = route
  const handler = async (c: Context<AppEnv>): Promise<Response> => {
    try {
      const [, , version = '', z = '', x = '', y = ''] = c.req.path.split('/')
      const response = await answer(c, { version, z, x, y })
      metrics.countTile(kind, response.status)
      return response
    } catch (error) {
      metrics.countTile(kind, statusOfError(error))
      throw error
    }
  }
  return Object.assign(handler, { [uniqueSymbol]: { spec: describeTileRoute(route) } })
}
