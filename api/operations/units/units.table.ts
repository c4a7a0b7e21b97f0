import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { unitKinds } from './units.contract.ts'

export const units = pgTable('units', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  pinyin: text().notNull().default(''),
  kind: text().notNull().$type<(typeof unitKinds)[number]>(),
  areaCode: text('area_code').notNull(),
  isActive: boolean('is_active').notNull().default(true),
  version: integer().notNull().default(1),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  isDemo: boolean('is_demo').notNull().default(false),
})
