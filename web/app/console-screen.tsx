import '#web/lib/zod-without-eval.ts'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { allGridsQuery } from '#web/features/grids/grids.queries.ts'
import { Legend } from '#web/features/grids/legend.tsx'
import { metricsText } from '#web/features/grids/metrics.text.ts'
import { useChoropleth } from '#web/features/grids/use-choropleth.ts'
import { useIncidentColoring } from '#web/features/grids/use-incident-coloring.ts'
import { forgetHandoverNotes } from '#web/features/handovers/handover-notes.ts'
import { resetImportStore } from '#web/features/imports/import-store.ts'
import { useImportWatch } from '#web/features/imports/use-import-watch.ts'
import { endBulk } from '#web/features/incidents/bulk/bulk-store.ts'
import { readFigureList } from '#web/features/incidents/figures/figure-lists.ts'
import { forgetDraft } from '#web/features/incidents/intake/intake-store.ts'
import { useIncidentList } from '#web/features/incidents/list/use-incident-list.ts'
import { forgetPhotoUploads } from '#web/features/incidents/photos/photo-uploads.ts'
import { forgetPast } from '#web/features/incidents/replay/past-store.ts'
import { forgetNotes } from '#web/features/incidents/work/note-drafts.ts'
import { useSeenWork } from '#web/features/my-work/use-seen-work.ts'
import { usePatrolList } from '#web/features/patrols/use-patrol-list.ts'
import type { SearchBoxHandle } from '#web/features/search/search-box.tsx'
import { formatDistance } from '#web/lib/format-number.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { defaultView, type PanelName } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { ErrorBoundary } from '#web/ui/error-boundary.tsx'
import { consoleText } from './console.text.ts'
import { ConsoleHeader } from './console-header.tsx'
import { resetForOthers } from './console-owner.ts'
import { ConsoleRail } from './console-rail.tsx'
import styles from './console-screen.module.css'
import { setConsole, useConsole } from './console-store.ts'
import { DeskDialogs, DeskScreen, Guarded, HandoverDesk, Loading } from './desk-parts.tsx'
import { editionQuery } from './edition-query.ts'
import { mapPadding, useIsPhone } from './layout.ts'
import { MapStage } from './map-stage.tsx'
import { MaplessDesk } from './mapless-desk.tsx'
import { chooseScale } from './scale-bar.ts'
import { StartPage } from './start-page.tsx'
import { useHasStrip } from './strip-opener.tsx'
import { useEditionChange, useEditionReload } from './use-edition-change.ts'
import { useImportMarks } from './use-import-marks.ts'
import { findCrosshair, useIntakeMark } from './use-intake.ts'
import { useKeyboard } from './use-keyboard.ts'
import { useLeaveGuard } from './use-leave-guard.ts'
import { useLiveConsole } from './use-live-console.ts'
import { useAreaOnMap, useIsDrawn, useLocatedPoint, useMapWiring } from './use-map-wiring.ts'
import { useNavigation } from './use-navigation.ts'
import { usePanels } from './use-panels.ts'
import { usePlaceNames } from './use-place-names.ts'
import { useTools } from './use-tools.ts'

// Panels load after the county is drawn: the first visit stays small.
const SidePanel = lazy(() => import('./side-panel.tsx').then((module) => ({ default: module.SidePanel })))
const ReplayStrip = lazy(() =>
  import('#web/features/incidents/replay/replay-strip.tsx').then((module) => ({ default: module.ReplayStrip })),
)
const Inspector = lazy(() => import('./inspector.tsx').then((module) => ({ default: module.Inspector })))
const GridTable = lazy(() =>
  import('#web/features/table/grid-table.tsx').then((module) => ({ default: module.GridTable })),
)
const PrintDialog = lazy(() =>
  import('#web/features/print/print-dialog.tsx').then((module) => ({ default: module.PrintDialog })),
)

resetForOthers(resetImportStore)
resetForOthers(forgetDraft)
resetForOthers(forgetNotes)
resetForOthers(forgetHandoverNotes)
resetForOthers(endBulk)
resetForOthers(forgetPhotoUploads)
resetForOthers(forgetPast)

/** The operator's desk. */
export function ConsoleScreen() {
  useLiveConsole()
  useLeaveGuard()
  const mayReadMap = usePermission('map.read') !== null
  const edition = useQuery({ ...editionQuery(), enabled: mayReadMap })
  const [hasNoWebGl, setHasNoWebGl] = useState(false)
  if (!mayReadMap) return <MaplessDesk why="no_role" />
  if (edition.data === null) return <MaplessDesk why="no_edition" />
  if (edition.data) return <Desk edition={edition.data} hasMap={!hasNoWebGl} onNoWebGl={() => setHasNoWebGl(true)} />
  if (edition.error) return <StartPage reason="failed" error={edition.error} onRetry={() => void edition.refetch()} />
  return <StartPage reason="starting" onRetry={() => {}} />
}

