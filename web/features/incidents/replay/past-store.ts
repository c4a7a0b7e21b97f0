import { create } from 'zustand'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { isTextField } from '#web/lib/is-text-field.ts'
import type { ReplaySpeed, ReplayView } from '#web/shared/url-state.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { advance, keepWithin, type ReplaySpan } from './replay-clock.ts'

type PastState = {
  isPlaying: boolean
  /** Where the clock is while it moves, by itself or under a hand; null where it stands where the address says. */
  movedMs: number | null
  /** What the next look back is played with. */
  speed: ReplaySpeed
  /** What was open at that instant and the filters let through; null until it is known. */
  standing: readonly Incident[] | null
  /** What has happened since one looks back. */
  freshIds: ReadonlySet<string>
  /** The hand of the strip is to have the focus as soon as it is there. */
  wantsHand: boolean
}

const start: PastState = {
  isPlaying: false,
  movedMs: null,
  speed: 60,
  standing: null,
  freshIds: new Set(),
  wantsHand: false,
}

/** The moving part of a look back; where it rests is in the address. */
export const usePast = create<PastState>(() => start)

export const forgetPast = (): void => usePast.setState(start)

/** The instant on the map, null for now. */
export function readInstant(): number | null {
  const { replay } = useView.getState()
  return replay && (usePast.getState().movedMs ?? replay.atMs)
}

/** The same for a component. */
export function useInstant(): number | null {
  const restMs = useView((view) => view.replay?.atMs ?? null)
  const movedMs = usePast((state) => state.movedMs)
  return restMs === null ? null : (movedMs ?? restMs)
}

let isOwnChange = false

function changeReplay(replay: ReplayView | null, mode: 'push' | 'replace'): void {
  isOwnChange = true
  changeView({ replay }, mode)
  isOwnChange = false
}

/** As the address tells them: to the second. */
const isSame = (a: ReplayView | null, b: ReplayView | null): boolean =>
  a === null || b === null
    ? a === b
    : Math.floor(a.atMs / 1000) === Math.floor(b.atMs / 1000) &&
      Math.floor(a.sinceMs / 1000) === Math.floor(b.sinceMs / 1000)

// "back" and "forward" bring another instant than the one that is moved, or none
useView.subscribe(({ replay }, before) => {
  if (isOwnChange || isSame(replay, before.replay)) return
  usePast.setState({ isPlaying: false, movedMs: null, ...(replay === null && { freshIds: new Set() }) })
})

const rest = (atMs: number, sinceMs: number): void => {
  const speed = useView.getState().replay?.speed ?? usePast.getState().speed
  usePast.setState({ movedMs: null })
  changeReplay({ atMs, sinceMs, speed }, useView.getState().replay ? 'replace' : 'push')
}

/** Puts the clock to an instant; the first time that leaves the present. */
export function moveTo(instantMs: number, span: ReplaySpan): void {
  usePast.setState({ isPlaying: false })
  rest(keepWithin(instantMs, span), span.fromMs)
}

/** The same while it is still being moved: the address waits until it is let go. */
export function dragTo(instantMs: number, span: ReplaySpan): void {
  if (useView.getState().replay === null) rest(keepWithin(instantMs, span), span.fromMs)
  usePast.setState({ isPlaying: false, movedMs: keepWithin(instantMs, span) })
}

/** Lets go of the clock where it is, for the address to hold it. */
export function settle(): void {
  const { replay } = useView.getState()
  const { movedMs } = usePast.getState()
  usePast.setState({ isPlaying: false })
  if (replay && movedMs !== null) rest(Math.round(movedMs), replay.sinceMs)
}

/** Plays from where the clock is; from the beginning where that is the end, or now. */
export function play(span: ReplaySpan): void {
  const atMs = readInstant()
  if (atMs === null || atMs >= span.toMs) rest(span.fromMs, span.fromMs)
  usePast.setState({ isPlaying: true })
}

export function chooseSpeed(speed: ReplaySpeed): void {
  usePast.setState({ speed })
  const { replay } = useView.getState()
  if (replay) changeReplay({ ...replay, atMs: Math.round(readInstant() ?? replay.atMs), speed }, 'replace')
}

/** One frame of playing. Stops at the end. */
export function playFrame(frameMs: number, span: ReplaySpan): void {
  const { replay } = useView.getState()
  const atMs = readInstant()
  if (replay === null || atMs === null) {
    usePast.setState({ isPlaying: false })
    return
  }
  const nextMs = advance(atMs, frameMs, replay.speed, span)
  usePast.setState({ movedMs: nextMs })
  if (nextMs >= span.toMs) settle()
}

export function returnToNow(): void {
  usePast.setState({ ...start, speed: usePast.getState().speed })
  changeReplay(null, 'push')
}

/** Back to now where one looks back; whether one did. */
export function leavePast(): boolean {
  const isPast = useView.getState().replay !== null
  if (isPast) returnToNow()
  return isPast
}

/** Opens the strip and gives its hand the focus; leads back to now where one looks back already. */
export function reachForHand(): void {
  if (leavePast()) return
  changeView({ isStripOpen: true })
  usePast.setState({ wantsHand: true })
}

/** Whether the hand takes the focus now: said once, and not where somebody types by then. */
export function takeHand(focused: Element | null): boolean {
  const { wantsHand } = usePast.getState()
  forgetHand()
  return wantsHand && !isTextField(focused)
}

export const forgetHand = (): void => usePast.setState({ wantsHand: false })

export const noteFresh = (id: string): void =>
  usePast.setState(({ freshIds }) => ({ freshIds: new Set([...freshIds, id]) }))

/** An incident as it stood at the instant on the map. */
export const findPastIncident = (id: string): Incident | undefined =>
  usePast.getState().standing?.find((incident) => incident.id === id)
