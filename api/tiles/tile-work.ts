import type { BasemapSource } from '#api/basemap/basemap-layers.ts'
import type { SharedEdition } from './shared-edition.ts'

/** What is cut. Every thread puts the arcs together for itself: that takes 0.3 s, and arcs are slow to hand over. */
export type TileSource = { kind: 'edition'; edition: SharedEdition } | { kind: 'basemap'; basemap: BasemapSource }

/** Some columns of a zoom, both ends included. */
export type CutJob = { zoom: number; columns: [from: number, to: number] }
