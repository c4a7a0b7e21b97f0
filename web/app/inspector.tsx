import { useQueryClient } from '@tanstack/react-query'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { AreaInspector } from '#web/features/areas/area-inspector.tsx'
import { GridIncidents } from '#web/features/grids/grid-incidents.tsx'
import type { IncidentColors } from '#web/features/grids/use-incident-coloring.ts'
import { findListedIncident } from '#web/features/incidents/incidents.queries.ts'
import { IncidentInspector } from '#web/features/incidents/inspector/incident-inspector.tsx'
import { IncidentsHere } from '#web/features/incidents/list/incidents-here.tsx'
import { PointInspector } from '#web/features/locate/point-inspector.tsx'
import { PatrolInspector } from '#web/features/patrols/patrol-inspector.tsx'
import { WhistleSection } from '#web/features/whistles/whistle-section.tsx'
import { sharedText } from '#web/shared/shared.text.ts'
import type { SelectedThing } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView } from '#web/shared/view-store.ts'
import { PendingInspector } from '#web/ui/inspector.tsx'
import { consoleText } from './console.text.ts'
import { useConsole } from './console-store.ts'
import type { Navigation } from './use-navigation.ts'
import { usePanels } from './use-panels.ts'

type InspectorProps = {
  selected: SelectedThing
  isDemo: boolean
  /** Where the grids are coloured by incidents. */
  incidentColors: IncidentColors | null
  /** Without one nothing can be shown on it. */
  hasMap: boolean
  go: Navigation
}

/** What is selected, explained. */
export function Inspector({ selected, isDemo, incidentColors, hasMap, go }: InspectorProps) {
  const queryClient = useQueryClient()
  const clicked = useConsole((state) => state.clicked)
  const close = () => go.selectThing(null)
  const text = useText(consoleText)
  const shared = useText(sharedText)
  const mayOpen = usePanels()
  const kind = selected.kind
  if ((kind === 'incident' && !mayOpen('incidents')) || (kind === 'patrol' && !mayOpen('patrols')))
    return (
      <PendingInspector
        title={text.panel[`${kind}s`]}
        closeLabel={shared.close}
        onClose={close}
        failure={text.notYourKind[kind]}
        words={shared}
      />
    )
  switch (selected.kind) {
    case 'area': {
      const code = selected.id
      const level = levelOfCode(code)
      // the lists take every level but the group as a prefix, and the whole county is their default
      const scope = level === 'group' ? null : code
      const showListOf = (area: string | null) =>
        changeView({ scope: area, panel: 'incidents', incidentState: 'open' }, 'push')
      const showList = () => showListOf(level === 'county' ? null : scope)
      return (
        <AreaInspector
          key={code}
          code={code}
          clicked={clicked?.code === code ? clicked.lngLat : null}
          incidents={
            mayOpen('incidents') && (
              <>
                {incidentColors && level === 'grid' && <GridIncidents code={code} colors={incidentColors} />}
                <IncidentsHere
                  area={code}
                  onShowAll={scope === null ? null : showList}
                  onShowCounty={() => showListOf(null)}
                  onSelect={(id) => {
                    const incident = findListedIncident(queryClient, id)
                    if (incident) go.openIncident(id, incident.lngLat, false)
                  }}
                />
              </>
            )
          }
          onOpen={go.openArea}
          onZoomTo={hasMap ? go.fit : undefined}
          onUseAsScope={scope === null || level === 'county' || !mayOpen('incidents') ? undefined : showList}
          onClose={close}
        />
      )
    }
    case 'incident':
      return (
        <IncidentInspector
          key={selected.id}
          id={selected.id}
          isDemo={isDemo}
          renderWhistles={(incident) => <WhistleSection incident={incident} />}
          onOpenIncident={(id) => go.selectThing({ kind: 'incident', id })}
          onOpenArea={go.openArea}
          onZoomTo={hasMap ? go.showPoint : undefined}
          onClose={close}
        />
      )
    case 'patrol':
      return (
        <PatrolInspector
          key={selected.id}
          id={selected.id}
          onOpenArea={go.openArea}
          onZoomTo={hasMap ? go.fit : undefined}
          onShowPoint={go.showPoint}
          onClose={close}
        />
      )
    case 'point':
      return (
        <PointInspector
          key={selected.id}
          lngLat={selected.id.split(',').map(Number) as [number, number]}
          onOpenArea={go.openArea}
          onZoomTo={hasMap ? go.showPoint : undefined}
          onCircleHere={(center) => {
            changeView({ panel: 'emergency', areaQuery: { kind: 'circle', center, radiusMeters: 1000 } }, 'push')
            go.showPoint(center)
          }}
          onClose={close}
        />
      )
  }
}
