import type { IncidentKind, Severity } from '#api/operations/incidents/incidents.contract.ts'
import { type AtlasIcon, drawCentredText, iconFont } from '#web/map/icon-atlas.ts'
import type { MapLanguage, MapTheme } from '#web/map/map-types.ts'

/** The national warning colours, the same by day and night. */
const severityColors: Record<Severity, string> = {
  blue: '#3B82F6',
  yellow: '#EAB308',
  orange: '#F97316',
  red: '#EF4444',
}
/** Worst first: the order in which marks are drawn and lists are sorted. */
export const severityOrder: readonly Severity[] = ['red', 'orange', 'yellow', 'blue']

const characters: Record<MapLanguage, Record<Severity, string>> = {
  zh: { blue: '蓝', yellow: '黄', orange: '橙', red: '红' },
  en: { blue: 'B', yellow: 'Y', orange: 'O', red: 'R' },
}
/** Dark letters where white ones would not reach a contrast of 4.5. */
const letterColors: Record<Severity, string> = { blue: '#FFFFFF', yellow: '#1C1400', orange: '#1F0D00', red: '#FFFFFF' }

/** On a 24-pixel square around its middle: circle, triangle, diamond, square. */
const shapes: Record<Severity, string> = {
  blue: 'M0-11.5a11.5 11.5 0 1 0 0 23 11.5 11.5 0 0 0 0-23z',
  yellow: 'M0-13 13.5 10.5H-13.5z',
  orange: 'M0-14.5 14.5 0 0 14.5-14.5 0z',
  red: 'M-11-11H11V11H-11z',
}
/** Filled glyphs on a 12-pixel square around its middle. */
const glyphs: Record<IncidentKind, string> = {
  dispute: 'M-5.5-4.5H1.500v5H-2.800L-4.5 2.200V.5H-5.500zM2.6-2H5.500v5.200H4.500V5L2.7 3.200H-.8V1.600H2.600z',
  hazard: 'M0-5.2 5.8 4.800H-5.800zM-.75-1.800v3.400h1.500v-3.400zM-.75 2.500V4h1.500V2.500z',
  emergency: 'M0-6 1.5-2.6 5-4.3 3.5-.9 6 0 3.5.9 5 4.3 1.5 2.6 0 6-1.5 2.6-5 4.3-3.5.9-6 0-3.5-.9-5-4.3-1.5-2.600z',
  request: 'M-4.5-5.500H1.800L4.5-2.800V5.500H-4.500zM-2.7-1.600v1.200h5.400v-1.200zM-2.7 1.200v1.200h5.400V1.200z',
}

const panel = { night: '#101A2A', day: '#FFFFFF' }
const ink = { night: '#E8EEF7', day: '#16202E' }
const rim = { night: 'rgba(6, 11, 20, 0.9)', day: 'rgba(255, 255, 255, 0.96)' }

export const singleIconId = (kind: IncidentKind, severity: Severity): string => `${kind} ${severity}`
export const ringIconId = 'ring'
export type SeverityCounts = Record<Severity, number>
export const clusterIconId = (counts: SeverityCounts): string =>
  `cluster ${severityOrder.map((severity) => counts[severity]).join(' ')}`
const countsOfId = (id: string): SeverityCounts => {
  const [red = 0, orange = 0, yellow = 0, blue = 0] = id.split(' ').slice(1).map(Number)
  return { red, orange, yellow, blue }
}

const countOf = (counts: SeverityCounts): number => severityOrder.reduce((sum, severity) => sum + counts[severity], 0)
const digitsOf = (count: number): number => String(count).length
/** Radius of a cluster by the digits of its number, in pixels. */
export const clusterRadius = (count: number): number => 14 + digitsOf(count) * 2.5
export const singleRadius = 15
/** The worst that a cluster holds: what its badge shows. Pure. */
export const worstOf = (counts: SeverityCounts): Severity | undefined =>
  severityOrder.find((severity) => counts[severity] > 0)

/** How an icon is drawn, by its id. */
export function drawIncidentIcon(id: string, theme: MapTheme, language: MapLanguage): AtlasIcon {
  if (id === ringIconId) return { id, sizePixels: 60, draw: (context) => drawRing(context, theme) }
  if (id.startsWith('cluster')) {
    const counts = countsOfId(id)
    const radius = clusterRadius(countOf(counts))
    return { id, sizePixels: radius * 2 + 8, draw: (context) => drawCluster(context, counts, radius, theme) }
  }
  const [kind, severity] = id.split(' ') as [IncidentKind, Severity]
  return { id, sizePixels: 46, draw: (context) => drawSingle(context, kind, severity, theme, language) }
}

