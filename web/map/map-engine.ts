import { createDrawnMap, type DrawnMap, withFitMargin } from './drawn-map.ts'
import { createGridStates } from './grid-states.ts'
import { defaultOverlays, type OverlayId, sourceIds } from './layer-order.ts'
import { bindPointers } from './map-pointers.ts'
import type { MapTool } from './map-tool.ts'
import type {
  Bbox,
  Camera,
  CameraSettledEvent,
  Choropleth,
  LngLat,
  MapEngine,
  MapEngineEvents,
  MapEngineOptions,
  MapPadding,
} from './map-types.ts'
import { collectClaims, collectShapes, listDeckLayers, listPickTargets, type OwnedMarks } from './owned-marks.ts'
import { pickTarget } from './pick-targets.ts'
import { findGridAt, listGridsInView, readCamera, revealBounds, takePicture } from './read-map.ts'
import type { MapLook } from './style/map-style.ts'

export type * from './map-types.ts'

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

/** How long a lost graphics context may take to come back before a new map is made without it. */
const restoreLimitMs = 5000
/** Waits between tries to draw the tiles that failed; the last one repeats. */
const retryDelaysMs = [2000, 5000, 15_000, 30_000]

type Handlers = { [Name in keyof MapEngineEvents]: Set<(event: MapEngineEvents[Name]) => void> }

