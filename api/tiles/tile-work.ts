import type { BasemapSource } from '#api/basemap/basemap-layers.ts'
import type { EditionSource } from './edition-layers.ts'

/** What is cut. Every thread puts the arcs together for itself: that takes 0.3 s, and arcs are slow to hand over. */
export type TileSource = { kind: 'edition'; edition: EditionSource } | { kind: 'basemap'; basemap: BasemapSource }

/** Some columns of a zoom, both ends included. */
export type CutJob = { zoom: number; columns: [from: number, to: number] }
