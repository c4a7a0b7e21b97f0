import { z } from 'zod'
import {
  basemapTileLayers,
  editionTileLayers,
  terrainTileSize,
  terrainZooms,
  tileZooms,
} from '#api/ground/tiles/tiles.contract.ts'
import type { Database, Handle } from '#api/platform/db/client.ts'
import { readPage } from '#api/platform/http/list.ts'
import type { Bbox, ListOf } from '#api/platform/http/shared.contract.ts'
import { demoAttributions, demoBasemapAttributions } from './demo-attributions.ts'
import type { CurrentEdition, EditionItem, editionsQuery } from './editions.contract.ts'
import {
  type BasemapRow,
  countEditions,
  type EditionRow,
  hasDemoOperations,
  listCurrentBasemaps,
  listEditions,
} from './editions.repo.ts'
import type { EditionsService } from './editions.service.ts'

const editionCursor = z.tuple([z.number().int()])

/** How long what lies under and over the grids may be remembered. */
const surroundingsMs = 2_000

/** Describes editions to clients. */
export type EditionCatalogue = {
  /** The current edition with everything a map needs to start. Throws 404 `no_edition`. */
  describeCurrent(): Promise<CurrentEdition>
  /** A page of all published ones, newest first. */
  list(query: z.infer<typeof editionsQuery>): Promise<ListOf<EditionItem>>
}

export function createEditionCatalogue(deps: { editions: EditionsService; database: Database }): EditionCatalogue {
  const { editions, database } = deps
  let remembered: { at: number; rows: Promise<{ basemaps: BasemapRow[]; hasDemo: boolean }> } | undefined
  const readSurroundings = () => {
    if (!remembered || performance.now() - remembered.at > surroundingsMs) {
      const rows = database.read(async (handle) => ({
        basemaps: await listCurrentBasemaps(handle),
        hasDemo: await hasDemoOperations(handle),
      }))
      const mine = { at: performance.now(), rows }
      remembered = mine
      rows.catch(() => {
        if (remembered === mine) remembered = undefined
      })
    }
    return remembered.rows
  }
  return {
    async describeCurrent() {
      const edition = await editions.current()
      const { basemaps, hasDemo } = await readSurroundings()
      const basemap = basemaps.find(({ kind }) => kind === 'basemap')
      const terrain = basemaps.find(({ kind }) => kind === 'terrain')
      const hasDemoBasemap = basemaps.some(({ isDemo }) => isDemo)
      const ofDemo = edition.isDemo ? demoAttributions : hasDemoBasemap ? demoBasemapAttributions : []
      const attributions = [...ofDemo, ...basemaps.flatMap((row) => row.attributions)]
      return {
        number: edition.number,
        effectiveFrom: edition.effectiveFrom,
        bounds: edition.bounds,
        tiles: `/tiles/${edition.number}/{z}/{x}/{y}`,
        layers: Object.keys(editionTileLayers),
        county: { code: edition.countyCode, name: edition.areas.get(edition.countyCode)?.name ?? edition.countyCode },
        gridCount: edition.grids.size,
        basemap: basemap
          ? {
              tiles: `/basemap/${basemap.version}/{z}/{x}/{y}`,
              minzoom: tileZooms.min,
              maxzoom: tileZooms.max,
              layers: Object.keys(basemapTileLayers),
            }
          : null,
        terrain: terrain
          ? {
              tiles: `/terrain/${terrain.version}/{z}/{x}/{y}.webp`,
              minzoom: terrainZooms.min,
              maxzoom: terrainZooms.max,
              tileSize: terrainTileSize,
              encoding: 'terrarium',
              bounds: boundsOf(terrain),
            }
          : null,
        demo: edition.isDemo || hasDemo || hasDemoBasemap,
        attributions: [...new Map(attributions.map((attribution) => [attribution.zh, attribution])).values()],
      }
    },
    async list({ limit, cursor, since }) {
      const page = await readPage<EditionRow, [number], Handle>(
        database.read,
        {
          count: (handle) => countEditions(handle, since),
          read: async (handle, { limit, after }) => {
            const rows = await listEditions(handle, { limit, before: after?.[0], since })
            return rows.map((row) => ({ row, keys: [row.number] }))
          },
        },
        { limit, cursor, keys: editionCursor },
      )
      return { ...page, items: page.items.map(describeEdition) }
    },
  }
}

const boundsOf = ({ west, south, east, north }: BasemapRow): Bbox => [west, south, east, north]

const describeEdition = (row: EditionRow): EditionItem => ({
  number: row.number,
  state: row.to === null ? 'current' : 'former',
  effectiveFrom: new Date(row.from).toISOString(),
  effectiveTo: row.to === null ? null : new Date(row.to).toISOString(),
  madeBy: row.madeBy,
  gridCount: row.gridCount,
  demo: row.isDemo,
})
