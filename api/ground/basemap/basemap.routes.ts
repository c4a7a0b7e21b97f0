import { Hono } from 'hono'
import { sendImageTile, sendVectorTile } from '#api/ground/tiles/send-tile.ts'
import { parseTileAddress } from '#api/ground/tiles/tile-address.ts'
import { tileHandler } from '#api/ground/tiles/tile-route.ts'
import { terrainZooms, tileZooms } from '#api/ground/tiles/tiles.contract.ts'
import type { Metrics } from '#api/platform/http/metrics.ts'
import type { AppEnv } from '#api/platform/http/request-context.ts'
import type { BasemapService } from './basemap.service.ts'

const basemapRoute = {
  kind: 'basemap',
  summary: '基础底图矢量瓦片：水系、道路、地名、相邻县 / Vector tile of water, roads, places and neighbours',
  zooms: tileZooms,
  contentType: 'application/vnd.mapbox-vector-tile',
} as const

const terrainRoute = {
  kind: 'terrain',
  summary: '地形瓦片：Terrarium 编码的无损 WebP / Terrain tile: lossless WebP in Terrarium encoding',
  zooms: terrainZooms,
  contentType: 'image/webp',
} as const

/** What lies under the grids: vector tiles and terrain. As short a path as the tiles of the coverage. */
export const basemapRoutes = (basemap: BasemapService, metrics: Metrics) =>
  new Hono<AppEnv>()
    .get(
      '/basemap/:version/:z/:x/:y',
      tileHandler(basemapRoute, metrics, (c, path) =>
        sendVectorTile(c, basemap.tiles, parseTileAddress(path, tileZooms, 'basemap')),
      ),
    )
    .get(
      '/terrain/:version/:z/:x/:y',
      tileHandler(terrainRoute, metrics, (c, path) => {
        // Without its ending it is as wrong as a letter. The ending is not in the pattern: the OpenAPI path would be
        // that pattern.
        const row = /^(.*)\.webp$/.exec(path.y)?.[1] ?? ''
        const address = parseTileAddress({ ...path, y: row }, terrainZooms, 'terrain')
        return sendImageTile(c, basemap.terrain, address)
      }),
    )
