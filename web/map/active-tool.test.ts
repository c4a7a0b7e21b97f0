import type { Map as MaplibreMap } from 'maplibre-gl'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ActiveTool, createActiveTool } from './active-tool.ts'
import type { MapEngine, MapTool } from './map-types.ts'

/** A map as far as gestures go. */
class FakeMap {
  held: string[] = []
  canvas = { style: { cursor: '' } }
  doubleClickZoom = this.gesture('doubleClickZoom')
  boxZoom = this.gesture('boxZoom')
  getCanvas = () => this.canvas
  private gesture(name: string) {
    return {
      disable: () => {
        this.held = [...this.held.filter((other) => other !== name), name]
      },
      enable: () => {
        this.held = this.held.filter((other) => other !== name)
      },
    }
  }
}

/** An element of the page as far as the question goes whether it is typed into. */
class FakeElement {
  constructor(private readonly selector: string) {}
  closest = (selectors: string) => (selectors.split(', ').includes(this.selector) ? this : null)
}

const engine = {} as MapEngine
const asMap = (fake: FakeMap): MaplibreMap => fake as unknown as MaplibreMap

let map: FakeMap
let diary: string[]
let page: EventTarget
let activeTool: ActiveTool
beforeEach(() => {
  map = new FakeMap()
  diary = []
  page = new EventTarget()
  vi.stubGlobal('window', page)
  vi.stubGlobal('HTMLElement', FakeElement)
  activeTool = createActiveTool(
    () => asMap(map),
    () => engine,
    () => diary.push('clean up'),
  )
})
afterEach(() => vi.unstubAllGlobals())

/** Writes down what happens to it; takes the keys it is given. */
function aTool(id: string, takes: string[] = [], cursor?: string): MapTool {
  const note = (what: string, of: MapEngine): void => {
    diary.push(`${what} ${id}`)
    expect(of).toBe(engine)
  }
  return {
    id,
    cursor,
    enter: (of) => note('enter', of),
    exit: (of) => note('exit', of),
    keyDown(key) {
      diary.push(`${key} to ${id}`)
      return takes.includes(key)
    },
  }
}

function press(key: string, change: object = {}): Event {
  const event = new Event('keydown', { cancelable: true })
  const keyEvent = { key, isComposing: false, ctrlKey: false, metaKey: false, altKey: false, ...change }
  for (const [name, value] of Object.entries(keyEvent)) Object.defineProperty(event, name, { value })
  page.dispatchEvent(event)
  return event
}

describe('the active tool', () => {
  it('enters once and exits once', () => {
    const circle = aTool('circle')
    activeTool.set(circle)
    activeTool.set(circle)
    expect(activeTool.get()).toBe(circle)
    activeTool.set(null)
    activeTool.set(null)
    expect(activeTool.get()).toBeNull()
    expect(diary).toEqual(['clean up', 'enter circle', 'exit circle'])
  })

  it('exits before another enters', () => {
    const measure = aTool('measure')
    activeTool.set(aTool('circle'))
    activeTool.set(measure)
    expect(activeTool.get()).toBe(measure)
    expect(diary).toEqual(['clean up', 'enter circle', 'exit circle', 'clean up', 'enter measure'])
  })

  it('is the active one by the time it enters', () => {
    let active: MapTool | null = null
    const tool: MapTool = { id: 'a tool', exit() {}, enter: () => (active = activeTool.get()) }
    activeTool.set(tool)
    expect(active).toBe(tool)
  })
})