/** Makes the one map of a page. Throws where there is no WebGL: ask `isWebGlAvailable` first. */
export function createMapEngine(options: MapEngineOptions): MapEngine {
  const { container } = options
  const handlers: Handlers = {
    select: new Set(),
    hover: new Set(),
    cameraSettled: new Set(),
    pointer: new Set(),
    zoomStep: new Set(),
    viewDrawn: new Set(),
    ready: new Set(),
    lost: new Set(),
    recovered: new Set(),
    failed: new Set(),
  }
  const gridStates = createGridStates((run) => requestAnimationFrame(run))
  const marks: OwnedMarks = {
    deckLayers: new Map(),
    placeClaims: new Map(),
    pickTargets: new Map(),
    shapes: new Map(),
  }

  let look: MapLook = {
    theme: options.theme,
    language: options.language,
    edition: options.edition,
    overlays: { ...defaultOverlays },
    classColors: [],
    hasTint: false,
    hasOutline: false,
    selectedAreaCode: null,
    isCountyDrawn: false,
    origin: location.origin,
  }
  let choropleth: Choropleth | null = null
  let selection: string | null = null
  let selectedGridIds: readonly number[] = []
  let hover: string | null = null
  let isHighlighted = false
  let padding: MapPadding = options.padding ?? { top: 0, right: 0, bottom: 0, left: 0 }
  let tool: MapTool | null = null
  let camera: CameraSettledEvent | null = null
  let lastHover = 'none'
  let zoomStep = Number.NaN
  let lostAt: number | null = null
  let restoreTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let failedTries = 0
  let isReady = false
  let isDisposed = false
  let lookFrame = 0
  let unbindPointers = (): void => {}

  function emit<Name extends keyof MapEngineEvents>(name: Name, event: MapEngineEvents[Name]): void {
    for (const handler of [...handlers[name]]) handler(event)
  }

  // ---- one map after another: the same wishes, drawn again after the graphics context was lost

  function drawMap(start: Camera | { bounds: Bbox; padding: MapPadding }): DrawnMap {
    const next = createDrawnMap({
      container,
      look,
      start,
      handlers: {
        able() {
          gridStates.attach(next.map)
          showShapes()
          showClaims()
        },
        drawn: handleDrawn,
        lost: handleLost,
        restored: handleRestored,
        tileFailure: handleTileFailure,
      },
    })
    const { map } = next
    next.setDeckLayers(listDeckLayers(marks, isOwnerVisible))
    map.getCanvas().style.cursor = tool === null ? '' : (tool.cursor ?? 'crosshair')
    unbindPointers = bindPointers(map, { getTool: () => tool, press: handlePress, move: handleMove })
    map.on('move', () => {
      const step = Math.floor(map.getZoom() * 2) / 2
      if (step === zoomStep) return
      zoomStep = step
      emit('zoomStep', { zoom: map.getZoom() })
    })
    let isViewNew = true
    map.on('moveend', () => {
      isViewNew = true
      camera = readCamera(next.map)
      emit('cameraSettled', camera)
    })
    map.on('sourcedata', ({ tile, sourceId }) => {
      if (tile !== undefined && sourceId === sourceIds.edition) isViewNew = true
    })
    // as soon as the grids are there: labels fade and the ground may come later, and a slow machine is idle much later
    map.on('render', () => {
      if (!isViewNew || map.isMoving() || !next.isAble() || !map.isSourceLoaded(sourceIds.edition)) return
      isViewNew = false
      emit('viewDrawn', null)
    })
    camera = readCamera(next.map)
    return next
  }

  function handleDrawn(): void {
    failedTries = 0
    if (lostAt !== null) {
      const milliseconds = performance.now() - lostAt
      lostAt = null
      emit('recovered', { milliseconds, rebuilt: true })
    }
    if (!isReady) {
      isReady = true
      performance.mark('onegrid:map-drawn')
      emit('ready', { milliseconds: performance.now() })
      setLook({ isCountyDrawn: true })
    }
  }

  function handleLost(): void {
    if (isDisposed) return
    gridStates.attach(null)
    // lost again while coming back: still the same outage
    if (lostAt === null) {
      lostAt = performance.now()
      emit('lost', { at: Date.now() })
    }
    clearTimeout(restoreTimer)
    restoreTimer = setTimeout(redraw, restoreLimitMs)
  }

  /** MapLibre 5.24 could go on with the restored context, but deck.gl's device on it is dead for ever and feature-state
   *  is gone. A new map in the same place costs the same tiles and has one path for both ways to come back. */
  function handleRestored(): void {
    if (!isDisposed) redraw()
  }

  function redraw(): void {
    clearTimeout(restoreTimer)
    if (isDisposed) return
    const { center, zoom, bearing, pitch } = camera ?? readCamera(drawn.map)
    unbindPointers()
    drawn.remove()
    try {
      drawn = drawMap({ center, zoom, bearing, pitch })
      if (tool !== null) holdGestures(true)
    } catch (error) {
      emit('failed', { reason: 'no_webgl', message: String(error) })
      restoreTimer = setTimeout(redraw, restoreLimitMs)
    }
  }

  function handleTileFailure(status: number | undefined, message: string): void {
    if (retryTimer !== undefined || isDisposed) return
    emit('failed', { reason: 'tiles', status, message })
    const delay = retryDelaysMs[Math.min(failedTries, retryDelaysMs.length - 1)]
    failedTries += 1
    const failedAt = performance.now()
    retryTimer = setTimeout(() => {
      retryTimer = undefined
      drawn.retryTiles(() => {
        failedTries = 0
        emit('recovered', { milliseconds: performance.now() - failedAt, rebuilt: false })
      })
    }, delay)
  }

  // ---- what is wished for

  function setLook(change: Partial<MapLook>): void {
    look = { ...look, ...change }
    if (lookFrame !== 0) return
    // several setters of one moment are one pass over the style
    lookFrame = requestAnimationFrame(() => {
      lookFrame = 0
      drawn.setLook(look)
    })
  }

  const isGridCode = (code: string | null): code is string => code?.length === 15
  const gridIdOf = (code: string | null): number | null => (isGridCode(code) ? Number(code) : null)

  function updateMarks(): void {
    const hasTint = hover !== null || isHighlighted
    const hasOutline = hasTint || selectedGridIds.length > 0
    const selectedAreaCode = selection !== null && !isGridCode(selection) ? selection : null
    if (hasTint !== look.hasTint || hasOutline !== look.hasOutline || selectedAreaCode !== look.selectedAreaCode) {
      setLook({ hasTint, hasOutline, selectedAreaCode })
    }
  }

  function updateChoropleth(): void {
    const shown = look.overlays.choropleth ? choropleth : null
    gridStates.setChoropleth(shown)
    // without a choropleth the colours stay and no grid has a class: a paint property that turns constant while states
    // are on their way makes MapLibre 5.24 throw
    if (shown && shown.colors.join() !== look.classColors.join()) setLook({ classColors: shown.colors })
  }

  const isOwnerVisible = (owner: string): boolean => look.overlays[owner as OverlayId] !== false
  const showDeckLayers = (): void => drawn.setDeckLayers(listDeckLayers(marks, isOwnerVisible))
  const showShapes = (): void => drawn.setShapes(collectShapes(marks))
  const showClaims = (): void => drawn.setClaims(collectClaims(marks, isOwnerVisible))

  // ---- the pointer

  function pickAt(point: readonly [number, number], by: 'mouse' | 'touch') {
    return pickTarget(point, listPickTargets(marks, isOwnerVisible), project, by)
  }

  const gridAt = (point: [number, number]): string | null => (drawn.isAble() ? findGridAt(drawn.map, point) : null)

  function handlePress(place: { lngLat: LngLat; point: [number, number] }, by: 'mouse' | 'touch'): void {
    const picked = pickAt(place.point, by)
    if (picked !== null) {
      const stack = picked.ids.length > 1 ? picked.ids : undefined
      emit('select', { kind: picked.kind, code: picked.id, ...place, stack })
      return
    }
    const code = gridAt(place.point)
    emit('select', { kind: code === null ? 'none' : 'grid', code, ...place })
  }

  function handleMove(place: { lngLat: LngLat; point: [number, number] } | null): void {
    emit('pointer', place)
    const isBusy = tool !== null || drawn.map.isMoving()
    if (isBusy && place !== null) return
    const picked = place === null ? null : pickAt(place.point, 'mouse')
    const code = place === null || picked !== null ? null : gridAt(place.point)
    const kind = picked?.kind ?? (code === null ? 'none' : 'grid')
    const key = picked === null ? (code ?? 'none') : `${picked.kind} ${picked.ids.join()}`
    if (key === lastHover) return
    lastHover = key
    if (tool === null) drawn.map.getCanvas().style.cursor = kind === 'none' ? '' : 'pointer'
    setHover(code)
    const stack = picked !== null && picked.ids.length > 1 ? picked.ids : undefined
    const at = place ?? { lngLat: [0, 0] as LngLat, point: [0, 0] as [number, number] }
    emit('hover', { kind, code: picked?.id ?? code, stack, ...at })
  }

  function setHover(code: string | null): void {
    if (code === hover) return
    hover = code
    gridStates.setHovered(gridIdOf(code))
    updateMarks()
  }

  // ---- tools

  /** While a tool is active a double click ends its drawing and does not zoom. */
  function holdGestures(isHeld: boolean): void {
    const { map } = drawn
    for (const gesture of [map.doubleClickZoom, map.boxZoom]) {
      if (isHeld) gesture.disable()
      else gesture.enable()
    }
    map.getCanvas().style.cursor = isHeld ? (tool?.cursor ?? 'crosshair') : ''
  }

  function handleKey(event: KeyboardEvent): void {
    const { target } = event
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]')) return
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (tool?.keyDown?.(event.key) !== true) return
    event.preventDefault()
    event.stopPropagation()
  }

  function setTool(next: MapTool | null): void {
    if (next === tool) return
    tool?.exit(engine)
    if (tool === null) window.addEventListener('keydown', handleKey, true)
    tool = next
    if (next === null) window.removeEventListener('keydown', handleKey, true)
    holdGestures(next !== null)
    if (next !== null) setHover(null)
    next?.enter(engine)
  }

  // ---- the camera

  function project(lngLat: LngLat): [number, number] {
    const { x, y } = drawn.map.project(lngLat)
    return [x, y]
  }

  let drawn = drawMap(options.camera ?? { bounds: options.edition.bounds, padding })

  const engine: MapEngine = {
    setTheme(theme) {
      if (theme !== look.theme) setLook({ theme })
    },
    setLanguage(language) {
      if (language !== look.language) setLook({ language })
    },
    setEdition(edition) {
      if (edition !== look.edition) setLook({ edition })
    },
    setChoropleth(next) {
      choropleth = next
      updateChoropleth()
    },
    setSelection(code, gridCodes = []) {
      const gridIds = [...gridCodes, code].filter(isGridCode).map(Number)
      if (code === selection && gridIds.join() === selectedGridIds.join()) return
      selection = code
      selectedGridIds = gridIds
      gridStates.setSelected(gridIds)
      updateMarks()
    },
    setHover,
    setHighlight(grids) {
      isHighlighted = grids.length > 0
      gridStates.setHighlight(grids)
      updateMarks()
    },
    setOverlayVisible(overlay, isVisible) {
      if (look.overlays[overlay] === isVisible) return
      setLook({ overlays: { ...look.overlays, [overlay]: isVisible } })
      if (overlay === 'choropleth') updateChoropleth()
      if (marks.deckLayers.has(overlay)) showDeckLayers()
      if (marks.placeClaims.has(overlay)) showClaims()
    },
    setDeckLayers(owner, layers) {
      if (marks.deckLayers.get(owner) === layers) return
      marks.deckLayers.set(owner, layers)
      showDeckLayers()
    },
    setPlaceClaims(owner, points) {
      if (marks.placeClaims.get(owner) === points) return
      marks.placeClaims.set(owner, points)
      showClaims()
    },
    setPickTargets(owner, targets) {
      marks.pickTargets.set(owner, targets)
    },
    setShapes(owner, collection, shapeLook) {
      if (collection === null) marks.shapes.delete(owner)
      else marks.shapes.set(owner, { collection, look: shapeLook })
      showShapes()
    },
    setTool,
    getTool: () => tool,
    setPadding(next) {
      padding = next
    },
    revealBounds: (bounds) => revealBounds(drawn.map, bounds, padding),
    fitBounds(bounds, { maxZoom = 15.5, instant = false } = {}) {
      drawn.map.fitBounds(bounds, { padding: withFitMargin(padding), maxZoom, duration: instant ? 0 : 700 })
    },
    flyTo({ center, instant = false, ...turn }) {
      const offset: [number, number] = [(padding.left - padding.right) / 2, (padding.top - padding.bottom) / 2]
      // what is not asked for stays as it is; MapLibre takes a given `undefined` for a number
      const { zoom = drawn.map.getZoom(), bearing = drawn.map.getBearing(), pitch = drawn.map.getPitch() } = turn
      drawn.map.easeTo({ center, zoom, bearing, pitch, offset, duration: instant ? 0 : 700 })
    },
    getCamera: () => (drawn.isAble() || camera === null ? readCamera(drawn.map) : camera),
    zoomBy(steps) {
      drawn.map.easeTo({ zoom: drawn.map.getZoom() + steps, duration: 250 })
    },
    project,
    gridsInView: () => (drawn.isAble() ? listGridsInView(drawn.map, padding) : []),
    takePicture: () =>
      drawn.isAble() ? takePicture(drawn.map) : Promise.reject(new Error('the graphics context is lost')),
    on(name, handler) {
      handlers[name].add(handler)
      return () => handlers[name].delete(handler)
    },
    dispose() {
      if (isDisposed) return
      setTool(null)
      isDisposed = true
      clearTimeout(restoreTimer)
      clearTimeout(retryTimer)
      cancelAnimationFrame(lookFrame)
      gridStates.attach(null)
      unbindPointers()
      drawn.remove()
      for (const set of Object.values(handlers)) set.clear()
    },
  }
  return engine
}
