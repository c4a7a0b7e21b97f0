import { Hono } from 'hono'
import type { Metrics } from '#api/platform/http/metrics.ts'
import type { AppEnv } from '#api/platform/http/request-context.ts'
import { sendVectorTile } from './send-tile.ts'
import { parseTileAddress } from './tile-address.ts'
import { tileHandler } from './tile-route.ts'
import { tileZooms } from './tiles.contract.ts'
import type { TilesService } from './tiles.service.ts'

const route = {
  kind: 'edition',
  summary: '网格底图矢量瓦片 / Vector tile of an edition of the coverage',
  zooms: tileZooms,
  contentType: 'application/vnd.mapbox-vector-tile',
} as const

/** Tiles of the coverage. No request id, no log line, no session: they are counted, and failures logged by the app. */
export const tilesRoutes = (tiles: TilesService, metrics: Metrics) =>
  new Hono<AppEnv>().get(
    '/tiles/:edition/:z/:x/:y',
    tileHandler(route, metrics, (c, path) => sendVectorTile(c, tiles, parseTileAddress(path, tileZooms, 'edition'))),
  )