describe('gestures', () => {
  it('of the map are held while a tool is active, and go on after it', () => {
    activeTool.set(aTool('circle'))
    expect(map.held).toEqual(['doubleClickZoom', 'boxZoom'])
    activeTool.set(null)
    expect(map.held).toEqual([])
  })

  it('stay held when one tool follows another', () => {
    activeTool.set(aTool('circle'))
    activeTool.set(aTool('measure'))
    expect(map.held).toEqual(['doubleClickZoom', 'boxZoom'])
  })

  it('are shown by the cursor: the tool’s own, else a cross, and none of ours afterwards', () => {
    activeTool.set(aTool('circle'))
    expect(map.canvas.style.cursor).toBe('crosshair')
    activeTool.set(aTool('corner', [], 'grab'))
    expect(map.canvas.style.cursor).toBe('grab')
    activeTool.set(null)
    expect(map.canvas.style.cursor).toBe('')
  })

  it('are held by a new map too, without the tool entering again', () => {
    activeTool.set(aTool('corner', [], 'grab'))
    map = new FakeMap()
    activeTool.equip(asMap(map))
    expect(map.held).toEqual(['doubleClickZoom', 'boxZoom'])
    expect(map.canvas.style.cursor).toBe('grab')
    expect(diary).toEqual(['clean up', 'enter corner'])
    activeTool.set(null)
    expect(map.held).toEqual([])
    expect(map.canvas.style.cursor).toBe('')
  })

  it('of a new map are left alone when there is no tool', () => {
    map.canvas.style.cursor = 'pointer'
    activeTool.equip(asMap(map))
    expect(map.held).toEqual([])
    expect(map.canvas.style.cursor).toBe('pointer')
  })
})

describe('keys', () => {
  it('go to the tool, and no further if it takes them', () => {
    activeTool.set(aTool('circle', ['Escape']))
    const taken = press('Escape')
    expect(diary.at(-1)).toBe('Escape to circle')
    expect(taken).toMatchObject({ defaultPrevented: true, cancelBubble: true })
  })

  it('go on to the page if the tool does not take them', () => {
    activeTool.set(aTool('circle', ['Escape']))
    const left = press('a')
    expect(diary.at(-1)).toBe('a to circle')
    expect(left).toMatchObject({ defaultPrevented: false, cancelBubble: false })
    activeTool.set({ id: 'knows no keys', enter() {}, exit() {} })
    expect(press('Escape')).toMatchObject({ defaultPrevented: false, cancelBubble: false })
  })

  it('go to the tool that followed, once', () => {
    activeTool.set(aTool('circle', ['Escape']))
    activeTool.set(aTool('measure', ['Escape']))
    diary = []
    press('Escape')
    expect(diary).toEqual(['Escape to measure'])
  })

  it('let a tool end itself', () => {
    const tool = aTool('circle')
    activeTool.set({
      ...tool,
      keyDown() {
        activeTool.set(null)
        return true
      },
    })
    expect(press('Escape').defaultPrevented).toBe(true)
    expect(diary).toEqual(['clean up', 'enter circle', 'exit circle'])
    expect(map.held).toEqual([])
  })

  it('are not heard when no tool is active any more', () => {
    const listen = vi.spyOn(page, 'addEventListener')
    const stopListening = vi.spyOn(page, 'removeEventListener')
    activeTool.set(aTool('circle', ['Escape']))
    activeTool.set(aTool('measure', ['Escape']))
    activeTool.set(null)
    expect(stopListening.mock.calls).toEqual(listen.mock.calls)
    diary = []
    expect(press('Escape').defaultPrevented).toBe(false)
    expect(diary).toEqual([])
  })

  it.each(['input', 'textarea', 'select', '[contenteditable="true"]'])('typed into %s are left there', (selector) => {
    activeTool.set(aTool('circle', ['Escape']))
    diary = []
    expect(press('Escape', { target: new FakeElement(selector) }).defaultPrevented).toBe(false)
    expect(diary).toEqual([])
    press('Escape', { target: new FakeElement('button') })
    expect(diary).toEqual(['Escape to circle'])
  })

  it.each(['isComposing', 'ctrlKey', 'metaKey', 'altKey'])('pressed with %s are not the tool’s', (modifier) => {
    activeTool.set(aTool('circle', ['z']))
    diary = []
    expect(press('z', { [modifier]: true }).defaultPrevented).toBe(false)
    expect(diary).toEqual([])
  })
})
