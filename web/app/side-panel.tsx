import { lazy, Suspense } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { metrics } from '#api/ground/grids/grids.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { EmergencyPanel } from '#web/features/emergency/emergency-panel.tsx'
import { incidentColoringText } from '#web/features/grids/incident-coloring.text.ts'
import { incidentColorings } from '#web/features/grids/incident-coloring.ts'
import { IncidentColoringOptions } from '#web/features/grids/incident-coloring-options.tsx'
import { metricsText } from '#web/features/grids/metrics.text.ts'
import { ImportPanel } from '#web/features/imports/import-panel.tsx'
import { incidentsText } from '#web/features/incidents/incidents.text.ts'
import type { DraftPlace } from '#web/features/incidents/intake/incident-draft.ts'
import { IntakePanel } from '#web/features/incidents/intake/intake-panel.tsx'
import { narrowDraft, placeDraft, useIntake } from '#web/features/incidents/intake/intake-store.ts'
import { isTooLarge, placeOfHit } from '#web/features/incidents/intake/place-of-hit.ts'
import { intakeText } from '#web/features/incidents/intake.text.ts'
import { IncidentList } from '#web/features/incidents/list/incident-list.tsx'
import type { useIncidentList } from '#web/features/incidents/list/use-incident-list.ts'
import { LayersPanel } from '#web/features/layers/layers-panel.tsx'
import { MyWorkPanel } from '#web/features/my-work/my-work-panel.tsx'
import { PatrolList } from '#web/features/patrols/patrol-list.tsx'
import { patrolBounds } from '#web/features/patrols/patrol-order.ts'
import type { usePatrolList } from '#web/features/patrols/use-patrol-list.ts'
import { SearchBox } from '#web/features/search/search-box.tsx'
import { WhistleList } from '#web/features/whistles/whistle-list.tsx'
import type { PanelName } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Notice } from '#web/ui/notice.tsx'
import { Panel } from '#web/ui/panel.tsx'
import { consoleText } from './console.text.ts'
import { setConsole, useConsole } from './console-store.ts'
import { Loading } from './desk-parts.tsx'
import type { WidePanel } from './layout.ts'
import type { Navigation } from './use-navigation.ts'
import { usePanels } from './use-panels.ts'

// The charts are as large as all other panels together.
const ChartsPanel = lazy(() =>
  import('#web/features/incidents/figures/charts-panel.tsx').then((module) => ({ default: module.ChartsPanel })),
)

type SidePanelProps = {
  name: Exclude<PanelName, WidePanel>
  incidents: ReturnType<typeof useIncidentList>
  patrols: ReturnType<typeof usePatrolList>
  scopeName: string | null
  /** What a list without a scope is of. */
  everywhere: string
  edition: CurrentEdition
  /** What is open on the map and has grids of its own. */
  openArea: { code: string; name: string } | null
  go: Navigation
  /** False where the browser cannot draw one. */
  hasMap: boolean
  /** The place that whoever takes in an incident means without saying so. */
  findCrosshair: () => DraftPlace | null
}

