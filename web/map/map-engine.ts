import { createActiveTool } from './active-tool.ts'
import { createAreaMarks } from './area-marks.ts'
import { createLastingMap } from './lasting-map.ts'
import { defaultOverlays, type OverlayId } from './layer-order.ts'
import { createMapCamera } from './map-camera.ts'
import { createMapEvents } from './map-events.ts'
import { bindPointers } from './map-pointers.ts'
import { createMapPointing } from './map-pointing.ts'
import type { LngLat, MapEngine, MapEngineOptions } from './map-types.ts'
import { collectClaims, collectShapes, listDeckLayers, listPickTargets, type OwnedMarks } from './owned-marks.ts'
import { listGridsInView, takePicture } from './read-map.ts'
import { createWantedLook } from './wanted-look.ts'

/** Makes the one map of a page. Throws where there is no WebGL: ask `isWebGlAvailable` first. What is wished for is
 *  kept here and in its parts, apart from the map that draws it, so that another one can be told the same. */
export function createMapEngine(options: MapEngineOptions): MapEngine {
  const { container, edition } = options
  const events = createMapEvents()
  const look = createWantedLook(
    {
      theme: options.theme,
      language: options.language,
      edition,
      overlays: { ...defaultOverlays },
      classColors: [],
      hasNoData: false,
      hasTint: false,
      hasOutline: false,
      selectedAreaCode: null,
      isCountyDrawn: false,
      origin: location.origin,
    },
    (wanted) => getDrawn().setLook(wanted),
  )
  const marks: OwnedMarks = {
    deckLayers: new Map(),
    placeClaims: new Map(),
    pickTargets: new Map(),
    shapes: new Map(),
  }
  const isOwnerVisible = (owner: string): boolean => look.read().overlays[owner as OverlayId] !== false
  /** What the pictures that are being taken leave out: layers that come meanwhile must not come into them. */
  const leftOutOfPictures = new Set<readonly string[]>()
  const isOwnerDrawn = (owner: string): boolean =>
    isOwnerVisible(owner) && ![...leftOutOfPictures].some((owners) => owners.includes(owner))
  const areaMarks = createAreaMarks(look)

  const getDrawn = () => lasting.get()
  const padding = options.padding ?? { top: 0, right: 0, bottom: 0, left: 0 }
  const camera = createMapCamera(getDrawn, events, padding)
  const project = (lngLat: LngLat): [number, number] => {
    const { x, y } = getDrawn().map.project(lngLat)
    return [x, y]
  }
  const activeTool = createActiveTool(
    () => getDrawn().map,
    () => engine,
    () => areaMarks.setHover(null),
  )
  const pointing = createMapPointing({
    getDrawn,
    getTool: activeTool.get,
    listTargets: () => listPickTargets(marks, isOwnerVisible),
    project,
    setHover: areaMarks.setHover,
    events,
  })

  const lasting = createLastingMap({
    container,
    requestHeaders: options.requestHeaders,
    start: options.camera ?? { bounds: edition.bounds, padding },
    events,
    readLook: look.read,
    readCamera: camera.moves.getCamera,
    equip(next) {
      next.setDeckLayers(listDeckLayers(marks, isOwnerDrawn))
      activeTool.equip(next.map)
      camera.watch(next)
      return bindPointers(next.map, { getTool: activeTool.get, ...pointing })
    },
    onAble(next) {
      areaMarks.attach(next.map)
      next.setShapes(collectShapes(marks))
      next.setClaims(collectClaims(marks, isOwnerVisible))
    },
    onLost: () => areaMarks.attach(null),
    onFirstDrawn: () => look.change({ isCountyDrawn: true }),
  })

  const showDeckLayers = (): void => getDrawn().setDeckLayers(listDeckLayers(marks, isOwnerDrawn))
  const showClaims = (): void => getDrawn().setClaims(collectClaims(marks, isOwnerVisible))
  let isDisposed = false

  const engine: MapEngine = {
    ...camera.moves,
    setTheme(theme) {
      if (theme !== look.read().theme) look.change({ theme })
    },
    setLanguage(language) {
      if (language !== look.read().language) look.change({ language })
    },
    setEdition(next) {
      if (next !== look.read().edition) look.change({ edition: next })
    },
    setChoropleth: areaMarks.setChoropleth,
    setSelection: areaMarks.setSelection,
    setHover: areaMarks.setHover,
    setHighlight: areaMarks.setHighlight,
    setOverlayVisible(overlay, isVisible) {
      const { overlays } = look.read()
      if (overlays[overlay] === isVisible) return
      look.change({ overlays: { ...overlays, [overlay]: isVisible } })
      if (overlay === 'choropleth') areaMarks.updateChoropleth()
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
      getDrawn().setShapes(collectShapes(marks))
    },
    setTool: activeTool.set,
    getTool: activeTool.get,
    project,
    gridsInView: () => (getDrawn().isAble() ? listGridsInView(getDrawn().map, camera.readPadding()) : []),
    async takePicture(leftOut = []) {
      if (!getDrawn().isAble()) throw new Error('the graphics context is lost')
      if (leftOut.length === 0) return takePicture(getDrawn().map)
      // A list of its own: two pictures at once may leave the same out.
      const owners = [...leftOut]
      leftOutOfPictures.add(owners)
      showDeckLayers()
      try {
        return await takePicture(getDrawn().map)
      } finally {
        leftOutOfPictures.delete(owners)
        if (!isDisposed) showDeckLayers()
      }
    },
    on: events.on,
    dispose() {
      if (isDisposed) return
      isDisposed = true
      activeTool.set(null)
      look.dispose()
      areaMarks.attach(null)
      lasting.dispose()
      events.clear()
    },
  }
  return engine
}
