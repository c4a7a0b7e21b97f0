import type { FeatureCollection } from 'geojson'
import type { OverlayId } from './layer-order.ts'

/** Words of the map, shared by the engine, its tools and the layer functions.
 *
 *  layer    one thing MapLibre or deck.gl draws
 *  source   where a layer's data comes from
 *  overlay  what a user switches on or off: one overlay, many layers
 *  owner    who put deck.gl layers, pick targets or shapes on the map; one owner replaces only its own
 *  claim    a transparent symbol under a deck.gl marker, so that labels give way to it
 *  highlight  grids tinted by how much of them an area touches
 */

/** `[longitude, latitude]`, degrees, EPSG:4326. */
export type LngLat = [lng: number, lat: number]
/** `[west, south, east, north]`, degrees. */
export type Bbox = [west: number, south: number, east: number, north: number]

export type MapTheme = 'day' | 'night'
export type MapLanguage = 'zh' | 'en'

/** Zoom as MapLibre counts it (512-pixel world at 0); bearing and pitch in degrees. */
export type Camera = { center: LngLat; zoom: number; bearing: number; pitch: number }

/** Pixels of the container that panels cover. */
export type MapPadding = { top: number; right: number; bottom: number; left: number }

/** What the map needs of `GET /api/editions/current`; the answer of the API fits as it is. */
export type MapEdition = {
  number: number
  bounds: Bbox
  tiles: string
  basemap: { tiles: string; minzoom: number; maxzoom: number } | null
  terrain: { tiles: string; minzoom: number; maxzoom: number; tileSize: number; bounds: Bbox } | null
}

/** A grid's class: 0 … colors.length - 1, or null for "no data" (hatched). */
export type Choropleth = {
  /** Codes as numbers of all grids to colour. */
  gridIds: readonly number[] | Float64Array
  classOf: (gridId: number) => number | null
  /** Whether any grid has no class. */
  hasNoData: boolean
  colors: readonly string[]
}

/** A grid an area touches; `share` 0–1 of its surface. */
export type HighlightedGrid = { code: string; share: number; whole: boolean }

export type ShapeLook = 'query' | 'measure'

/** Something small that a click should find before the grid beneath it.
 *  `ids`: all it stands for (a cluster, a stack); absent = itself. */
export type PickTarget = {
  kind: 'incident' | 'patrol'
  id: string
  lngLat: LngLat
  radiusPixels: number
  ids?: readonly string[]
}

export type MapSelectEvent = {
  kind: 'grid' | 'incident' | 'patrol' | 'none'
  /** Grid code, or the incident's or patrol's id; null for `none`. */
  code: string | null
  lngLat: LngLat
  point: [x: number, y: number]
  /** All ids under the pointer when there are several (of the same kind), nearest first. */
  stack?: string[]
}

export type MapHoverEvent = {
  kind: 'grid' | 'incident' | 'patrol' | 'none'
  code: string | null
  stack?: string[]
  point: [x: number, y: number]
  lngLat: LngLat
}

export type CameraSettledEvent = Camera & { bounds: Bbox; metersPerPixel: number }

/** What a tool is told about the pointer. Screen pixels are relative to the map's container. */
export type MapPointer = {
  lngLat: LngLat
  point: [x: number, y: number]
  shiftKey: boolean
  /** Metres a pixel at the middle of the map, for tolerances in pixels. */
  metersPerPixel: number
  /** How often the pointer came down at this place (2 = double click). */
  clickCount: number
  /** Keeps the map from panning or zooming because of this event. */
  preventDefault(): void
}

/** Exactly one tool is active. `exit` leaves the map as `enter` found it, however the gesture ended.
 *  While a tool is active clicks go to it and select nothing. */
export type MapTool = {
  id: string
  /** CSS cursor while the tool is active; default `crosshair`. */
  cursor?: string
  enter(engine: MapEngine): void
  exit(engine: MapEngine): void
  pointerDown?(pointer: MapPointer): void
  pointerMove?(pointer: MapPointer): void
  pointerUp?(pointer: MapPointer): void
  /** True when the tool took the key, so that nothing else acts on it. */
  keyDown?(key: string): boolean
  cancel?(): void
}

export type MapFailure = { reason: 'no_webgl' | 'tiles'; status?: number; message: string }

export type MapEngineEvents = {
  select: MapSelectEvent
  hover: MapHoverEvent
  cameraSettled: CameraSettledEvent
  /** The pointer's place, at most once a frame, for a coordinate read-out; null when it leaves the map. */
  pointer: { lngLat: LngLat; point: [x: number, y: number] } | null
  /** Zoom crossed a half step: clusters are rebuilt at these. */
  zoomStep: { zoom: number }
  /** The view is on the screen with all its grids, after the camera or the tiles have changed. */
  viewDrawn: null
  /** The county is drawn for the first time. */
  ready: { milliseconds: number }
  /** The graphics context is gone; the map tries to come back by itself. */
  lost: { at: number }
  /** The map draws again: after a lost context (then it was made anew) or after tiles that failed. */
  recovered: { milliseconds: number; rebuilt: boolean }
  failed: MapFailure
}

/** A deck.gl layer. Not typed by deck.gl here, so that nothing loads it before the county is drawn. */
export type DeckLayer = { id: string; clone(overrides: object): DeckLayer }

export type MapEngineOptions = {
  container: HTMLElement
  theme: MapTheme
  language: MapLanguage
  edition: MapEdition
  /** Without it the whole county is shown. */
  camera?: Camera
  padding?: MapPadding
  /** Sent with every request for tiles. */
  requestHeaders?: Readonly<Record<string, string>>
}

/** The one map of a page. Every setter may be called as often as you like, at any time, also while the graphics
 *  context is lost: the state is kept and drawn when the map can. The same reference again costs nothing. */
export type MapEngine = {
  setTheme(theme: MapTheme): void
  setLanguage(language: MapLanguage): void
  setEdition(edition: MapEdition): void
  setChoropleth(choropleth: Choropleth | null): void
  /** `gridCodes`: the grids of a selected group, which has no outline of its own in the tiles. */
  setSelection(code: string | null, gridCodes?: readonly string[]): void
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
  /** Moves the map just enough that the box lies where no panel covers it. */
  revealBounds(bounds: Bbox): void
  fitBounds(bounds: Bbox, options?: { maxZoom?: number; instant?: boolean }): void
  flyTo(target: { center: LngLat; zoom?: number; bearing?: number; pitch?: number; instant?: boolean }): void
  getCamera(): CameraSettledEvent
  zoomBy(steps: number): void
  /** Screen pixels of a place, relative to the container. */
  project(lngLat: LngLat): [x: number, y: number]
  /** Distinct codes of the grids drawn in the part of the map no panel covers. Empty while the map cannot draw. */
  gridsInView(): string[]
  /** A PNG of the map as it is drawn now, but for the deck layers of the owners that are left out. Rejects while the context is
   *  lost. */
  takePicture(leftOut?: readonly string[]): Promise<Blob>
  /** Returns the function that unsubscribes. */
  on<Name extends keyof MapEngineEvents>(name: Name, handler: (event: MapEngineEvents[Name]) => void): () => void
  dispose(): void
}
