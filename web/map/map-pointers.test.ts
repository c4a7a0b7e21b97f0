import type { Map as MaplibreMap } from 'maplibre-gl'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bindPointers } from './map-pointers.ts'
import type { MapPointer, MapTool } from './map-types.ts'

type Listener = (event: unknown) => void

/** A map as far as pointers go. */
class FakeMap {
  listeners = new Map<string, Set<Listener>>()
  on(name: string, listener: Listener): void {
    this.listeners.set(name, (this.listeners.get(name) ?? new Set()).add(listener))
  }
  off(name: string, listener: Listener): void {
    this.listeners.get(name)?.delete(listener)
  }
  getCenter = () => ({ lng: 103.5, lat: 26.4 })
  getZoom = () => 12
  stops = 0
  isFlying = true
  isEasing = () => this.isFlying
  stop(): void {
    this.stops++
  }
  fire(
    name: string,
    x = 0,
    y = 0,
    change: { originalEvent?: object; points?: object[]; preventDefault?: () => void } = {},
  ): void {
    const event = {
      lngLat: { lng: 103.5, lat: 26.4 },
      point: { x, y },
      preventDefault: vi.fn(),
      ...change,
      originalEvent: { button: 0, shiftKey: false, timeStamp: performance.now(), ...change.originalEvent },
    }
    for (const listener of this.listeners.get(name) ?? []) listener(event)
  }
}

let map: FakeMap
let tool: MapTool | null
let presses: string[]
let moves: (string | null)[]
let frames: (() => void)[]
let unbind: () => void
beforeEach(() => {
  map = new FakeMap()
  tool = null
  presses = []
  moves = []
  frames = []
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', () => {})
  unbind = bindPointers(map as unknown as MaplibreMap, {
    getTool: () => tool,
    press: ({ point }, by) => presses.push(`${by} ${point.join()}`),
    move: (place) => moves.push(place === null ? null : place.point.join()),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('bindPointers', () => {
  it('tells of moves once a frame, the newest', () => {
    for (const x of [1, 2, 3]) map.fire('mousemove', x)
    expect(moves).toEqual([])
    for (const run of frames) run()
    expect(moves).toEqual(['3,0'])
  })

  it('tells when the pointer leaves', () => {
    map.fire('mousemove', 5)
    map.fire('mouseout')
    for (const run of frames) run()
    expect(moves).toEqual([null])
  })

  it('gives clicks to the map when there is no tool, and to the tool alone when there is one', () => {
    map.fire('click', 7, 8)
    expect(presses).toEqual(['mouse 7,8'])
    const ups: MapPointer[] = []
    tool = { id: 'a tool', enter() {}, exit() {}, pointerUp: (pointer) => ups.push(pointer) }
    map.fire('mousedown', 7, 8)
    map.fire('mouseup', 7, 8)
    map.fire('click', 7, 8)
    expect(presses).toHaveLength(1)
    expect(ups).toHaveLength(1)
  })

  it('counts presses at one place, and only if they are quick', () => {
    const counts: number[] = []
    tool = { id: 'a tool', enter() {}, exit() {}, pointerDown: ({ clickCount }) => counts.push(clickCount) }
    map.fire('mousedown', 0)
    map.fire('mousedown', 4)
    map.fire('mousedown', 90)
    vi.advanceTimersByTime(2000)
    map.fire('mousedown', 90)
    expect(counts).toEqual([1, 2, 1, 1])
  })

  it('goes by when the presses were, not by when a busy page got round to them', () => {
    const counts: number[] = []
    tool = { id: 'a tool', enter() {}, exit() {}, pointerDown: ({ clickCount }) => counts.push(clickCount) }
    map.fire('mousedown', 0, 0, { originalEvent: { timeStamp: 5000 } })
    vi.advanceTimersByTime(2000)
    map.fire('mousedown', 0, 0, { originalEvent: { timeStamp: 5200 } })
    map.fire('mousedown', 0, 0, { originalEvent: { timeStamp: 6000 } })
    expect(counts).toEqual([1, 2, 1])
  })

  it('halts a moving map when drawing begins, and only then', () => {
    map.fire('mousedown')
    expect(map.stops).toBe(0)
    tool = { id: 'a tool', enter() {}, exit() {} }
    map.fire('mousedown', 0, 0, { originalEvent: { button: 2 } })
    expect(map.stops).toBe(0)
    map.fire('mousedown')
    expect(map.stops).toBe(1)
    map.isFlying = false
    map.fire('mousedown')
    expect(map.stops).toBe(1)
  })

  it('selects nothing and zooms nowhere with the double click that ended a drawing', () => {
    tool = { id: 'a tool', enter() {}, exit() {}, pointerUp: () => (tool = null) }
    const preventDefault = vi.fn()
    map.fire('mousedown')
    map.fire('mouseup')
    map.fire('click')
    map.fire('dblclick', 0, 0, { preventDefault })
    expect(presses).toEqual([])
    expect(preventDefault).toHaveBeenCalledOnce()
    map.fire('mousedown', 50)
    map.fire('mouseup', 50)
    map.fire('click', 50)
    map.fire('dblclick', 50, 0, { preventDefault })
    expect(presses).toEqual(['mouse 50,0'])
    expect(preventDefault).toHaveBeenCalledOnce()
  })

  it('does not take the mouse events that follow a touch for a second finger', () => {
    let downs = 0
    tool = { id: 'a tool', enter() {}, exit() {}, pointerDown: () => downs++ }
    map.fire('touchstart', 0, 0, { points: [{}] })
    map.fire('mousedown')
    map.fire('mousemove', 3)
    expect(downs).toBe(1)
    expect(frames).toEqual([])
    tool = null
    map.fire('touchstart', 1, 1, { points: [{}] })
    map.fire('click', 1, 1)
    expect(presses).toEqual(['touch 1,1'])
  })

  it('gives a tool each tap, where the finger came down and where it left', () => {
    const diary: string[] = []
    const note = (what: string) => (pointer: MapPointer) =>
      diary.push(`${what} ${pointer.point.join()} ${pointer.lngLat.join()}`)
    tool = { id: 'a tool', enter() {}, exit() {}, pointerDown: note('down'), pointerUp: note('up') }
    for (const x of [10, 200]) {
      map.fire('touchstart', x, 5, { points: [{}] })
      // of the fingers that left: the list of those still there is empty
      map.fire('touchend', x, 6, { points: [{}], originalEvent: { touches: [] } })
      for (const name of ['mousemove', 'mousedown', 'mouseup', 'click']) map.fire(name, x, 6)
    }
    expect(diary).toEqual([
      'down 10,5 103.5,26.4',
      'up 10,6 103.5,26.4',
      'down 200,5 103.5,26.4',
      'up 200,6 103.5,26.4',
    ])
    expect(presses).toEqual([])
  })

  it('leaves two fingers and other buttons to the map', () => {
    let downs = 0
    tool = { id: 'a tool', enter() {}, exit() {}, pointerDown: () => downs++ }
    map.fire('touchstart', 0, 0, { points: [{}, {}] })
    vi.advanceTimersByTime(5000)
    map.fire('mousedown', 0, 0, { originalEvent: { button: 2 } })
    expect(downs).toBe(0)
  })

  it('hears nothing after it was taken off', () => {
    unbind()
    map.fire('click')
    expect(presses).toEqual([])
    expect([...map.listeners.values()].every((set) => set.size === 0)).toBe(true)
  })
})
