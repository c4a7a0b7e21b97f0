import { longestReplayMs, replayStepMs } from '#api/operations/incidents/incident-replay.contract.ts'

/** The time one looks back at, in milliseconds. */
export type ReplaySpan = { fromMs: number; toMs: number }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Of the last 24 hours the end moves on by so much at a time: the bars need no newer one. */
const livePaceMs = 5 * minuteMs
/** A tab that nobody looks at gets no frames: what it missed is not made up for in one jump. */
const longestFrameMs = 2_000

/** From `sinceMs` on, or the last 24 hours without; never beyond now. Pure. */
export function spanOf(sinceMs: number | null, nowMs: number): ReplaySpan {
  const endMs = Math.floor(nowMs / livePaceMs) * livePaceMs
  const fromMs = sinceMs ?? endMs - longestReplayMs
  return { fromMs, toMs: Math.max(Math.min(fromMs + longestReplayMs, endMs), Math.min(fromMs + minuteMs, nowMs)) }
}

/** The latest beginning of hours that are worth looking back at: a quarter of an hour of them is over. Pure. */
export const latestBegin = (nowMs: number): number => Math.floor(nowMs / livePaceMs) * livePaceMs - replayStepMs

/** An instant within a time. Pure. */
export const keepWithin = (instantMs: number, { fromMs, toMs }: ReplaySpan): number =>
  Math.min(Math.max(instantMs, fromMs), toMs)

/** Where the clock is a frame later. Pure. */
export const advance = (atMs: number, frameMs: number, speed: number, span: ReplaySpan): number =>
  keepWithin(atMs + Math.min(Math.max(frameMs, 0), longestFrameMs) * speed, span)

/** Where a key brings the clock: a quarter of an hour by the arrows, an hour with Page Up and Down; null for any other key. Pure. */
export function stepByKey(key: string, atMs: number, span: ReplaySpan): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -15 * minuteMs,
    ArrowDown: -15 * minuteMs,
    ArrowRight: 15 * minuteMs,
    ArrowUp: 15 * minuteMs,
    PageDown: -hourMs,
    PageUp: hourMs,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }
  const step = steps[key]
  return step === undefined ? null : keepWithin(atMs + step, span)
}

/** Nearer to an end, the words of an hour would stand beside the strip. */
const edgeShare = 0.025

/** Full hours at which a line stands, at most `most` of them and none at the very ends; hours of the computer's own day. Pure but for its zone. */
export function listTicks({ fromMs, toMs }: ReplaySpan, most: number): number[] {
  const paces = [1, 2, 3, 6, 12, 24]
  const hours = (toMs - fromMs) / hourMs
  const pace = paces.find((each) => hours / each <= most) ?? 24
  const edgeMs = (toMs - fromMs) * edgeShare
  const [firstMs, lastMs] = [fromMs + edgeMs, toMs - edgeMs]
  const first = new Date(fromMs)
  first.setMinutes(0, 0, 0)
  const ticks: number[] = []
  for (let tickMs = first.getTime(); tickMs <= toMs; tickMs += hourMs)
    if (tickMs >= firstMs && tickMs <= lastMs && new Date(tickMs).getHours() % pace === 0) ticks.push(tickMs)
  return ticks
}
