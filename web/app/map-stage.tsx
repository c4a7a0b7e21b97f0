import { useMemo, useState } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { AlarmStack } from '#web/features/alarms/alarm-stack.tsx'
import { IncidentLegend } from '#web/features/grids/incident-legend.tsx'
import { Legend } from '#web/features/grids/legend.tsx'
import type { useChoropleth } from '#web/features/grids/use-choropleth.ts'
import type { IncidentColors } from '#web/features/grids/use-incident-coloring.ts'
import { PastFrame, PastSign } from '#web/features/incidents/replay/past-sign.tsx'
import type { MapEngine, MapPadding } from '#web/map/map-types.ts'
import { MapView } from '#web/map/react/map-view.tsx'
import { useText } from '#web/shared/use-text.ts'
import { changeView, readStartCamera, useView } from '#web/shared/view-store.ts'
import { consoleText } from './console.text.ts'
import styles from './console-screen.module.css'
import { useConsole } from './console-store.ts'
import { HoverLabel } from './hover-label.tsx'
import { framePadding, useIsPhone, useWidth } from './layout.ts'
import { Attributions, MapBanner, MapButtons, MapStatus, ToolBar } from './map-furniture.tsx'
import { ClimbsShown, MapOverlays } from './map-overlays.tsx'
import { NoWebGl } from './mapless-desk.tsx'
import { StackList } from './stack-list.tsx'
import { StripOpener } from './strip-opener.tsx'
import type { Navigation } from './use-navigation.ts'
import { usePanels } from './use-panels.ts'

type MapStageProps = {
  engine: MapEngine | null
  edition: CurrentEdition
  isDrawn: boolean
  hasMap: boolean
  /** Beneath it, so that legends have less room. */
  hasTable: boolean
  mayLookBack: boolean
  /** Whether the hours below the map are there to be opened. */
  canOpenStrip: boolean
  incidents: readonly Incident[]
  patrols: readonly Patrol[]
  coloring: ReturnType<typeof useChoropleth>
  /** Where the grids are coloured by incidents. */
  incidentColors: IncidentColors | null
  /** What panels cover of the map. */
  padding: MapPadding
  go: Navigation
  onEngine: (engine: MapEngine | null) => void
  onNoWebGl: () => void
}

/** The map of the desk and what lies on it: alarms, tools, status, legends. */
export function MapStage({
  engine,
  edition,
  isDrawn,
  hasMap,
  hasTable,
  mayLookBack,
  canOpenStrip,
  incidents,
  patrols,
  coloring,
  incidentColors,
  padding,
  go,
  onEngine,
  onNoWebGl,
}: MapStageProps) {
  const text = useText(consoleText)
  const theme = useView((view) => view.theme)
  const language = useView((view) => view.language)
  const isWide = useView(({ panel }) => panel === 'admin' || panel === 'audit' || panel === 'handover')
  const { dialog } = useConsole()
  const mayOpen = usePanels()
  const isPhone = useIsPhone()
  const [isLost, setIsLost] = useState(false)
  const isNarrow = useWidth() - padding.left - padding.right < 720
  // the county starts with some air around it
  const [startPadding] = useState(() => framePadding(padding))
  const startCamera = useMemo(() => {
    const camera = readStartCamera()
    return camera
      ? {
          center: [camera.lng, camera.lat] as [number, number],
          zoom: camera.zoom,
          bearing: camera.bearing,
          pitch: camera.pitch,
        }
      : undefined
  }, [])

  return (
    <main className={styles.stage} aria-label={text.map} data-map data-lost={isLost}>
      {hasMap ? (
        <MapView
          className={styles.map}
          theme={theme}
          language={language}
          edition={edition}
          startCamera={startCamera}
          startPadding={startPadding}
          onEngine={onEngine}
          onUnavailable={onNoWebGl}
        >
          <MapOverlays
            engine={engine}
            isEnabled={isDrawn && (mayOpen('incidents') || mayOpen('patrols'))}
            mayLookBack={mayLookBack}
            incidents={incidents}
            patrols={patrols}
          />
          {mayLookBack && <PastFrame />}
          <HoverLabel engine={engine} coloring={coloring} incidentColors={incidentColors} padding={padding} />
          <StackList engine={engine} go={go} />
        </MapView>
      ) : (
        <NoWebGl />
      )}
      <div className={styles.furniture}>
        <div className={styles.top}>
          <AlarmStack
            isEnabled={isDrawn}
            onShow={({ id, lngLat }) => {
              // a page over the map makes room for what is shown
              if (isWide) changeView({ panel: null }, 'push')
              go.openIncident(id, lngLat, false)
            }}
          />
          {mayLookBack && <PastSign />}
          <MapBanner engine={engine} onLost={setIsLost} />
          {hasMap && <ToolBar />}
        </div>
        {hasMap && (
          <div className={styles.lower}>
            <div className={styles.lowerLeft} data-covers-map>
              <Attributions edition={edition} />
              <MapStatus engine={engine} edition={edition} />
              {canOpenStrip && <StripOpener />}
            </div>
            <div className={styles.lowerRight} data-covers-map>
              <MapButtons engine={engine} onWholeCounty={() => go.fit(edition.bounds)} />
              <div className={styles.legends}>
                {mayOpen('incidents') && dialog !== 'print' && (
                  <ClimbsShown mayLookBack={mayLookBack} incidents={incidents} />
                )}
                {incidentColors ? (
                  <IncidentLegend colors={incidentColors} isNarrow={isPhone || isNarrow || hasTable} />
                ) : (
                  <Legend coloring={coloring} isNarrow={isPhone || isNarrow || hasTable} />
                )}
              </div>
            </div>
          </div>
        )}
      </div>
    </main>
  )
}
