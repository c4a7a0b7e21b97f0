import { setAlarm } from './alarm.ts'
import { createCutoff } from './cutoff.ts'
import { deadlineExceeded } from './database-errors.ts'

/** The deadline of one piece of work. */
export type WorkClock = {
  readonly deadlineMs: number
  readonly isOver: boolean
  leftMs(): number
  /** `promise`, or a rejection when the deadline comes first. A later rejection of `promise` is nobody's any more. */
  race<Result>(promise: PromiseLike<Result>): Promise<Result>
  /** To be called at the end of the work, however it ended: handles of it are dead from then on. */
  stop(): void
}

export function startClock(deadlineMs: number): WorkClock {
  const endsAt = performance.now() + deadlineMs
  const cutoff = createCutoff()
  let isOver = false
  const stopAlarm = setAlarm(deadlineMs, () => {
    isOver = true
    cutoff.cut(deadlineExceeded(deadlineMs))
  })
  return {
    deadlineMs,
    get isOver() {
      return isOver
    },
    leftMs: () => Math.max(0, endsAt - performance.now()),
    race: cutoff.race,
    stop() {
      isOver = true
      stopAlarm()
    },
  }
}
