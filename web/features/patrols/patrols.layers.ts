import { PathStyleExtension } from '@deck.gl/extensions'
import { IconLayer, PathLayer } from '@deck.gl/layers'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { type AtlasIcon, drawCentredText, type IconAtlas, iconFont } from '#web/map/icon-atlas.ts'
import type { DeckLayer, LngLat, MapTheme, PickTarget } from '#web/map/map-types.ts'

export type MapPatrol = Pick<Patrol, 'id' | 'state' | 'line' | 'stops'>

/** A numbered stop, or the badge of a whole patrol where it is too small for its stops. */
export type PatrolMark = { patrolId: string; lngLat: LngLat; iconId: string; isDimmed: boolean }
export type PatrolPath = { patrolId: string; line: LngLat[]; isDone: boolean; isActive: boolean; isDimmed: boolean }

export const ownerOfPatrols = 'patrols'
/** Farther out a patrol is shorter than its numbers. */
const stopsFromZoom = 11
export const stopRadius = 10
const badgeIconId = 'badge'

type Rgb = [number, number, number]
const lineColors: Record<MapTheme, { active: Rgb; done: Rgb; casing: Rgb }> = {
  night: { active: [134, 232, 219], done: [138, 156, 182], casing: [6, 12, 21] },
  day: { active: [8, 99, 89], done: [98, 114, 134], casing: [255, 255, 255] },
}

/** Pixels of a place in a world of 512 × 2^zoom, for distances on the screen. Pure. */
export function toWorldPixels([lng, lat]: LngLat, zoom: number): [x: number, y: number] {
  const scale = 512 * 2 ** zoom
  const sine = Math.sin((lat * Math.PI) / 180)
  return [((lng + 180) / 360) * scale, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * scale]
}

const isDone = ({ state }: MapPatrol): boolean => state === 'done' || state === 'cancelled'

/** The lines, the active patrol last so that it lies on top. While one is active the others step back. Pure. */
export function listPatrolPaths(patrols: readonly MapPatrol[], activeId: string | null): PatrolPath[] {
  return patrols
    .filter(({ line }) => line.length > 1)
    .map((patrol) => ({
      patrolId: patrol.id,
      line: patrol.line,
      isDone: isDone(patrol),
      isActive: patrol.id === activeId,
      isDimmed: activeId !== null && patrol.id !== activeId,
    }))
    .sort((a, b) => Number(a.isActive) - Number(b.isActive))
}

/** The stops at a zoom. Of stops that would cover each other the first keeps its place; all are there when one zooms in.
 *  The active patrol chooses first. Pure. */
export function listPatrolMarks(patrols: readonly MapPatrol[], zoom: number, activeId: string | null): PatrolMark[] {
  const marks: PatrolMark[] = []
  const taken: [number, number][] = []
  const claim = (lngLat: LngLat): boolean => {
    const at = toWorldPixels(lngLat, Math.floor(zoom * 2) / 2)
    if (taken.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < stopRadius * 2 + 3)) return false
    taken.push(at)
    return true
  }
  const inOrder = [...patrols].sort((a, b) => Number(b.id === activeId) - Number(a.id === activeId))
  for (const patrol of inOrder) {
    const isDimmed = activeId !== null && patrol.id !== activeId
    const stops = [...patrol.stops].sort((a, b) => a.position - b.position)
    const first = stops[0]
    if (first === undefined) continue
    if (zoom < stopsFromZoom && patrol.id !== activeId) {
      const middle = patrol.line[Math.floor(patrol.line.length / 2)] ?? first.lngLat
      if (claim(middle)) marks.push({ patrolId: patrol.id, lngLat: middle, iconId: badgeIconId, isDimmed })
      continue
    }
    for (const stop of stops) {
      if (!claim(stop.lngLat)) continue
      marks.push({ patrolId: patrol.id, lngLat: stop.lngLat, iconId: stopIconId(stop), isDimmed })
    }
  }
  // the first to choose is drawn last
  return marks.reverse()
}

const stopIconId = ({ position, visitedAt }: { position: number; visitedAt: string | null }): string =>
  `stop ${position} ${visitedAt === null ? 'open' : 'visited'}`

/** What a click finds: the stops, and the line itself by points along it. Pure. */
export function listPatrolTargets(
  marks: readonly PatrolMark[],
  paths: readonly PatrolPath[],
  zoom: number,
): PickTarget[] {
  const targets: PickTarget[] = marks.map(({ patrolId, lngLat }) => ({
    kind: 'patrol',
    id: patrolId,
    lngLat,
    radiusPixels: stopRadius + 1,
  }))
  if (zoom < stopsFromZoom) return targets
  for (const { patrolId, line } of paths) {
    for (const lngLat of spacePoints(line, zoom)) {
      targets.push({ kind: 'patrol', id: patrolId, lngLat, radiusPixels: 3 })
    }
  }
  return targets
}

const spacingPixels = 9
const maxPointsPerLine = 250

