import { z } from 'zod'
import { incidentItem } from '#api/operations/incidents/incidents.contract.ts'
import { whistleItem, whistleReasons, whistleSteps } from '#api/operations/whistles/whistles.contract.ts'

/** Numbers above this are none that a database has given. */
const markSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const news = {
  /** Somebody else has done something about it since the account has seen it. */
  isUnread: z.boolean(),
  /** How far its history goes in this answer: what is sent back to say that this much was seen. */
  mark: markSchema,
}

export const workItem = incidentItem.extend(news)
export type WorkItem = z.infer<typeof workItem>

/** A call to the department of the account, with its own clock. */
export const calledItem = z.object({
  whistleId: z.string(),
  incident: whistleItem.shape.incident,
  reason: z.enum(whistleReasons),
  calledAt: z.string(),
  /** What is expected next, and until when. */
  step: z.enum(whistleSteps),
  dueAt: z.string(),
  isOverdue: z.boolean(),
  ...news,
})
export type CalledItem = z.infer<typeof calledItem>

/** `items` are the most urgent first, at most 200; the numbers count beyond them. */
const sectionOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.number().int(), unread: z.number().int() })

/** What waits for whoever asks. An incident may stand in two sections; `total` and `unread` count it once. */
export const myWorkAnswer = z.object({
  /** To a role the account holds, or to its department. */
  assigned: sectionOf(workItem),
  called: sectionOf(calledItem),
  /** Past its time limit at a rung and in an area the account answers for. */
  overdue: sectionOf(workItem),
  total: z.number().int(),
  unread: z.number().int(),
})
export type MyWork = z.infer<typeof myWorkAnswer>

/** `POST /api/my-work/seen`: each up to the `mark` it was shown with. Said again, or with less, it changes nothing. */
export const seenBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        incidentId: z.guid('应为事件编号 (UUID) / the id of an incident is a UUID'),
        mark: markSchema,
      }),
    )
    .min(1)
    .max(600),
})
export type SeenBody = z.infer<typeof seenBody>
