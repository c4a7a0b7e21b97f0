import { sql } from 'drizzle-orm'
import type { Handle } from '#api/platform/db/client.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

export type PlaceRow = {
  name: string
  pinyin: string
  kind: string
  rank: number
  code: string | null
  center: LngLat
}

/** Version of the basemap whose places are current, null without one. */
export async function findPlacesVersion(handle: Handle): Promise<number | null> {
  const [row] = await handle.rows<{ version: number }>(
    sql`SELECT version FROM basemaps WHERE kind = 'basemap' AND is_current`,
  )
  return row?.version ?? null
}

/** Every named place of a basemap. */
export async function listPlaces(handle: Handle, version: number): Promise<PlaceRow[]> {
  const rows = await handle.rows<Omit<PlaceRow, 'center'> & { lng: number; lat: number }>(
    sql`SELECT name, pinyin, kind, rank, code, ST_X(location) AS lng, ST_Y(location) AS lat
        FROM places WHERE version = ${version}::integer ORDER BY id`,
  )
  return rows.map(({ lng, lat, ...row }) => ({ ...row, center: [lng, lat] }))
}
