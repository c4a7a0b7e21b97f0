import type { FeatureCollection } from 'geojson'
import { type GeoJSONSource, Map as MaplibreMap, type VectorTileSource } from 'maplibre-gl'
import { zoomOf } from '#web/lib/page-zoom.ts'
import type { DeckOverlay } from './deck-overlay.ts'
import { fitMap, minZoom } from './fit-map.ts'
import { sourceIds } from './layer-order.ts'
import { mapLocale, mapTitle } from './map-locale.ts'
import type { Bbox, Camera, DeckLayer, MapPadding } from './map-types.ts'
import { createMapImages } from './style/map-images.ts'
import { buildMapStyle, type MapLook } from './style/map-style.ts'
import { raiseText } from './style/raise-text.ts'
import { type StyleTarget, syncStyle } from './style/sync-style.ts'

export type DrawnMapHandlers = {
  /** The style is there: feature-state and sources can be set. */
  able(): void
  /** The county's tiles are on the screen, once a map. */
  drawn(): void
  lost(): void
  restored(): void
  tileFailure(status: number | undefined, message: string): void
}

/** One MapLibre map with its overlay, for as long as its graphics context lives. What it should show is told to it by
 *  the engine, which can tell the same to another one. */
export type DrawnMap = {
  readonly map: MaplibreMap
  /** False before the style is loaded and after the context is lost: then nothing of `map` may be called. */
  isAble(): boolean
  setLook(look: MapLook): void
  setShapes(collection: FeatureCollection): void
  setClaims(collection: FeatureCollection): void
  setDeckLayers(layers: readonly DeckLayer[]): void
  /** Asks again for all tiles in view; calls back when all have come. */
  retryTiles(done: () => void): void
  remove(): void
}

export type DrawnMapOptions = {
  container: HTMLElement
  look: MapLook
  start: Camera | { bounds: Bbox; padding: MapPadding }
  handlers: DrawnMapHandlers
  requestHeaders?: Readonly<Record<string, string>> | undefined
}

const maxZoom = 18
/** Of an enlarged map's own pixels; as small as the page's smallest text. */
const wallTextPixels = 12
/** How far around the county one can go, in degrees. MapLibre zooms in until these bounds fill the window, also beyond
 *  `minZoom` where the window is wide: from 1,614 px on in Huize. With 4 degrees Huize is then 400 px high in a window of
 *  2,560 px, so that it fits above an open table. */
const marginDegrees = 4

const middleOf = ([west, south, east, north]: Bbox): [number, number] => [(west + east) / 2, (south + north) / 2]