/** The panel the rail has opened. */
export function SidePanel({
  name,
  incidents,
  patrols,
  scopeName,
  everywhere,
  edition,
  openArea,
  go,
  hasMap,
  findCrosshair,
}: SidePanelProps) {
  const text = useText(metricsText)
  const incidentWords = useText(incidentColoringText)
  const metric = useView((view) => view.metric)
  const ratePer = useView((view) => view.ratePer)
  const tool = useConsole((state) => state.tool)
  const mayOpen = usePanels()
  const canImport = usePermission('imports.write') !== null
  const words = useText(consoleText)
  const incidentStates = useText(incidentsText)
  if (!mayOpen(name))
    return (
      <Panel title={words.panel[name]}>
        <Notice
          icon="shield"
          action={{ text: words.openLayers, onClick: () => changeView({ panel: 'layers' }, 'replace') }}
        >
          {words.notYours(words.panel[name])}
        </Notice>
      </Panel>
    )
  switch (name) {
    case 'layers':
      return (
        <LayersPanel
          metrics={[
            ...metrics.map((metric) => ({ id: metric, name: text.metric[metric], unit: text.unit[metric] })),
            ...(mayOpen('incidents') ? incidentColorings : []).map((id) => ({
              id,
              name: incidentWords.name[id],
              unit: id === 'hot_spots' ? incidentWords.unit.hotSpots : incidentWords.unit[ratePer],
            })),
          ]}
          options={<IncidentColoringOptions />}
          hasClasses={metric !== 'hot_spots'}
          edition={edition}
          shownOperations={(['incidents', 'patrols'] as const).filter(mayOpen)}
          onImport={mayOpen('import') ? () => changeView({ panel: 'import' }, 'push') : null}
          canImport={canImport}
        />
      )
    case 'incidents':
      return (
        <IncidentList
          list={incidents}
          scopeName={scopeName}
          everywhere={everywhere}
          onSelect={(incident, isStep) => go.openIncident(incident.id, incident.lngLat, isStep)}
          onReport={mayOpen('intake') ? () => changeView({ panel: 'intake' }, 'push') : null}
        />
      )
    case 'intake':
      return <Intake go={go} hasMap={hasMap} findCrosshair={findCrosshair} />
    case 'work':
      return (
        <MyWorkPanel
          canOpen={mayOpen('incidents')}
          onOpen={({ id, lngLat }, isStep, isCall) => {
            if (mayOpen('incidents')) return go.openIncident(id, lngLat, isStep)
            // a call is answered where the calls are
            if (isCall && !isStep) changeView({ panel: 'whistles' }, 'push')
            go.showPoint(lngLat)
          }}
          onHandover={mayOpen('handover') ? () => changeView({ panel: 'handover' }, 'push') : null}
          nameState={(state) => incidentStates.state[state]}
        />
      )
    case 'whistles':
      return (
        <WhistleList
          canOpen={mayOpen('incidents')}
          onOpen={
            mayOpen('incidents')
              ? ({ id, lngLat }) => go.openIncident(id, lngLat, false)
              : hasMap
                ? ({ lngLat }) => go.showPoint(lngLat)
                : undefined
          }
        />
      )
    case 'charts':
      return (
        <Suspense fallback={<Loading />}>
          <ChartsPanel scopeName={scopeName ?? everywhere} />
        </Suspense>
      )
    case 'patrols':
      return (
        <PatrolList
          list={patrols}
          scopeName={scopeName}
          everywhere={everywhere}
          onSelect={(patrol, isStep) => go.openPatrol(patrol.id, patrolBounds(patrol), isStep)}
        />
      )
    case 'emergency':
      return (
        <EmergencyPanel
          drawing={tool === 'polygon' || tool === 'circle' ? tool : null}
          onDraw={(shape) => setConsole({ tool: shape, measurement: null })}
          onOpenArea={(code) => go.stepToArea(code, false)}
          onZoomTo={hasMap ? go.fit : undefined}
          onShowPoint={go.openPoint}
        />
      )
    case 'import':
      return (
        <ImportPanel
          county={edition.county}
          openArea={openArea}
          onBack={() => changeView({ panel: 'layers' }, 'push')}
          onShowPoint={hasMap ? go.showSpot : undefined}
        />
      )
  }
}

/** The form with its search, both about one place on the map. */
function Intake({ go, hasMap, findCrosshair }: Pick<SidePanelProps, 'go' | 'hasMap' | 'findCrosshair'>) {
  const text = useText(intakeText)
  const isPicking = useConsole((state) => state.tool === 'place')
  const areas = usePermission('incidents.report')
  // the place is known: what it is comes next
  const goOn = () =>
    document.querySelector<HTMLElement>('[data-intake] [role="radio"][tabindex="0"]:not(search *)')?.focus()
  const within = useIntake((state) => state.within?.code)
  const renderSearch = (isFaulty: boolean) => (
    <SearchBox
      isCompact
      areasFirst={within ? [within] : areas}
      isFaulty={isFaulty}
      goesOn={isTooLarge}
      words={{ label: text.placeSearchLabel, placeholder: text.placeSearch }}
      onChoose={(item) => {
        const { code, name, center } = item
        if (isTooLarge(item)) {
          narrowDraft({ code, name })
          if (code !== null) go.moveToArea(code, 'fit')
          return
        }
        placeDraft(placeOfHit(item))
        go.showPoint(center)
        goOn()
      }}
      onLocate={(lngLat, given) => {
        placeDraft({ lngLat, given: given.crs === 'wgs84' ? null : given, gridCode: null })
        go.showPoint(lngLat)
        goOn()
      }}
      onLeave={() => {}}
    />
  )
  return (
    <IntakePanel
      renderSearch={renderSearch}
      hasMap={hasMap}
      isPicking={isPicking}
      onPick={(isWanted) => {
        const { tool } = useConsole.getState()
        // another tool that was chosen meanwhile stays
        if ((isWanted && hasMap) || tool === 'place') setConsole({ tool: isWanted ? 'place' : null, measurement: null })
      }}
      findCrosshair={findCrosshair}
      onZoomIn={go.showSpot}
      onLook={(incident) => go.openIncident(incident.id, incident.lngLat, true)}
      onDone={(incident) => {
        changeView({ panel: 'incidents' }, 'push')
        go.openIncident(incident.id, incident.lngLat, false)
      }}
    />
  )
}
