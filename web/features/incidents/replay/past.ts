import {
  type ReplayAnswer,
  type ReplayItem,
  type ReplayLook,
  replayStepMs,
} from '#api/operations/incidents/incident-replay.contract.ts'
import { endedStates, type Incident } from '#api/operations/incidents/incidents.contract.ts'

/** A past time as it was answered, ready to be stepped through. */
export type Past = {
  answer: ReplayAnswer
  /** Of every change, in their order. */
  changeTimes: readonly number[]
  /** What was asked for it, but for its end. */
  asked: string
}

/** The same for hours that only go on. Pure. */
export const nameQuestion = (fromMs: number, area: string | null, text: string): string =>
  JSON.stringify([fromMs, area, text.trim()])

export const readPast = (answer: ReplayAnswer, asked: string): Past => ({
  answer,
  asked,
  changeTimes: answer.changes.map(({ at }) => Date.parse(at)),
})

/** How many changes had happened by an instant: while the number is the same, so is what stood. Pure. */
export function countChanges({ changeTimes }: Past, instantMs: number): number {
  let low = 0
  let high = changeTimes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changeTimes[middle] as number) <= instantMs) low = middle + 1
    else high = middle
  }
  return low
}

const isEnded = ({ state }: ReplayLook): boolean => endedStates.some((each) => each === state)

/** As a list shows it. When it is due and how often it was changed no history tells. */
const toIncident = ({ start: _, ...item }: ReplayItem, look: ReplayLook): Incident => ({
  ...item,
  ...look,
  dueAt: null,
  closedAt: null,
  changedAt: item.reportedAt,
  version: 0,
})

/** What was open once so many changes had happened, newest report first. Pure. */
export function listStanding({ answer }: Past, changes: number): Incident[] {
  const looks = new Map<string, ReplayLook>()
  for (const { id, at: _, ...look } of answer.changes.slice(0, changes)) looks.set(id, look)
  return answer.items.flatMap((item) => {
    const look = looks.get(item.id) ?? item.start
    return look === null || isEnded(look) ? [] : [toIncident(item, look)]
  })
}

/** The quarters of an hour as bars: how high each is of the highest, and which share of it are reports. Pure. */
export function listBars(quarters: ReplayAnswer['quarters']): { height: number; reported: number }[] {
  const highest = Math.max(1, ...quarters.map(({ steps, reported }) => Math.max(steps, reported)))
  return quarters.map(({ steps, reported }) => ({
    height: Math.max(steps, reported) / highest,
    reported: reported / highest,
  }))
}

/** Where a quarter of an hour begins, as a share of the whole time. Pure. */
export const shareOfQuarter = (quarter: number, spanMs: number): number => (quarter * replayStepMs) / spanMs