/** Points along a line at most so many pixels apart, but never more than the limit. */
function spacePoints(line: readonly LngLat[], zoom: number): LngLat[] {
  const points: LngLat[] = []
  for (let index = 1; index < line.length; index++) {
    const from = line[index - 1] as LngLat
    const to = line[index] as LngLat
    const [fromX, fromY] = toWorldPixels(from, zoom)
    const [toX, toY] = toWorldPixels(to, zoom)
    const parts = Math.max(1, Math.ceil(Math.hypot(toX - fromX, toY - fromY) / spacingPixels))
    for (let part = 0; part < parts; part++) {
      const share = part / parts
      points.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
      if (points.length >= maxPointsPerLine) return points
    }
  }
  return points
}

/** All icons that a list of marks needs. Pure. */
export const listPatrolIconIds = (marks: readonly PatrolMark[]): string[] => [
  ...new Set([badgeIconId, ...marks.map(({ iconId }) => iconId)]),
]

export function drawPatrolIcon(id: string, theme: MapTheme): AtlasIcon {
  return { id, sizePixels: id === badgeIconId ? 20 : 28, draw: (context) => drawStop(context, id, theme) }
}

function drawStop(context: CanvasRenderingContext2D, id: string, theme: MapTheme): void {
  const [, position, visit] = id.split(' ')
  const tone = theme === 'night' ? '#2BB3A3' : '#0E7C70'
  const panel = theme === 'night' ? '#0D1A2A' : '#FFFFFF'
  const isFilled = visit === 'visited' || id === badgeIconId
  // a badge stands for a whole round in a view of the county: present, not loud
  if (id === badgeIconId) context.scale(0.7, 0.7)
  context.beginPath()
  context.arc(0, 0, stopRadius + 2, 0, Math.PI * 2)
  context.fillStyle = theme === 'night' ? 'rgba(6, 12, 21, 0.85)' : 'rgba(255, 255, 255, 0.95)'
  context.fill()
  context.beginPath()
  context.arc(0, 0, stopRadius - 1, 0, Math.PI * 2)
  context.fillStyle = isFilled ? tone : panel
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = theme === 'night' ? '#86E8DB' : '#0A5F56'
  context.stroke()
  const letter = isFilled ? (theme === 'night' ? '#03201C' : '#FFFFFF') : theme === 'night' ? '#BDF3EB' : '#0A5F56'
  if (id === badgeIconId) {
    context.strokeStyle = letter
    context.lineWidth = 1.6
    context.lineCap = 'round'
    context.setLineDash([2.2, 2.6])
    context.beginPath()
    context.moveTo(-4.5, 3.5)
    context.bezierCurveTo(0, 4.5, -1.5, -4, 4.5, -3.5)
    context.stroke()
    return
  }
  context.fillStyle = letter
  context.font = iconFont(700, (position ?? '').length > 1 ? 9.5 : 11)
  drawCentredText(context, position ?? '', 0, 0)
}

/** deck.gl layers of the patrols: casing, dashes, stops. Pure. */
export function createPatrolLayers(
  paths: readonly PatrolPath[],
  marks: readonly PatrolMark[],
  atlas: IconAtlas,
  theme: MapTheme,
): DeckLayer[] {
  const colors = lineColors[theme]
  const alphaOf = ({ isDimmed }: { isDimmed: boolean }): number => (isDimmed ? 110 : 255)
  const flat = { depthCompare: 'always', depthWriteEnabled: false } as const
  const shared = {
    data: paths,
    getPath: ({ line }: PatrolPath) => line,
    widthUnits: 'pixels',
    capRounded: true,
    jointRounded: true,
    parameters: flat,
  } as const
  return [
    new PathLayer<PatrolPath>({
      ...shared,
      id: 'patrol-casing',
      getColor: (path) => [...colors.casing, path.isDimmed ? 60 : 190],
      getWidth: ({ isActive }) => (isActive ? 7 : 5),
    }),
    new PathLayer<PatrolPath, { getDashArray?: unknown; dashJustified?: boolean }>({
      ...shared,
      id: 'patrol-dashes',
      getColor: (path) => [...(path.isDone ? colors.done : colors.active), alphaOf(path)],
      getWidth: ({ isActive }) => (isActive ? 3.6 : 2.6),
      // in widths of the line
      getDashArray: [5, 3.5],
      // high precision carries the dashes over the corners; without it each short piece of road starts anew and looks solid
      extensions: [new PathStyleExtension({ dash: true, highPrecisionDash: true })],
    }),
    new IconLayer<PatrolMark>({
      id: 'patrol-stops',
      data: marks,
      iconAtlas: atlas.canvas as unknown as string,
      iconMapping: atlas.mapping,
      sizeUnits: 'pixels',
      getPosition: ({ lngLat }) => lngLat,
      getIcon: ({ iconId }) => iconId,
      getSize: ({ iconId }) => atlas.sizes[iconId] ?? 28,
      getColor: (mark) => [0, 0, 0, alphaOf(mark)],
      parameters: flat,
      alphaCutoff: 0.01,
    }),
  ] as unknown as DeckLayer[]
}
