import { z } from 'zod'
import { areaCodeSchema, listQuery, lngLatSchema, scopedListOf, wordList } from '#api/platform/http/shared.contract.ts'
import { hidden, hiddenField } from '#api/platform/http/shared-screen.contract.ts'

export const patrolStates = ['scheduled', 'ready', 'overdue', 'under_way', 'done', 'cancelled'] as const

export const patrolStop = z.object({
  position: z.number().int(),
  gridCode: z.string(),
  gridName: z.string(),
  lngLat: lngLatSchema,
  purpose: z.enum(['grid', 'hazard']),
  visitedAt: z.string().nullable(),
})
export const patrolItem = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(patrolStates),
  villageCode: z.string(),
  villageName: z.string(),
  townshipName: z.string(),
  plannedStartAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  changedAt: z.string(),
  version: z.number().int(),
  /** The planned round along roads between the stops, for drawing. Nobody's track. */
  line: z.array(lngLatSchema),
  stops: z.array(patrolStop),
})
export type Patrol = z.infer<typeof patrolItem>
/** A patrol for a shared screen: its name is text that somebody has typed. */
export const sharedPatrolItem = patrolItem.extend({ name: hiddenField, hidden })
export type SharedPatrol = z.infer<typeof sharedPatrolItem>
export type PatrolStop = z.infer<typeof patrolStop>

export const patrolParams = z.object({ id: z.guid('应为巡查编号 (UUID) / the id of a patrol is a UUID') })

/** `state` takes one word or several with commas. `area` of a grid or a group: the patrols that stop there. */
export const patrolsQuery = listQuery.extend({
  state: wordList(patrolStates).optional(),
  area: areaCodeSchema.optional(),
})
export const patrolsAnswer = scopedListOf(patrolItem)
export const sharedPatrolsAnswer = scopedListOf(sharedPatrolItem)
