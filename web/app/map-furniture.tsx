import { useEffect, useRef, useState } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatArea, formatDistance, formatNumber } from '#web/lib/format-number.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useMapEvent } from '#web/map/react/use-map-engine.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { consoleText } from './console.text.ts'
import { setConsole, useConsole } from './console-store.ts'
import styles from './map-furniture.module.css'
import { chooseScale } from './scale-bar.ts'

/** Scale, zoom, the pointer's coordinates, the demo mark: one quiet line at the lower left. */
export function MapStatus({ engine, edition }: { engine: MapEngine | null; edition: CurrentEdition }) {
  const text = useText(consoleText)
  const [view, setView] = useState<{ zoom: number; metersPerPixel: number } | null>(null)
  const pointerRef = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (engine) setView(engine.getCamera())
  }, [engine])
  useMapEvent(engine, 'cameraSettled', (camera) => setView(camera))
  // written straight into the page: pointer speed is not for React
  useMapEvent(engine, 'pointer', (pointer) => {
    if (pointerRef.current) pointerRef.current.textContent = pointer ? formatLngLat(pointer.lngLat, 4) : ''
  })
  const scale = view && chooseScale(view.metersPerPixel, 80)
  return (
    <div className={styles.status}>
      {scale && (
        <span className={styles.scale}>
          {formatDistance(scale.meters)}
          <span className={styles.scaleBar} style={{ width: scale.pixels }} />
        </span>
      )}
      {view && <span className={styles.zoom}>{text.zoomLevel(formatNumber(view.zoom, 1, true))}</span>}
      <span ref={pointerRef} className={styles.pointer} title={text.pointer} />
      {edition.demo && (
        <span className={styles.demo} title={text.demoTitle}>
          {text.demo}
        </span>
      )}
    </div>
  )
}

/** Where the data come from; always readable, never in the way. */
export function Attributions({ edition }: { edition: CurrentEdition }) {
  const language = useLanguage()
  const text = useText(consoleText)
  const sources = edition.attributions.map((source) => source[language])
  if (sources.length === 0) return null
  return (
    <details
      className={styles.sources}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) currentTarget.open = false
      }}
    >
      <summary>{text.sources}</summary>
      <ul tabIndex={-1}>
        {sources.map((source) => (
          <li key={source}>{source}</li>
        ))}
      </ul>
    </details>
  )
}

type MapButtonsProps = { engine: MapEngine | null; onWholeCounty: () => void }

export function MapButtons({ engine, onWholeCounty }: MapButtonsProps) {
  const text = useText(consoleText)
  return (
    <div className={styles.buttons}>
      <IconButton icon="plus" label={text.zoomIn} shortcut="+" onClick={() => engine?.zoomBy(1)} />
      <IconButton icon="minus" label={text.zoomOut} shortcut="-" onClick={() => engine?.zoomBy(-1)} />
      <IconButton icon="home" label={text.wholeCounty} shortcut="0" onClick={onWholeCounty} />
    </div>
  )
}

/** The active tool, what it says, and the way out; at the top of the map where the eye is. */
export function ToolBar() {
  const text = useText(consoleText)
  const tool = useConsole((state) => state.tool)
  const measurement = useConsole((state) => state.measurement)
  if (tool === null) return null
  const stop = () => setConsole({ tool: null, measurement: null })
  if (tool === 'polygon' || tool === 'circle' || tool === 'place')
    return (
      <div className={styles.toolBar} role="status">
        <Icon name={tool === 'place' ? 'incidents' : tool} size={16} />
        {{ polygon: text.drawingPolygon, circle: text.drawingCircle, place: text.pickingPlace }[tool]}
        <Button look="quiet" onClick={stop}>
          {text.stopTool} <kbd>Esc</kbd>
        </Button>
      </div>
    )
  const isArea = tool === 'area'
  return (
    <div className={styles.toolBar} role="status">
      <Segments
        label={text.measure}
        value={tool}
        options={[
          { value: 'distance', text: text.distance },
          { value: 'area', text: text.area },
        ]}
        onChange={(value) => setConsole({ tool: value, measurement: null })}
      />
      {measurement ? (
        <span className={styles.readOut}>
          <strong>
            {isArea && measurement.areaSquareMeters !== null
              ? formatArea(measurement.areaSquareMeters)
              : formatDistance(measurement.lengthMeters)}
          </strong>
          {isArea && measurement.areaSquareMeters !== null && (
            <span>{text.perimeter(formatDistance(measurement.lengthMeters))}</span>
          )}
        </span>
      ) : (
        <span className={styles.hint}>{isArea ? text.areaHint : text.distanceHint}</span>
      )}
      <Button look="quiet" onClick={stop}>
        {text.stopTool} <kbd>Esc</kbd>
      </Button>
    </div>
  )
}

/** Says that the map is in trouble, until it is not. */
export function MapBanner({ engine, onLost }: { engine: MapEngine | null; onLost: (isLost: boolean) => void }) {
  const text = useText(consoleText)
  const [trouble, setTrouble] = useState<'lost' | 'tiles' | null>(null)
  useMapEvent(engine, 'lost', () => setTrouble('lost'))
  useMapEvent(engine, 'recovered', () => setTrouble(null))
  useMapEvent(engine, 'failed', ({ reason }) => setTrouble(reason === 'tiles' ? 'tiles' : 'lost'))
  useEffect(() => {
    if (trouble !== 'tiles') return
    // the engine says when tiles fail, and nothing when they come: silence for a while means they came
    const timer = setTimeout(() => setTrouble(null), 12_000)
    return () => clearTimeout(timer)
  }, [trouble])
  useEffect(() => onLost(trouble === 'lost'), [trouble, onLost])
  if (trouble === null) return null
  return (
    <div className={styles.banner} role="alert">
      <Icon name="warning" size={16} />
      {trouble === 'lost' ? text.mapLost : text.tilesFailed}
    </div>
  )
}
