export type { MapTool } from './map-types.ts'
