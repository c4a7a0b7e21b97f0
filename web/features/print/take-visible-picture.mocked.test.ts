import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMapEngine } from '#web/map/map-engine.ts'
import type { DeckLayer, MapEngine } from '#web/map/map-types.ts'
import { takeVisiblePicture } from './take-visible-picture.ts'

/** Pictures that are being taken: each is done when the frame is drawn. */
const { frames, drawn } = vi.hoisted(() => ({
  frames: [] as (() => void)[],
  drawn: { layers: [] as readonly unknown[] },
}))
vi.mock('#web/map/lasting-map.ts', () => ({
  createLastingMap: () => ({
    get: () => ({
      map: {},
      isAble: () => true,
      setLook() {},
      setDeckLayers(layers: readonly unknown[]) {
        drawn.layers = layers
      },
    }),
    dispose() {},
  }),
}))
vi.mock('#web/map/read-map.ts', () => ({
  takePicture: () => new Promise<readonly unknown[]>((resolve) => frames.push(() => resolve(drawn.layers))),
}))

const aLayer = (id: string) => ({ id }) as unknown as DeckLayer
const padding = { top: 0, right: 0, bottom: 0, left: 0 }
let engine: MapEngine
/** What stands on each picture. */
const pictures: unknown[] = []

beforeEach(() => {
  frames.length = 0
  pictures.length = 0
  vi.stubGlobal('location', { origin: 'http://127.0.0.1' })
  vi.stubGlobal('requestAnimationFrame', () => 1)
  vi.stubGlobal('createImageBitmap', async (picture: unknown) => {
    pictures.push(picture)
    throw new Error('no canvas here')
  })
  engine = createMapEngine({
    container: {} as HTMLElement,
    edition: { bounds: [103, 25.8, 103.8, 27] },
    theme: 'day',
    language: 'zh',
  } as never)
  engine.setDeckLayers('incidents', [aLayer('marks')])
  engine.setDeckLayers('patrols', [aLayer('routes')])
})
afterEach(() => vi.unstubAllGlobals())

const print = () => takeVisiblePicture(engine, padding).catch(() => undefined)
const drawFrame = () => frames.shift()?.()

describe('a print', () => {
  it('has no incidents, which are on the map again when it is taken', async () => {
    const printing = print()
    drawFrame()
    await printing
    expect(pictures).toEqual([[aLayer('routes')]])
    expect(drawn.layers).toHaveLength(2)
  })

  it('has none either where they are asked for again or an overlay is switched while it is taken', async () => {
    const printing = print()
    engine.setDeckLayers('incidents', [aLayer('newer marks')])
    engine.setOverlayVisible('patrols', false)
    drawFrame()
    await printing
    expect(pictures).toEqual([[]])
    expect(drawn.layers).toEqual([aLayer('newer marks')])
  })

  it('has none where another one was done a moment before', async () => {
    const [first, second] = [print(), print()]
    drawFrame()
    await first
    drawFrame()
    await second
    expect(pictures).toEqual([[aLayer('routes')], [aLayer('routes')]])
    expect(drawn.layers).toHaveLength(2)
  })
})
