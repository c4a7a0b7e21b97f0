import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DrawnMap, DrawnMapHandlers, DrawnMapOptions } from './drawn-map.ts'
import { createLastingMap, type LastingMap } from './lasting-map.ts'
import { createMapEvents, type MapEvents } from './map-events.ts'
import type { Camera } from './map-types.ts'
import type { MapLook } from './style/map-style.ts'

/** One drawn map as far as its life goes: what it began with, what became of it, and how to let things happen to it. */
type FakeMap = {
  drawn: DrawnMap
  start: DrawnMapOptions['start']
  look: MapLook
  happens: DrawnMapHandlers
  isRemoved: boolean
  isTakenOff: boolean
  /** One entry for each time its tiles were asked for again: calling it lets them come. */
  retries: (() => void)[]
}

const aLook = {} as MapLook
const aLaterLook = {} as MapLook
const startBox: DrawnMapOptions['start'] = {
  bounds: [103, 25.8, 103.8, 27],
  padding: { top: 0, right: 0, bottom: 0, left: 0 },
}

let made: FakeMap[]
let told: [name: string, event: unknown][]
let camera: Camera
let look: MapLook
let canDraw: boolean
let able: DrawnMap[]
let lostCalls: number
let firstDrawnCalls: number
let events: MapEvents
let lasting: LastingMap

function makeMap({ start, look, handlers }: DrawnMapOptions): DrawnMap {
  if (!canDraw) throw new Error('no context to be had')
  const fake: FakeMap = {
    // what the lasting map never calls is not there, so that a call would fail
    drawn: {
      retryTiles: (done: () => void) => fake.retries.push(done),
      remove: () => {
        fake.isRemoved = true
      },
    } as unknown as DrawnMap,
    start,
    look,
    happens: handlers,
    isRemoved: false,
    isTakenOff: false,
    retries: [],
  }
  made.push(fake)
  return fake.drawn
}

const newest = (): FakeMap => made.at(-1) as FakeMap
const toldOf = (name: string): unknown[] => told.filter(([which]) => which === name).map(([, event]) => event)

beforeEach(() => {
  vi.useFakeTimers()
  made = []
  told = []
  able = []
  camera = { center: [103.3, 26.4], zoom: 9, bearing: 0, pitch: 0 }
  look = aLook
  canDraw = true
  lostCalls = 0
  firstDrawnCalls = 0
  events = createMapEvents()
  for (const name of ['ready', 'lost', 'recovered', 'failed'] as const) {
    events.on(name, (event) => told.push([name, event]))
  }
  lasting = createLastingMap(
    {
      container: {} as HTMLElement,
      start: startBox,
      events,
      readLook: () => look,
      readCamera: () => camera,
      equip(drawn) {
        const fake = newest()
        expect(fake.drawn).toBe(drawn)
        return () => {
          fake.isTakenOff = true
        }
      },
      onAble: (drawn) => able.push(drawn),
      onLost: () => lostCalls++,
      onFirstDrawn: () => firstDrawnCalls++,
    },
    makeMap,
  )
})
afterEach(() => {
  lasting.dispose()
  vi.useRealTimers()
})

describe('a graphics context that is lost', () => {
  beforeEach(() => {
    newest().happens.able()
    newest().happens.drawn()
  })

  it('is told of once, however often the map says so', () => {
    vi.setSystemTime(1_700_000_000_000)
    newest().happens.lost()
    newest().happens.lost()
    expect(toldOf('lost')).toEqual([{ at: 1_700_000_000_000 }])
  })

  it('takes the feature-state with it', () => {
    newest().happens.lost()
    expect(lostCalls).toBe(1)
  })

  it('comes back in a new map with the same camera and what is wished for now', () => {
    const [first] = made
    newest().happens.lost()
    camera = { center: [103.7, 26.1], zoom: 14.5, bearing: 30, pitch: 20 }
    look = aLaterLook
    newest().happens.restored()
    expect(made).toHaveLength(2)
    expect(first).toMatchObject({ isRemoved: true, isTakenOff: true })
    expect(newest().start).toEqual(camera)
    expect(newest().look).toBe(aLaterLook)
    expect(newest()).toMatchObject({ isRemoved: false, isTakenOff: false })
    expect(lasting.get()).toBe(newest().drawn)
    newest().happens.able()
    expect(able).toEqual([first?.drawn, newest().drawn])
  })

  it('is over when the new map is drawn, and tells how long it took', () => {
    newest().happens.lost()
    vi.advanceTimersByTime(300)
    newest().happens.restored()
    newest().happens.able()
    expect(toldOf('recovered')).toEqual([])
    vi.advanceTimersByTime(450)
    newest().happens.drawn()
    expect(toldOf('recovered')).toEqual([{ milliseconds: 750, rebuilt: true }])
  })

  it('is ready only once, with the first map', () => {
    newest().happens.lost()
    newest().happens.restored()
    newest().happens.drawn()
    expect(toldOf('ready')).toHaveLength(1)
    expect(firstDrawnCalls).toBe(1)
  })

  it('makes no further map when it has come back in time', () => {
    newest().happens.lost()
    newest().happens.restored()
    newest().happens.drawn()
    vi.advanceTimersByTime(60_000)
    expect(made).toHaveLength(2)
  })

  it('is the same outage when the new map loses it before it is drawn', () => {
    newest().happens.lost()
    vi.advanceTimersByTime(1000)
    newest().happens.restored()
    vi.advanceTimersByTime(1000)
    newest().happens.lost()
    vi.advanceTimersByTime(1000)
    newest().happens.restored()
    newest().happens.drawn()
    expect(toldOf('lost')).toHaveLength(1)
    expect(toldOf('recovered')).toEqual([{ milliseconds: 3000, rebuilt: true }])
    expect(lostCalls).toBe(2)
  })

  it('is another outage when the new map was drawn in between', () => {
    newest().happens.lost()
    newest().happens.restored()
    newest().happens.drawn()
    vi.advanceTimersByTime(9000)
    newest().happens.lost()
    vi.advanceTimersByTime(200)
    newest().happens.restored()
    newest().happens.drawn()
    expect(toldOf('lost')).toHaveLength(2)
    expect(toldOf('recovered')).toEqual([
      { milliseconds: 0, rebuilt: true },
      { milliseconds: 200, rebuilt: true },
    ])
  })

  it('is not waited for longer than five seconds: then a new map is made without it', () => {
    newest().happens.lost()
    vi.advanceTimersByTime(4999)
    expect(made).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(made).toHaveLength(2)
    newest().happens.drawn()
    expect(toldOf('recovered')).toEqual([{ milliseconds: 5000, rebuilt: true }])
  })

  it('is waited for anew when it is lost again', () => {
    newest().happens.lost()
    vi.advanceTimersByTime(4000)
    newest().happens.lost()
    vi.advanceTimersByTime(4999)
    expect(made).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(made).toHaveLength(2)
    vi.advanceTimersByTime(60_000)
    expect(made).toHaveLength(2)
  })

  it('says so when no new map can be made, and tries again until one can', () => {
    newest().happens.lost()
    canDraw = false
    newest().happens.restored()
    expect(toldOf('failed')).toEqual([{ reason: 'no_webgl', message: 'Error: no context to be had' }])
    vi.advanceTimersByTime(5000)
    expect(toldOf('failed')).toHaveLength(2)
    canDraw = true
    vi.advanceTimersByTime(4999)
    expect(made).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(made).toHaveLength(2)
    newest().happens.drawn()
    expect(toldOf('recovered')).toEqual([{ milliseconds: 10_000, rebuilt: true }])
  })
})