function drawRing(context: CanvasRenderingContext2D, theme: MapTheme): void {
  for (const [width, color] of [
    [5, rim[theme]],
    [2.4, theme === 'night' ? '#FFFFFF' : '#0B1B2B'],
  ] as const) {
    context.beginPath()
    context.arc(0, 0, 25, 0, Math.PI * 2)
    context.lineWidth = width
    context.strokeStyle = color
    context.stroke()
  }
}

function drawSingle(
  context: CanvasRenderingContext2D,
  kind: IncidentKind,
  severity: Severity,
  theme: MapTheme,
  language: MapLanguage,
): void {
  const shape = new Path2D(shapes[severity])
  context.lineJoin = 'round'
  context.shadowColor = theme === 'night' ? 'rgba(0, 0, 0, 0.6)' : 'rgba(20, 32, 46, 0.4)'
  context.shadowBlur = 8
  context.strokeStyle = rim[theme]
  context.lineWidth = 4
  context.stroke(shape)
  context.shadowColor = 'transparent'
  context.fillStyle = severityColors[severity]
  context.fill(shape)
  context.fillStyle = letterColors[severity]
  context.font = iconFont(700, severity === 'yellow' ? 10.5 : 12.5)
  drawCentredText(context, characters[language][severity], 0, severity === 'yellow' ? 3.2 : 0)
  // the kind sits at the shoulder, where it covers neither shape nor character
  context.translate(11.5, -11.5)
  context.beginPath()
  context.arc(0, 0, 8, 0, Math.PI * 2)
  context.fillStyle = panel[theme]
  context.fill()
  context.lineWidth = 1
  context.strokeStyle = theme === 'night' ? '#3B4F70' : '#B9C6D4'
  context.stroke()
  context.scale(0.86, 0.86)
  context.fillStyle = ink[theme]
  context.fill(new Path2D(glyphs[kind]), 'evenodd')
}

/** A ring that shows by its parts how many are of which severity, the number of all in the middle, and at the shoulder the
 *  shape of the worst: thin arcs of colour alone would not say it to everybody. */
function drawCluster(context: CanvasRenderingContext2D, counts: SeverityCounts, radius: number, theme: MapTheme): void {
  const count = countOf(counts)
  context.shadowColor = theme === 'night' ? 'rgba(0, 0, 0, 0.6)' : 'rgba(20, 32, 46, 0.35)'
  context.shadowBlur = 8
  context.beginPath()
  context.arc(0, 0, radius + 1, 0, Math.PI * 2)
  context.fillStyle = rim[theme]
  context.fill()
  context.shadowColor = 'transparent'
  const present = severityOrder.filter((severity) => counts[severity] > 0)
  const parts = present.length
  // a part of one in a thousand must still be seen
  const smallest = 0.06
  const spare = 1 - smallest * parts
  let angle = -Math.PI / 2
  const pause = parts > 1 ? 0.09 : 0
  for (const severity of present) {
    const turn = (smallest + (spare * counts[severity]) / count) * Math.PI * 2
    context.beginPath()
    context.arc(0, 0, radius - 2, angle + pause / 2, angle + turn - pause / 2)
    context.lineWidth = 4
    context.strokeStyle = severityColors[severity]
    context.stroke()
    angle += turn
  }
  context.beginPath()
  context.arc(0, 0, radius - 4.5, 0, Math.PI * 2)
  context.fillStyle = panel[theme]
  context.fill()
  context.fillStyle = ink[theme]
  context.font = iconFont(700, 13)
  drawCentredText(context, String(count), 0, 0)
  const worst = worstOf(counts)
  if (!worst) return
  const shape = new Path2D(shapes[worst])
  const shoulder = radius * 0.76
  context.translate(shoulder, -shoulder)
  context.scale(0.46, 0.46)
  context.lineJoin = 'round'
  context.lineWidth = 7
  context.strokeStyle = rim[theme]
  context.stroke(shape)
  context.fillStyle = severityColors[worst]
  context.fill(shape)
}
