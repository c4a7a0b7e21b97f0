import type { MapTheme } from '../map-types.ts'

/** Names of runtime-made images, one a theme. */
export const imageName = (name: 'peak' | 'pass' | 'dot' | 'hatch' | 'claim' | 'shield', theme: MapTheme): string =>
  `${name}-${theme}`
