import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { areaQuery, gridQuery } from '#web/api-client/area-queries.ts'
import { usePermission } from '#web/api-client/session.ts'
import { incidentQuery } from '#web/features/incidents/incidents.queries.ts'
import { patrolQuery } from '#web/features/patrols/patrols.queries.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { findOwnArea } from './own-areas.ts'
import { usePanels } from './use-panels.ts'

/** The code of the area the screen is about: of the selection, or of where the selected thing lies. */
function usePlaceCode(): string | null {
  const mayOpen = usePanels()
  const selected = useView((view) => view.selected)
  const queryClient = useQueryClient()
  const isIncident = selected?.kind === 'incident' && mayOpen('incidents')
  const isPatrol = selected?.kind === 'patrol' && mayOpen('patrols')
  const incident = useQuery({ ...incidentQuery(selected?.id ?? '', queryClient), enabled: isIncident })
  const patrol = useQuery({ ...patrolQuery(selected?.id ?? '', queryClient), enabled: isPatrol })
  if (selected?.kind === 'area') return selected.id
  if (isIncident) return incident.data?.gridCode ?? null
  if (isPatrol) return patrol.data?.villageCode ?? null
  return null
}

function useAreaName(code: string | null): string | null {
  const isGrid = code !== null && levelOfCode(code) === 'grid'
  const grid = useQuery({ ...gridQuery(code ?? ''), enabled: isGrid })
  const area = useQuery({ ...areaQuery(code ?? ''), enabled: code !== null && !isGrid })
  if (code === null) return null
  return (isGrid ? grid.data?.name : area.data?.name) ?? code
}

/** What lists say that are limited to no area: the county, or as much of it as is somebody's own. */
function useEverywhere(county: string): string {
  const shared = useText(sharedText)
  const own = findOwnArea(usePermission('incidents.read'), county)
  const name = useAreaName(own === 'several' ? null : own)
  return own === 'several' ? shared.ownArea : (name ?? shared.wholeCounty)
}

/** What the desk calls where it is: the area it is about, the one its lists are limited to, and no limit at all.
 *  `locatedGrid`: the grid of a point that was looked up. */
export function usePlaceNames(edition: CurrentEdition, locatedGrid: string | null) {
  const scope = useView((view) => view.scope)
  const placeCode = usePlaceCode() ?? locatedGrid
  const placeName = useAreaName(placeCode) ?? edition.county.name
  const scopeName = useAreaName(scope)
  const everywhere = useEverywhere(edition.county.code)
  // a group's code is not the beginning of its grids' codes, so it cannot say what to replace
  const openArea =
    placeCode !== null && levelOfCode(placeCode) !== 'group' ? { code: placeCode, name: placeName } : null
  return { placeCode, placeName, scopeName, everywhere, openArea }
}