/** The list of the figures on the map, with the words it is filtered by already. */
function openCountedList(list: string, days: number, scope: string | null): void {
  const { incidentKinds, severities } = useView.getState()
  changeView({ ...readFigureList(list, days), incidentKinds, severities, panel: 'incidents', scope }, 'push')
}

type DeskProps = {
  edition: CurrentEdition
  /** False where the browser cannot draw one: all the rest of the desk works without. */
  hasMap: boolean
  onNoWebGl: () => void
}

function Desk({ edition, hasMap, onNoWebGl }: DeskProps) {
  useEditionChange(edition.number)
  const text = useText(consoleText)
  const metricWords = useText(metricsText)
  const view = useView()
  const { dialog, isInspectorFolded } = useConsole()
  const [engine, setEngine] = useState<MapEngine | null>(null)
  // what comes after the map does not wait for one that never comes
  const isDrawn = useIsDrawn(engine) || !hasMap
  useEffect(() => {
    if (!isDrawn) return
    // a first click opens as fast as the second
    void import('./inspector.tsx')
    // and the first corner of a drawing is not taken for the choice of a grid while the tool is on its way
    void import('#web/features/measure/measure.tool.ts')
    void import('#web/features/emergency/query-area.tool.ts')
  }, [isDrawn])
  const isPhone = useIsPhone()
  const searchRef = useRef<SearchBoxHandle>(null)

  const mayOpen = usePanels()
  const mayLookBack = usePermission('incidents.report') !== null && hasMap
  const incidents = useIncidentList(isDrawn && mayOpen('incidents'))
  const patrols = usePatrolList(isDrawn && mayOpen('patrols'))
  const incidentColors = useIncidentColoring(edition.number, mayOpen('incidents'), openCountedList)
  // a print hangs where anybody reads it: no case of a grid stands on it
  const shownColors = dialog === 'print' ? null : incidentColors
  const coloring = useChoropleth(engine, edition.number, shownColors?.painted?.paint)
  const grids = useQuery({ ...allGridsQuery(edition.number), enabled: isDrawn && view.panel === 'table' })
  useAreaOnMap(engine, isDrawn)
  const locatedGrid = useLocatedPoint(engine)
  useIntakeMark(engine, view.panel === 'intake')
  useImportWatch(isDrawn && mayOpen('import'), useEditionReload())
  useImportMarks(engine)

  const hasInspector = view.selected !== null && !isInspectorFolded
  // a phone has room for one sheet: what was tapped last
  const shownPanel = isPhone && hasInspector ? null : view.panel
  const hasTable = shownPanel === 'table'
  const widePanel = shownPanel === 'admin' || shownPanel === 'audit' || shownPanel === 'handover' ? shownPanel : null
  const sidePanel =
    shownPanel === 'table' || shownPanel === 'admin' || shownPanel === 'audit' || shownPanel === 'handover'
      ? null
      : shownPanel
  const hasSidePanel = sidePanel !== null
  // a page over the map has no hours below it
  const mayHaveStrip = mayLookBack && widePanel === null
  const hasStrip = useHasStrip(mayHaveStrip)
  const openIncident = hasInspector && !widePanel && view.selected?.kind === 'incident' ? view.selected.id : null
  useSeenWork(openIncident, isDrawn && mayOpen('work'))
  const padding = useMemo(
    () => mapPadding({ isPhone, height: window.innerHeight - 96, hasSidePanel, hasTable, hasInspector }),
    [isPhone, hasSidePanel, hasTable, hasInspector],
  )
  useEffect(() => engine?.setPadding(padding), [engine, padding])
  const go = useNavigation(engine, padding, edition.bounds)
  useMapWiring(engine, edition, go, padding)
  useTools(engine, go.showPoint)

  // the panel an address does not name is one that not everybody has
  const isDefaultDenied = view.panel === defaultView.panel && !mayOpen(defaultView.panel ?? 'layers')
  const hasWhistles = mayOpen('whistles')
  useEffect(() => {
    // who answers for a department comes for its calls
    if (isDefaultDenied) changeView({ panel: hasWhistles ? 'whistles' : 'layers' })
  }, [isDefaultDenied, hasWhistles])

  const togglePanel = (name: PanelName) => {
    if (!mayOpen(name)) return
    // on a phone the tapped panel comes up even when it lies open under the details
    const isHidden = isPhone && hasInspector
    changeView({ panel: view.panel === name && !isHidden ? null : name }, 'push')
    if (isHidden) setConsole({ isInspectorFolded: true })
  }
  const toggleMeasure = () => {
    const { tool } = useConsole.getState()
    // half a map is too little to measure on
    if (isPhone && tool === null) {
      changeView({ panel: null }, 'push')
      setConsole({ isInspectorFolded: true })
    }
    setConsole({ tool: tool === 'distance' || tool === 'area' ? null : 'distance', measurement: null })
  }
  useKeyboard({
    ...{ engine, go, hasMap, padding, searchRef },
    mayLookBack: mayHaveStrip,
    countyBounds: edition.bounds,
    onTogglePanel: togglePanel,
  })

  const { placeCode, placeName, scopeName, everywhere, openArea } = usePlaceNames(edition, locatedGrid)
  useEffect(() => {
    document.title = text.pageTitle(placeName)
  }, [text, placeName])

  return (
    <div
      className={styles.screen}
      data-panel={hasSidePanel}
      data-table={hasTable}
      data-inspector={hasInspector}
      data-drawn={isDrawn}
    >
      <ConsoleHeader
        map={{
          county: edition.county,
          isDemo: edition.demo,
          placeCode,
          searchRef,
          isCompact: isPhone,
          work: mayOpen('work')
            ? { isEnabled: isDrawn, isOpen: shownPanel === 'work', onToggle: () => togglePanel('work') }
            : null,
          onOpenArea: go.openArea,
          onChoosePlace: go.openSearchItem,
          onLocate: go.openPoint,
          onLeaveSearch: () => document.querySelector<HTMLElement>('canvas')?.focus(),
        }}
      />
      <div className={styles.body}>
        <MapStage
          engine={engine}
          edition={edition}
          isDrawn={isDrawn}
          hasMap={hasMap}
          hasTable={hasTable}
          mayLookBack={mayLookBack}
          canOpenStrip={mayHaveStrip && !hasStrip}
          incidents={incidents.shown}
          patrols={patrols.shown}
          coloring={coloring}
          incidentColors={shownColors}
          padding={padding}
          go={go}
          onEngine={setEngine}
          onNoWebGl={onNoWebGl}
        />
        <ConsoleRail hasEdition onTogglePanel={togglePanel} onToggleMeasure={hasMap ? toggleMeasure : null} />
        {sidePanel && (
          <aside className={styles.panel} aria-label={text.panel[sidePanel]}>
            {isDrawn ? (
              <Guarded>
                <SidePanel
                  name={sidePanel}
                  incidents={incidents}
                  patrols={patrols}
                  scopeName={scopeName}
                  everywhere={everywhere}
                  edition={edition}
                  openArea={openArea}
                  go={go}
                  hasMap={hasMap}
                  findCrosshair={() => engine && findCrosshair(engine, padding)}
                />
              </Guarded>
            ) : (
              <Loading />
            )}
          </aside>
        )}
        {hasTable && (
          <aside className={styles.table} aria-label={text.panel.table}>
            {isDrawn ? (
              <Guarded>
                <GridTable
                  engine={engine}
                  grids={grids}
                  onRetry={() => void grids.refetch()}
                  onOpenArea={go.stepToArea}
                />
              </Guarded>
            ) : (
              <Loading />
            )}
          </aside>
        )}
        {widePanel === 'handover' && (
          <HandoverDesk
            isDemo={edition.demo}
            onOpen={(id, lngLat) => {
              changeView({ panel: 'work' }, 'push')
              go.openIncident(id, lngLat, false)
            }}
          />
        )}
        {widePanel && widePanel !== 'handover' && <DeskScreen name={widePanel} />}
        {hasInspector && view.selected && !widePanel && (
          <aside className={styles.inspector} aria-label={text.inspector}>
            <Guarded>
              <Inspector
                selected={view.selected}
                isDemo={edition.demo}
                incidentColors={incidentColors}
                hasMap={hasMap}
                go={go}
              />
            </Guarded>
          </aside>
        )}
      </div>
      {hasStrip && (
        <div className={styles.strip}>
          {isDrawn && (
            <ErrorBoundary sentence={text.crashed} retry={text.reload}>
              <Suspense>
                <ReplayStrip isEnabled={isDrawn} />
              </Suspense>
            </ErrorBoundary>
          )}
        </div>
      )}
      <DeskDialogs isDrawn={isDrawn} />
      {hasMap && dialog === 'print' && (
        <Suspense>
          <PrintDialog
            engine={engine}
            padding={padding}
            place={placeName}
            topic={coloring.metric && metricWords.metric[coloring.metric]}
            legend={<Legend coloring={coloring} canFold={false} />}
            edition={edition}
            chooseScale={chooseScale}
            formatDistance={formatDistance}
            onClose={() => setConsole({ dialog: null })}
          />
        </Suspense>
      )}
    </div>
  )
}
