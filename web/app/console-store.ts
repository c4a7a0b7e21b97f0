import { create } from 'zustand'
import type { MapSelectEvent } from '#web/map/map-types.ts'

/** What the screen does right now and a link need not bring back. */
type ConsoleState = {
  tool: 'polygon' | 'circle' | 'distance' | 'area' | 'place' | null
  /** Read-out of the measuring tool. */
  measurement: { lengthMeters: number; areaSquareMeters: number | null } | null
  dialog: 'help' | 'print' | null
  isInspectorFolded: boolean
  /** Several things under one click, to choose from. */
  stack: { kind: 'incident' | 'patrol'; ids: string[]; lngLat: [number, number]; point: [number, number] } | null
  /** Where the map was clicked to select the grid that is selected, and how near it was then. */
  clicked: { code: string; lngLat: [number, number]; zoom: number } | null
}

export const useConsole = create<ConsoleState>(() => ({
  tool: null,
  measurement: null,
  dialog: null,
  isInspectorFolded: false,
  stack: null,
  clicked: null,
}))

export const setConsole = useConsole.setState

export function openStack(event: MapSelectEvent): void {
  if ((event.kind !== 'incident' && event.kind !== 'patrol') || !event.stack) return
  setConsole({ stack: { kind: event.kind, ids: event.stack, lngLat: event.lngLat, point: event.point } })
}
