import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** What is known of a photo; the photo is a file (`photo-store.ts`). */
export const incidentPhotos = pgTable('incident_photos', {
  id: uuid().primaryKey(),
  incidentId: uuid('incident_id').notNull(),
  sha256: text().notNull(),
  bytes: integer().notNull(),
  width: integer().notNull(),
  height: integer().notNull(),
  thumbnailSha256: text('thumbnail_sha256').notNull(),
  thumbnailBytes: integer('thumbnail_bytes').notNull(),
  uploadedAt: timestamp('uploaded_at', { withTimezone: true }).notNull().defaultNow(),
  uploadedBy: text('uploaded_by').notNull(),
  removedAt: timestamp('removed_at', { withTimezone: true }),
})
