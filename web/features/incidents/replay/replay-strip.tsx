import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { describeError } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatClock, formatDateTime, formatTime } from '#web/lib/format-time.ts'
import { replaySpeeds } from '#web/shared/url-state.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { InstantField } from '#web/ui/instant-field.tsx'
import { listBars, type Past, shareOfQuarter } from './past.ts'
import { chooseSpeed, dragTo, moveTo, play, returnToNow, settle, takeHand, useInstant, usePast } from './past-store.ts'
import styles from './replay.module.css'
import { replayText } from './replay.text.ts'
import { keepWithin, latestBegin, listTicks, type ReplaySpan, spanOf, stepByKey } from './replay-clock.ts'
import { useReplay } from './use-replay.ts'

const dayMs = 86_400_000
/** More would stand too close to each other on the narrowest desk. */
const mostTicks = 8

/** The hours below the map: how much happened in them, and the hand by which one looks back. */
export function ReplayStrip({ isEnabled }: { isEnabled: boolean }) {
  const text = useText(replayText)
  const language = useLanguage()
  const { span, data: past, error, isPlaceholderData, refetch } = useReplay(isEnabled)
  const isPast = useView((view) => view.replay !== null)
  const isPlaying = usePast((state) => state.isPlaying)
  const chosenSpeed = usePast((state) => state.speed)
  const speed = useView((view) => view.replay?.speed) ?? chosenSpeed
  const toggle = () => (isPlaying ? settle() : play(span))
  return (
    <section className={styles.strip} aria-label={text.strip} data-loaded={past !== undefined && !isPlaceholderData}>
      <IconButton
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? text.pause : text.play}
        isOn={isPlaying}
        onClick={toggle}
      />
      <div className={styles.speeds}>
        <Segments
          label={text.speed}
          value={String(speed)}
          options={replaySpeeds.map((each) => ({ value: String(each), text: `${each}×` }))}
          onChange={(value) => chooseSpeed(replaySpeeds.find((each) => String(each) === value) ?? 60)}
        />
      </div>
      <Track span={span} past={past} onToggle={toggle} />
      <div className={styles.read}>
        <Note past={past} failure={error && describeError(error, language)} onRetry={() => void refetch()} />
      </div>
      <SpanChoice span={span} />
      <IconButton
        icon="close"
        size={14}
        label={text.fold}
        onClick={() => {
          if (isPast) returnToNow()
          changeView({ isStripOpen: false })
        }}
      />
    </section>
  )
}

type TrackProps = { span: ReplaySpan; past: Past | undefined; onToggle: () => void }

/** Bars, hours and the hand. Drags and clicks put the clock there; what is let go stands in the address. */
function Track({ span, past, onToggle }: TrackProps) {
  const text = useText(replayText)
  const language = useLanguage()
  const instantMs = useInstant()
  const trackRef = useRef<HTMLDivElement>(null)
  const wantsHand = usePast((state) => state.wantsHand)
  useEffect(() => {
    if (wantsHand && takeHand(document.activeElement)) trackRef.current?.focus()
  }, [wantsHand])
  const spanMs = span.toMs - span.fromMs
  const atMs = instantMs === null ? span.toMs : keepWithin(instantMs, span)
  const share = (instant: number) => `${(((instant - span.fromMs) / spanMs) * 100).toFixed(3)}%`
  const instantOf = ({ clientX }: PointerEvent): number => {
    const box = trackRef.current?.getBoundingClientRect()
    return box ? span.fromMs + ((clientX - box.left) / box.width) * spanMs : atMs
  }
  const handleKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = stepByKey(event.key, atMs, span)
    if (next !== null) moveTo(next, span)
    else if (event.key === ' ') onToggle()
    else return
    // the map and the whole screen have keys of their own
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={trackRef}
      className={styles.track}
      role="slider"
      tabIndex={0}
      aria-label={text.track}
      aria-valuemin={Math.round(span.fromMs / 1000)}
      aria-valuemax={Math.round(span.toMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={instantMs === null ? text.atNow : formatClock(atMs, language)}
      title={text.barsTitle}
      data-replay-track
      onKeyDown={handleKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        dragTo(instantOf(event), span)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) dragTo(instantOf(event), span)
      }}
      onPointerUp={settle}
      onPointerCancel={settle}
    >
      <Bars span={span} past={past} />
      {listTicks(span, mostTicks).map((tickMs) => (
        <span key={tickMs} className={styles.tick} style={{ left: share(tickMs) }}>
          {formatTime(tickMs)}
        </span>
      ))}
      <span className={styles.hand} style={{ left: share(atMs) }} data-now={instantMs === null} />
    </div>
  )
}

function Bars({ span, past }: Omit<TrackProps, 'onToggle'>) {
  const quarters = past?.answer.quarters
  const bars = useMemo(() => listBars(quarters ?? []), [quarters])
  const width = shareOfQuarter(1, span.toMs - span.fromMs)
  return (
    <svg className={styles.bars} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ height, reported }, quarter) => {
        const x = quarter * width + width * 0.12
        // what is there at all is seen
        const tall = height === 0 ? 0 : Math.max(height, 0.08)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a quarter of an hour is its place
          <g key={quarter}>
            <rect className={styles.steps} x={x} y={1 - tall} width={width * 0.76} height={tall} />
            <rect className={styles.reports} x={x} y={1 - reported} width={width * 0.76} height={reported} />
          </g>
        )
      })}
    </svg>
  )
}

type NoteProps = { past: Past | undefined; failure: string | null; onRetry: () => void }

/** How much there was, or why that is not known. */
function Note({ past, failure, onRetry }: NoteProps) {
  const text = useText(replayText)
  const language = useLanguage()
  if (failure)
    return (
      <span role="alert" title={failure}>
        {text.failed}{' '}
        <button type="button" className={styles.retry} onClick={onRetry}>
          {text.retry}
        </button>
      </span>
    )
  if (!past) return <span>{text.loading}</span>
  const { quarters, truncated, until, to } = past.answer
  if (truncated)
    return (
      <span className={styles.warning}>
        {until === to ? text.tooMany : text.truncated(formatDateTime(until, language))}
      </span>
    )
  const sum = (word: 'reported' | 'steps') => quarters.reduce((total, quarter) => total + quarter[word], 0)
  return (
    <span>
      {text.reports(formatNumber(sum('reported')))} · {text.steps(formatNumber(sum('steps')))}
    </span>
  )
}

/** Which 24 hours: by their beginning, or those before and after. */
function SpanChoice({ span }: { span: ReplaySpan }) {
  const text = useText(replayText)
  const nowMs = useNow()
  const lastMs = latestBegin(nowMs)
  const choose = (sinceMs: number) => {
    if (sinceMs <= lastMs) moveTo(sinceMs, spanOf(sinceMs, nowMs))
  }
  return (
    <div className={styles.choice}>
      <IconButton icon="chevronLeft" size={14} label={text.dayBefore} onClick={() => choose(span.fromMs - dayMs)} />
      <InstantField label={text.since} valueMs={span.fromMs} maxMs={lastMs} onChange={choose} />
      <IconButton
        icon="chevronRight"
        size={14}
        label={text.dayAfter}
        disabled={span.fromMs + dayMs > lastMs}
        onClick={() => choose(span.fromMs + dayMs)}
      />
    </div>
  )
}
