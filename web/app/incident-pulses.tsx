import { useEffect, useRef, useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { listenLive } from '#web/live/live-store.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import styles from './incident-pulses.module.css'

const pulseMs = 3_000
/** An event whose incident the lists do not show (a filter, another area) is forgotten after this. */
const awaitedMs = 30_000
/** Many at once would be a storm that shows nothing. */
const mostPulses = 12

type Pulse = Pick<Incident, 'id' | 'severity' | 'lngLat'>

/** A ring where something new has happened, for three seconds, at its place however the map moves. */
export function IncidentPulses({ engine, incidents }: { engine: MapEngine | null; incidents: readonly Incident[] }) {
  const awaited = useRef(new Map<string, number>())
  const [pulses, setPulses] = useState<readonly Pulse[]>([])
  useEffect(
    () =>
      listenLive({
        onEvent({ name, recordId }) {
          if (name === 'incident.reported') awaited.current.set(recordId, Date.now())
        },
        onReset: () => awaited.current.clear(),
      }),
    [],
  )
  useEffect(() => {
    const now = Date.now()
    for (const [id, at] of awaited.current) if (now - at > awaitedMs) awaited.current.delete(id)
    if (awaited.current.size === 0) return
    const found = incidents.filter(({ id }) => awaited.current.delete(id))
    if (found.length === 0) return
    setPulses((shown) => [...shown, ...found].slice(-mostPulses))
    setTimeout(() => setPulses((shown) => shown.filter((pulse) => !found.some(({ id }) => id === pulse.id))), pulseMs)
  }, [incidents])
  if (!engine) return null
  return pulses.map((pulse) => <Ring key={pulse.id} engine={engine} pulse={pulse} />)
}

function Ring({ engine, pulse }: { engine: MapEngine; pulse: Pulse }) {
  const ringRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let frame = 0
    const place = () => {
      const [x, y] = engine.project(pulse.lngLat)
      if (ringRef.current) ringRef.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
      frame = requestAnimationFrame(place)
    }
    place()
    return () => cancelAnimationFrame(frame)
  }, [engine, pulse])
  return (
    <div
      ref={ringRef}
      className={styles.pulse}
      data-pulse={pulse.id}
      data-severity={pulse.severity}
      aria-hidden="true"
    />
  )
}
