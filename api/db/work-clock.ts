import { deadlineExceeded } from './database-errors.ts'

/** The deadline of one piece of work. */
export type WorkClock = {
  readonly deadlineMs: number
  readonly isOver: boolean
  leftMs(): number
  /** `promise`, or a rejection when the deadline comes first. A later rejection of `promise` is nobody's any more. */
  race<Result>(promise: Promise<Result>): Promise<Result>
  /** To be called at the end of the work, however it ended: handles of it are dead from then on. */
  stop(): void
}

export function startClock(deadlineMs: number): WorkClock {
  const endsAt = performance.now() + deadlineMs
  let isOver = false
  let onExpire: (() => void) | null = null
  const timer = setTimeout(() => {
    isOver = true
    onExpire?.()
  }, deadlineMs)
  const expired = new Promise<never>((_, reject) => {
    onExpire = () => reject(deadlineExceeded(deadlineMs))
  })
  expired.catch(() => {})
  return {
    deadlineMs,
    get isOver() {
      return isOver
    },
    leftMs: () => Math.max(0, endsAt - performance.now()),
    race(promise) {
      promise.catch(() => {})
      return Promise.race([promise, expired])
    },
    stop() {
      isOver = true
      clearTimeout(timer)
    },
  }
}
