import type { Connection } from '#web/api-client/connection.ts'

/** Older than this is not live any more: the screen asks every three seconds. */
const liveMs = 10_000

/** How the marks of a wall were last read. `readAt`: 0 where they never were. */
export type MarksRead = { hasFailed: boolean; readAt: number }

/** How old what a wall shows is: as old as the oldest of it that cannot be read any more. Pure. */
export function findWallAge(
  { state, lastAnswerAt }: Connection,
  marks: MarksRead,
  isFollowing: boolean,
  nowMs: number,
): { isLive: boolean; ageMs: number; state: Connection['state'] } {
  const answeredAt = lastAnswerAt ?? nowMs
  const shownAt = marks.hasFailed && marks.readAt > 0 ? Math.min(marks.readAt, answeredAt) : answeredAt
  const ageMs = Math.max(0, nowMs - shownAt)
  const isLive = state === 'online' && ageMs < liveMs && isFollowing && !marks.hasFailed
  return { isLive, ageMs, state: state === 'online' && !isLive ? 'degraded' : state }
}
