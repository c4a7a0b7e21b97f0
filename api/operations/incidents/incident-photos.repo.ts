import { sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { Handle, ScopedHandle, ScopedTransaction, Transaction } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import type { RenderedPhoto } from './render-photo.ts'

export type NewPhoto = RenderedPhoto & { id: string }

export async function insertPhoto(
  transaction: ScopedTransaction,
  incidentId: string,
  { id, picture, thumbnail }: NewPhoto,
): Promise<void> {
  await transaction.run(
    sql`INSERT INTO incident_photos (id, incident_id, sha256, bytes, width, height, thumbnail_sha256, thumbnail_bytes,
        uploaded_by)
      VALUES (${id}::uuid, ${incidentId}::uuid, ${picture.sha256}, ${picture.bytes.length}, ${picture.width},
        ${picture.height}, ${thumbnail.sha256}, ${thumbnail.bytes.length}, ${transaction.scope.actor.name})`,
    1,
  )
}

export const countPhotos = (transaction: ScopedTransaction, incidentId: string): Promise<number> =>
  countRows(transaction, sql`incident_photos WHERE incident_id = ${incidentId}::uuid AND removed_at IS NULL`)

/** Gives how many were there to remove. */
export const markPhotoRemoved = (transaction: ScopedTransaction, incidentId: string, id: string): Promise<number> =>
  transaction.run(
    sql`UPDATE incident_photos SET removed_at = now()
      WHERE id = ${id}::uuid AND incident_id = ${incidentId}::uuid AND removed_at IS NULL`,
  )

export type PhotoFiles = { number: string; sha256: string; thumbnailSha256: string }

/** A photo of an incident within reach. */
export async function findPhoto(handle: ScopedHandle, incidentId: string, id: string): Promise<PhotoFiles | undefined> {
  const [found] = await handle.rows<PhotoFiles>(
    sql`SELECT i.number, p.sha256, p.thumbnail_sha256 AS "thumbnailSha256"
      FROM incident_photos p JOIN incidents i ON i.id = p.incident_id
      WHERE p.id = ${id}::uuid AND i.id = ${incidentId}::uuid AND p.removed_at IS NULL
        AND ${withinScope(handle, sql`i.grid_code`)}`,
  )
  return found
}

/** Those of these ids that have a row, whoever may see it. */
export async function listKnownPhotos(handle: Handle, ids: readonly string[]): Promise<Set<string>> {
  const rows = await handle.rows<{ id: string }>(
    sql`SELECT id FROM incident_photos WHERE id = ANY(${`{${ids.join(',')}}`}::uuid[])`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** All photos of the county, removed ones too; none where the schema is older than they are. */
export async function listAllPhotos(handle: Handle): Promise<({ id: string } & Omit<PhotoFiles, 'number'>)[]> {
  const [table] = await handle.rows(sql`SELECT 1 WHERE to_regclass('incident_photos') IS NOT NULL`)
  if (!table) return []
  return handle.rows(sql`SELECT id, sha256, thumbnail_sha256 AS "thumbnailSha256" FROM incident_photos ORDER BY id`)
}

/** Forgets photos that were removed so long ago. Gives how many. */
export const forgetRemovedPhotos = (transaction: Transaction, days: number): Promise<number> =>
  transaction.run(sql`DELETE FROM incident_photos WHERE removed_at < now() - make_interval(days => ${days}::integer)`)
