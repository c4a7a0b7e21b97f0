import { IconLayer } from '@deck.gl/layers'
import Supercluster from 'supercluster'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { IconAtlas } from '#web/map/icon-atlas.ts'
import type { DeckLayer, LngLat, PickTarget } from '#web/map/map-types.ts'
import {
  clusterIconId,
  clusterRadius,
  ringIconId,
  type SeverityCounts,
  severityOrder,
  singleIconId,
  singleRadius,
} from './incident-icons.ts'

/** What the map needs of an incident. */
export type MapIncident = Pick<Incident, 'id' | 'kind' | 'severity' | 'lngLat'>

/** One marker: an incident, or several that would cover each other. `ids` are all it stands for, worst first. */
export type IncidentMark = {
  key: string
  lngLat: LngLat
  ids: readonly string[]
  iconId: string
  radiusPixels: number
}

export type IncidentIndex = Supercluster<{ incident: MapIncident }, SeverityCounts>

/** Markers nearer than this on the screen become one. Wider than the largest marker, so none ever overlap. */
const clusterRadiusPixels = 48
/** Beyond every zoom of the map: incidents at one doorstep stay one marker with a number, and a click lists them. */
const clusterMaxZoom = 20

export const ownerOfIncidents = 'incidents'

/** An index of the incidents' places for all zooms. Pure. */
export function createIncidentIndex(incidents: readonly MapIncident[]): IncidentIndex {
  const index: IncidentIndex = new Supercluster({
    radius: clusterRadiusPixels,
    maxZoom: clusterMaxZoom,
    extent: 512,
    map: ({ incident }) => ({ blue: 0, yellow: 0, orange: 0, red: 0, [incident.severity]: 1 }),
    reduce(sum, part) {
      for (const severity of severityOrder) sum[severity] += part[severity]
    },
  })
  index.load(
    incidents.map((incident) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: incident.lngLat },
      properties: { incident },
    })),
  )
  return index
}

const rankOf = ({ severity }: MapIncident): number => severityOrder.indexOf(severity)

/** The markers at a zoom. Their numbers add up to the incidents of the index. The worst come last, so they are drawn on
 *  top. Pure. */
export function listIncidentMarks(index: IncidentIndex, zoom: number): IncidentMark[] {
  const marks: (IncidentMark & { rank: number })[] = []
  for (const { geometry, properties } of index.getClusters([-180, -85, 180, 85], Math.floor(zoom))) {
    const lngLat = geometry.coordinates as LngLat
    if ('cluster' in properties && properties.cluster) {
      const incidents = index
        .getLeaves(properties.cluster_id, Number.POSITIVE_INFINITY)
        .map((leaf) => leaf.properties.incident)
        .sort((a, b) => rankOf(a) - rankOf(b))
      marks.push({
        key: `${incidents[0]?.id} ${incidents.length}`,
        lngLat,
        ids: incidents.map(({ id }) => id),
        iconId: clusterIconId(properties),
        radiusPixels: clusterRadius(incidents.length),
        rank: Math.min(...incidents.map(rankOf)),
      })
    } else {
      const { incident } = properties as { incident: MapIncident }
      marks.push({
        key: incident.id,
        lngLat,
        ids: [incident.id],
        iconId: singleIconId(incident.kind, incident.severity),
        radiusPixels: singleRadius,
        rank: rankOf(incident),
      })
    }
  }
  return marks.sort((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1)).map(({ rank: _, ...mark }) => mark)
}

/** All icons that a list of marks needs. Pure. */
export const listIconIds = (marks: readonly IncidentMark[]): string[] => [
  ...new Set([ringIconId, ...marks.map(({ iconId }) => iconId)]),
]

/** What a click on the markers finds. Pure. */
export const listIncidentTargets = (marks: readonly IncidentMark[]): PickTarget[] =>
  marks.map(({ key, lngLat, ids, radiusPixels }) => ({
    kind: 'incident',
    id: ids[0] ?? key,
    lngLat,
    radiusPixels,
    ids,
  }))

/** deck.gl layers of the markers; those that hold an active id (selected, hovered in the list) get a ring. Pure. */
export function createIncidentLayers(
  marks: readonly IncidentMark[],
  atlas: IconAtlas,
  activeIds: ReadonlySet<string>,
): DeckLayer[] {
  const shared = {
    // a canvas is taken as well as an address, the types only do not say so
    iconAtlas: atlas.canvas as unknown as string,
    iconMapping: atlas.mapping,
    sizeUnits: 'pixels',
    getPosition: ({ lngLat }: IncidentMark) => lngLat,
    // icons lie in the plane of the map; their order alone decides which is on top
    parameters: { depthCompare: 'always', depthWriteEnabled: false },
    alphaCutoff: 0.01,
  } as const
  const active = marks.filter(({ ids }) => ids.some((id) => activeIds.has(id)))
  return [
    new IconLayer<IncidentMark>({
      ...shared,
      id: 'incident-rings',
      data: active,
      getIcon: () => ringIconId,
      getSize: ({ radiusPixels }) => ((atlas.sizes[ringIconId] ?? 60) * (radiusPixels + 8)) / 25,
    }),
    new IconLayer<IncidentMark>({
      ...shared,
      id: 'incident-marks',
      data: marks,
      getIcon: ({ iconId }) => iconId,
      getSize: ({ iconId }) => atlas.sizes[iconId] ?? 40,
    }),
  ] as unknown as DeckLayer[]
}