describe('tiles that fail', () => {
  it('are asked for again after 2, 5, 15, 30 and 30 seconds', () => {
    for (const [index, seconds] of [2, 5, 15, 30, 30].entries()) {
      newest().happens.tileFailure(503, 'busy')
      vi.advanceTimersByTime(seconds * 1000 - 1)
      expect(newest().retries).toHaveLength(index)
      vi.advanceTimersByTime(1)
      expect(newest().retries).toHaveLength(index + 1)
    }
    expect(toldOf('failed')).toHaveLength(5)
    expect(toldOf('recovered')).toEqual([])
  })

  it('are told of once a try, not once a tile', () => {
    for (let tile = 0; tile < 20; tile++) newest().happens.tileFailure(503, 'busy')
    expect(toldOf('failed')).toEqual([{ reason: 'tiles', status: 503, message: 'busy' }])
    vi.advanceTimersByTime(60_000)
    expect(newest().retries).toHaveLength(1)
  })

  it('have recovered when all have come, in the same map, and it tells how long it took', () => {
    newest().happens.tileFailure(undefined, 'offline')
    vi.advanceTimersByTime(2000)
    expect(toldOf('recovered')).toEqual([])
    vi.advanceTimersByTime(350)
    newest().retries[0]?.()
    expect(toldOf('recovered')).toEqual([{ milliseconds: 2350, rebuilt: false }])
    expect(made).toHaveLength(1)
  })

  it('are waited for shortly again after they have recovered', () => {
    for (const seconds of [2, 5]) {
      newest().happens.tileFailure(503, 'busy')
      vi.advanceTimersByTime(seconds * 1000)
    }
    newest().retries[1]?.()
    newest().happens.tileFailure(503, 'busy')
    vi.advanceTimersByTime(2000)
    expect(newest().retries).toHaveLength(3)
  })

  it('are asked of the map that is there when the wait is over', () => {
    newest().happens.tileFailure(503, 'busy')
    newest().happens.lost()
    newest().happens.restored()
    vi.advanceTimersByTime(2000)
    expect(made.map(({ retries }) => retries.length)).toEqual([0, 1])
  })
})

describe('a map that was disposed of', () => {
  it('is gone with what belonged to it', () => {
    lasting.dispose()
    expect(newest()).toMatchObject({ isRemoved: true, isTakenOff: true })
  })

  it('tells nothing more and makes no new map', () => {
    newest().happens.drawn()
    newest().happens.lost()
    newest().happens.tileFailure(503, 'busy')
    lasting.dispose()
    told = []
    lostCalls = 0
    newest().happens.lost()
    newest().happens.restored()
    newest().happens.tileFailure(503, 'busy')
    vi.advanceTimersByTime(120_000)
    expect(told).toEqual([])
    expect(lostCalls).toBe(0)
    expect(made).toHaveLength(1)
    expect(newest().retries).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not ask again for tiles that fail only then', () => {
    lasting.dispose()
    newest().happens.tileFailure(503, 'busy')
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
    expect(newest().retries).toEqual([])
  })

  it('makes no new map when it is disposed of by who hears that none could be made', () => {
    newest().happens.lost()
    canDraw = false
    events.on('failed', () => lasting.dispose())
    newest().happens.restored()
    canDraw = true
    vi.advanceTimersByTime(60_000)
    expect(made).toHaveLength(1)
  })

  it('does not try again what could not be made', () => {
    newest().happens.lost()
    canDraw = false
    newest().happens.restored()
    lasting.dispose()
    canDraw = true
    vi.advanceTimersByTime(60_000)
    expect(made).toHaveLength(1)
  })
})
