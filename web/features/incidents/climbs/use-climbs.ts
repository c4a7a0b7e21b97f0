import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { areaQuery } from '#web/api-client/area-queries.ts'
import type { LngLat, MapEngine } from '#web/map/map-types.ts'
import { useView } from '#web/shared/view-store.ts'
import { holderOf, listClimbed, listClimbs } from './climbs.ts'

const none: readonly never[] = []

/** The seats of the areas that have these incidents: the county's answer has its townships, a township's its villages. */
function useSeats(climbed: readonly Incident[]): ReadonlyMap<string, LngLat> {
  const countyCode = climbed[0]?.gridCode.slice(0, 6)
  const county = useQuery({ ...areaQuery(countyCode ?? ''), enabled: countyCode !== undefined }).data
  const townshipCodes = [
    ...new Set(climbed.flatMap(({ rung, gridCode }) => (rung === 'village' ? [gridCode.slice(0, 9)] : []))),
  ].sort()
  const townships = useQueries({
    queries: townshipCodes.map(areaQuery),
    combine: (answers) => answers.map(({ data }) => data),
  })
  return useMemo(() => {
    const areas = [county, ...townships].flatMap((area) => (area ? [area, ...area.children] : []))
    return new Map(areas.map(({ code, seat }) => [code, seat]))
  }, [county, townships])
}

/** Draws what climbed, where somebody wants to see it. The code of its layer comes when it is wanted first. */
export function useClimbs(engine: MapEngine | null, isEnabled: boolean, incidents: readonly Incident[]): void {
  const isOn = useView((view) => view.hasClimbs) && isEnabled
  const theme = useView((view) => view.theme)
  const climbed = useMemo(() => (isOn ? listClimbed(incidents) : none), [isOn, incidents])
  const seats = useSeats(climbed)
  const [layers, setLayers] = useState<typeof import('./climbs.layers.ts') | null>(null)
  useEffect(() => {
    if (isOn) void import('./climbs.layers.ts').then(setLayers)
  }, [isOn])
  useEffect(() => {
    if (!engine || !layers || !isOn) return
    const climbs = listClimbs(
      climbed.filter((incident) => seats.has(holderOf(incident) ?? '')),
      seats,
    )
    engine.setDeckLayers(layers.ownerOfClimbs, layers.createClimbLayers(climbs, theme))
    return () => engine.setDeckLayers(layers.ownerOfClimbs, [])
  }, [engine, layers, isOn, climbed, seats, theme])
}