/** Throws where the browser gives no WebGL. */
export function createDrawnMap(options: DrawnMapOptions): DrawnMap {
  const { container, look: firstLook, start, handlers, requestHeaders: headers } = options
  const { bounds } = firstLook.edition
  const isOnWall = () => zoomOf(container) > 1
  // An enlarged page gives the map few pixels of its own, each of which is several of the screen.
  const sharpRatio = () => window.devicePixelRatio * zoomOf(container)
  const buildStyle = (look: MapLook) => {
    const built = buildMapStyle(look)
    return isOnWall() ? raiseText(built, wallTextPixels) : built
  }
  let style = buildStyle(firstLook)
  let wantedLook = firstLook
  let isAble = false
  let isRemoved = false
  let isOverlayWanted = false
  let hasFailedTiles = false
  let overlay: DeckOverlay | null = null
  let deckLayers: readonly DeckLayer[] = []

  const map = new MaplibreMap({
    container,
    style,
    ...('center' in start
      ? { center: start.center, zoom: start.zoom, bearing: start.bearing, pitch: start.pitch }
      : { center: middleOf(start.bounds), zoom: minZoom }),
    minZoom,
    maxZoom,
    maxBounds: [
      bounds[0] - marginDegrees,
      bounds[1] - marginDegrees,
      bounds[2] + marginDegrees,
      bounds[3] + marginDegrees,
    ],
    ...(isOnWall() && { pixelRatio: sharpRatio() }),
    ...(headers && { transformRequest: (url: string) => ({ url, headers: { ...headers } }) }),
    attributionControl: false,
    locale: mapLocale(firstLook.language),
    renderWorldCopies: false,
    // an operator who turned the map by accident is lost: north stays up unless a link says otherwise
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 120,
    // the style is made by our own typed code
    validateStyle: false,
    // every letter comes from the fonts of the machine
    localIdeographFontFamily: 'sans-serif',
  })
  // only now: the window's size is known, and MapLibre's own `bounds` would put half a county beneath a panel
  if (!('center' in start)) fitMap(map, start.bounds, start.padding, { maxZoom, duration: 0 })
  map.on('resize', () => {
    if (map.getPixelRatio() === sharpRatio()) return
    map.setPixelRatio(sharpRatio())
    setLook(wantedLook)
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()

  const target: StyleTarget = {
    addSource: (id, source) => map.addSource(id, source),
    removeSource: (id) => map.removeSource(id),
    addLayer: (layer, beforeId) => map.addLayer(layer, beforeId),
    removeLayer: (id) => map.removeLayer(id),
    setPaintProperty: (id, name, value) => map.setPaintProperty(id, name, value),
    setLayoutProperty: (id, name, value) => map.setLayoutProperty(id, name, value),
    setFilter: (id, filter) => map.setFilter(id, filter),
    setTiles: (id, tiles) => map.getSource<VectorTileSource>(id)?.setTiles(tiles),
  }

  function setLook(look: MapLook): void {
    if (look.language !== wantedLook.language) map.getCanvas().setAttribute('aria-label', mapTitle(look.language))
    wantedLook = look
    if (!isAble) return
    const next = buildStyle(look)
    syncStyle(target, style, next)
    style = next
  }

  function addImages(): void {
    for (const theme of ['night', 'day'] as const) {
      for (const { id, image, options } of createMapImages(theme)) {
        if (!map.hasImage(id)) map.addImage(id, image, options)
      }
    }
  }

  map.once('style.load', () => {
    if (isRemoved) return
    isAble = true
    addImages()
    if (wantedLook !== firstLook) setLook(wantedLook)
    handlers.able()
  })

  const lookForCounty = (): void => {
    // a tile that failed counts as loaded; the basemap may come a moment later
    if (!isAble || hasFailedTiles || !map.isSourceLoaded(sourceIds.edition)) return
    map.off('render', lookForCounty)
    handlers.drawn()
    void startOverlay()
  }
  map.on('render', lookForCounty)

  map.on('webglcontextlost', () => {
    isAble = false
    dropOverlay()
    handlers.lost()
  })
  map.on('webglcontextrestored', () => {
    if (!isRemoved) handlers.restored()
  })

  map.on('error', (event) => {
    const { error, sourceId } = event as unknown as { error?: Error & { status?: number }; sourceId?: string }
    if (isRemoved) return
    if (sourceId === undefined) console.error('map', error)
    else {
      hasFailedTiles = true
      handlers.tileFailure(error?.status, error?.message ?? '')
    }
  })

  async function startOverlay(): Promise<void> {
    if (isOverlayWanted) return
    isOverlayWanted = true
    const { createDeckOverlay } = await import('./deck-overlay.ts')
    if (!isAble || isRemoved) return
    overlay = createDeckOverlay(map)
    overlay.setLayers(deckLayers)
  }

  function dropOverlay(): void {
    try {
      overlay?.remove()
    } catch {
      // its graphics context is gone already, and with it whatever it could not give back
    }
    overlay = null
  }

  const setData = (sourceId: string, collection: FeatureCollection): void => {
    if (isAble) map.getSource<GeoJSONSource>(sourceId)?.setData(collection)
  }

  return {
    map,
    isAble: () => isAble,
    setLook,
    setShapes: (collection) => setData(sourceIds.shapes, collection),
    setClaims: (collection) => setData(sourceIds.claims, collection),
    setDeckLayers(layers) {
      deckLayers = layers
      overlay?.setLayers(layers)
    },
    retryTiles(done) {
      if (!isAble) return
      hasFailedTiles = false
      for (const [id, source] of Object.entries(style.sources)) if ('tiles' in source) map.refreshTiles(id)
      const lookForTiles = (): void => {
        if (isRemoved || hasFailedTiles) map.off('render', lookForTiles)
        else if (isAble && map.areTilesLoaded()) {
          map.off('render', lookForTiles)
          done()
        }
      }
      map.on('render', lookForTiles)
    },
    remove() {
      if (isRemoved) return
      isRemoved = true
      isAble = false
      dropOverlay()
      try {
        map.remove()
      } catch {
        // a map whose context was lost may fail half-way; what it leaves in the page is taken out below
      }
      container.replaceChildren()
    },
  }
}
