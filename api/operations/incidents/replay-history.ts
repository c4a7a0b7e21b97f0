import type { LngLat } from '#api/platform/http/shared.contract.ts'
import type { ReplayChange, ReplayLook } from './incident-replay.contract.ts'

/** An incident as it is now, and what the last line of its history before the time says of it, if there was one. */
export type ReplayRow = ReplayLook & {
  id: string
  before: Pick<ReplayLook, 'state' | 'rung'> | null
}
type Moved<Word> = { from: Word; to: Word }
/** A line of a history as far as it says how an incident looks: its severity and its grid only where they changed. */
export type ReplayLine = Pick<ReplayLook, 'state' | 'rung'> & {
  id: string
  /** ISO instant. */
  at: string
  severity: Moved<ReplayLook['severity']> | null
  place: Moved<string> | null
}
type Words = Pick<ReplayLook, 'severity' | 'gridCode' | 'lngLat'>

const isSame = (a: ReplayLook, b: ReplayLook): boolean =>
  a.state === b.state &&
  a.rung === b.rung &&
  a.severity === b.severity &&
  a.gridCode === b.gridCode &&
  a.lngLat[0] === b.lngLat[0] &&
  a.lngLat[1] === b.lngLat[1]

/** How incidents stood at the beginning of a time, and each change within it. A line says the state and the rung; severity and
 *  place are known as they are now, and are followed back through every change since, also those of after the time (`later`).
 *  Lines are in the order of their time. `seatOf` gives a place of a grid that the current edition has. Pure. */
export function followBack(
  rows: readonly ReplayRow[],
  lines: readonly ReplayLine[],
  later: readonly ReplayLine[],
  seatOf: (gridCode: string) => LngLat | undefined,
): { starts: Map<string, ReplayLook>; changes: ReplayChange[] } {
  const wordsNow = new Map<string, Words>(
    rows.map(({ id, severity, gridCode, lngLat }) => [id, { severity, gridCode, lngLat }]),
  )
  /** What was so once a line was written. */
  const wordsAfter = new Map<ReplayLine, Words>()
  for (const line of [...lines, ...later].reverse()) {
    const words = wordsNow.get(line.id)
    if (!words) continue
    wordsAfter.set(line, words)
    const { severity, place } = line
    const isElsewhere = place !== null && place.from !== place.to
    wordsNow.set(line.id, {
      severity: severity?.from ?? words.severity,
      gridCode: isElsewhere ? place.from : words.gridCode,
      lngLat: isElsewhere ? (seatOf(place.from) ?? words.lngLat) : words.lngLat,
    })
  }
  const starts = new Map<string, ReplayLook>()
  const looks = new Map<string, ReplayLook>()
  for (const { id, before } of rows)
    if (before) starts.set(id, { state: before.state, rung: before.rung, ...(wordsNow.get(id) as Words) })
  for (const [id, look] of starts) looks.set(id, look)
  const changes: ReplayChange[] = []
  for (const line of lines) {
    const words = wordsAfter.get(line)
    if (!words) continue
    const look = { state: line.state, rung: line.rung, ...words }
    const last = looks.get(line.id)
    if (last && isSame(last, look)) continue
    looks.set(line.id, look)
    changes.push({ id: line.id, at: line.at, ...look })
  }
  return { starts, changes }
}
