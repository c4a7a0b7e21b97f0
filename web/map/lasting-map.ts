import { createDrawnMap, type DrawnMap, type DrawnMapOptions } from './drawn-map.ts'
import type { MapEvents } from './map-events.ts'
import type { Camera } from './map-types.ts'
import type { MapLook } from './style/map-style.ts'

/** How long a lost graphics context may take to come back before a new map is made without it. */
const restoreLimitMs = 5000
/** Waits between tries to draw the tiles that failed; the last one repeats. */
const retryDelaysMs = [2000, 5000, 15_000, 30_000]

export type LastingMapOptions = {
  container: HTMLElement
  requestHeaders?: DrawnMapOptions['requestHeaders']
  start: DrawnMapOptions['start']
  events: MapEvents
  readLook(): MapLook
  readCamera(): Camera
  /** Gives a new map what belongs to it; returns how to take it off again. */
  equip(drawn: DrawnMap): () => void
  /** The map can be told feature-state and sources now. */
  onAble(drawn: DrawnMap): void
  /** Its feature-state is gone. */
  onLost(): void
  /** The county is drawn for the first time. */
  onFirstDrawn(): void
}

/** One map after another: the same wishes, drawn again after the graphics context was lost or tiles have failed. */
export type LastingMap = { get(): DrawnMap; dispose(): void }

/** Throws where the browser gives no WebGL. `createMap` makes each of the maps. */
export function createLastingMap(options: LastingMapOptions, createMap = createDrawnMap): LastingMap {
  const { events } = options
  let lostAt: number | null = null
  let restoreTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let failedTries = 0
  let isReady = false
  let isDisposed = false
  let takeOff = (): void => {}

  function draw(start: DrawnMapOptions['start']): DrawnMap {
    const next = createMap({
      container: options.container,
      requestHeaders: options.requestHeaders,
      look: options.readLook(),
      start,
      handlers: {
        able: () => options.onAble(next),
        drawn: handleDrawn,
        lost: handleLost,
        restored: handleRestored,
        tileFailure: handleTileFailure,
      },
    })
    takeOff = options.equip(next)
    return next
  }

  function handleDrawn(): void {
    failedTries = 0
    if (lostAt !== null) {
      const milliseconds = performance.now() - lostAt
      lostAt = null
      events.emit('recovered', { milliseconds, rebuilt: true })
    }
    if (!isReady) {
      isReady = true
      performance.mark('onegrid:map-drawn')
      events.emit('ready', { milliseconds: performance.now() })
      options.onFirstDrawn()
    }
  }

  function handleLost(): void {
    if (isDisposed) return
    options.onLost()
    // lost again while coming back: still the same outage
    if (lostAt === null) {
      lostAt = performance.now()
      events.emit('lost', { at: Date.now() })
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
    const { center, zoom, bearing, pitch } = options.readCamera()
    takeOff()
    drawn.remove()
    try {
      drawn = draw({ center, zoom, bearing, pitch })
    } catch (error) {
      events.emit('failed', { reason: 'no_webgl', message: String(error) })
      restoreTimer = setTimeout(redraw, restoreLimitMs)
    }
  }

  function handleTileFailure(status: number | undefined, message: string): void {
    if (retryTimer !== undefined || isDisposed) return
    events.emit('failed', { reason: 'tiles', status, message })
    const delay = retryDelaysMs[Math.min(failedTries, retryDelaysMs.length - 1)]
    failedTries += 1
    const failedAt = performance.now()
    retryTimer = setTimeout(() => {
      retryTimer = undefined
      drawn.retryTiles(() => {
        failedTries = 0
        events.emit('recovered', { milliseconds: performance.now() - failedAt, rebuilt: false })
      })
    }, delay)
  }

  let drawn = draw(options.start)

  return {
    get: () => drawn,
    dispose() {
      isDisposed = true
      clearTimeout(restoreTimer)
      clearTimeout(retryTimer)
      takeOff()
      drawn.remove()
    },
  }
}
