import { boolean, date, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/platform/db/geometry-column.ts'
import type { patrolStates } from './patrols.contract.ts'

export const patrols = pgTable('patrols', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  state: text().notNull().$type<(typeof patrolStates)[number]>(),
  villageCode: text('village_code').notNull(),
  plannedStartAt: timestamp('planned_start_at', { withTimezone: true }).notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  line: geometryColumn('line', 'LineString').notNull(),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  version: integer().notNull().default(1),
  isDemo: boolean('is_demo').notNull().default(false),
})

export const patrolStops = pgTable(
  'patrol_stops',
  {
    patrolId: uuid('patrol_id').notNull(),
    position: integer().notNull(),
    gridCode: text('grid_code').notNull(),
    location: geometryColumn('location', 'Point').notNull(),
    purpose: text().notNull().$type<'grid' | 'hazard'>(),
    visitedAt: timestamp('visited_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.patrolId, table.position] })],
)

/** Per grid and day: visited, about so many minutes. No paths of persons, ever. */
export const gridVisits = pgTable(
  'grid_visits',
  {
    gridCode: text('grid_code').notNull(),
    day: date().notNull(),
    minutes: integer().notNull(),
    isDemo: boolean('is_demo').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.gridCode, table.day] })],
)
