import type { FeatureCollection } from 'geojson'
import type { OverlayId } from './layer-order.ts'
import type { MapTool } from './map-tool.ts'
import type {
  Bbox,
  Camera,
  CameraSettledEvent,
  Choropleth,
  HighlightedGrid,
  LngLat,
  MapEdition,
  MapEngineEvents,
  MapLanguage,
  MapPadding,
  MapTheme,
  PickTarget,
  ShapeLook,
} from './map-types.ts'

export type { OverlayId } from './layer-order.ts'
export type * from './map-types.ts'

/** A deck.gl layer. Not typed by deck.gl here, so that nothing loads it before the county is drawn. */
export type DeckLayer = { id: string; props: object }

export type MapEngineOptions = {
  container: HTMLElement
  theme: MapTheme
  language: MapLanguage
  edition: MapEdition
  /** Without it the whole county is shown. */
  camera?: Camera
  padding?: MapPadding
}

/** The one map of a page. Every setter may be called as often as you like, at any time, also while the graphics
 *  context is lost: the state is kept and drawn when the map can. The same reference again costs nothing. */
export type MapEngine = {
  setTheme(theme: MapTheme): void
  setLanguage(language: MapLanguage): void
  setEdition(edition: MapEdition): void
  setChoropleth(choropleth: Choropleth | null): void
  setSelection(code: string | null): void
  setHover(code: string | null): void
  setHighlight(grids: readonly HighlightedGrid[]): void
  setOverlayVisible(overlay: OverlayId, visible: boolean): void
  setDeckLayers(owner: string, layers: readonly DeckLayer[]): void
  /** Places where labels give way. */
  setPlaceClaims(owner: string, points: readonly LngLat[]): void
  /** What a click or the pointer finds before the grid. */
  setPickTargets(owner: string, targets: readonly PickTarget[]): void
  setShapes(owner: string, collection: FeatureCollection | null, look: ShapeLook): void
  setTool(tool: MapTool | null): void
  getTool(): MapTool | null
  setPadding(padding: MapPadding): void
  fitBounds(bounds: Bbox, options?: { maxZoom?: number; instant?: boolean }): void
  flyTo(target: { center: LngLat; zoom?: number; instant?: boolean }): void
  getCamera(): CameraSettledEvent
  zoomBy(steps: number): void
  /** Screen pixels of a place, relative to the container. */
  project(lngLat: LngLat): [x: number, y: number]
  /** Distinct codes of the grids drawn in the part of the map no panel covers. Empty while the map cannot draw. */
  gridsInView(): string[]
  /** A PNG of the map as it is drawn now. Rejects while the context is lost. */
  takePicture(): Promise<Blob>
  /** Returns the function that unsubscribes. */
  on<Name extends keyof MapEngineEvents>(name: Name, handler: (event: MapEngineEvents[Name]) => void): () => void
  dispose(): void
}

/** False where the browser or its settings give no WebGL 2; then there can be no map, and the screen says so. */
export function isWebGlAvailable(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    // the probe's context is given back at once: browsers allow only about sixteen
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}

export function createMapEngine(_options: MapEngineOptions): MapEngine {
  throw new Error('not built yet')
}
