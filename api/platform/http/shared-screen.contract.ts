import { z } from 'zod'
import { levelOfCode } from './shared.contract.ts'

/*
 * A shared screen (a wall) stands where anybody reads it. What it is sent:
 *
 * - No count of people of anything smaller than a village, whether it is under 10 or not. Were only the small ones left out,
 *   a village less its other grids would give them back, and so would two areas that differ by one grid. What is sent is
 *   made of figures of whole villages alone, so nothing that is done with it gives more than those.
 * - No free text: neither titles nor notes nor names that people have typed.
 * - A dispute or a request stands at the seat of its village: at its own place it would be somebody's door, and the cases of
 *   a grid could be counted. Hazards and emergencies are a danger at a place, and stand where they are: who looks at the
 *   screen has to see where not to go, and whom to send there.
 * - It asks for incidents by nothing smaller than a village, and no incident, of whatever kind, names a grid: an emergency may
 *   be in somebody's home, and the codes of hazards would be counts of one or two a grid, which stand on no shared screen
 *   (design.md, section 7). Somebody may still lay the marks of hazards over the borders of grids and count; he learns where
 *   dangers are, which is what they are shown for, and nothing of persons.
 *
 * Fields that are hidden are null, and `hidden: true` says why.
 */

const hiddenField = z.null().describe('公共屏幕上不显示 / not shown on a shared screen')
/** In every object with fields that are null because a shared screen asked. */
const hidden = z.literal(true).describe('为公共屏幕隐去了为空的字段 / fields are null because a shared screen asked')

/** Instead of the counts of a grid or a group. */
export const hiddenCounts = {
  population: hiddenField,
  households: hiddenField,
  needHelp: hiddenField,
  workersFull: hiddenField,
  workersPart: hiddenField,
  hidden,
}
export { hidden, hiddenField }

type HiddenCount = Exclude<keyof typeof hiddenCounts, 'hidden'>
export type WithHiddenCounts<Item> = Omit<Item, HiddenCount> & { [Field in HiddenCount & keyof Item]: null } & {
  hidden: true
}

/** The same without a count of people. Pure. */
export function hideCounts<Item extends object>(item: Item): WithHiddenCounts<Item> {
  const counts = Object.fromEntries(
    Object.keys(hiddenCounts)
      .filter((field) => field in item)
      .map((field) => [field, null]),
  )
  return { ...item, ...counts, hidden: true } as WithHiddenCounts<Item>
}

/** Whether an area is too small for its counts to stand on a shared screen. Pure. */
export function isBelowVillage(code: string): boolean {
  const level = levelOfCode(code)
  return level === 'group' || level === 'grid'
}
