import type { StyleSpecification } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import { raiseText } from './raise-text.ts'

const layer = (id: string, size?: unknown) => ({
  id,
  type: 'symbol',
  source: 'places',
  layout: { 'text-field': 'name', ...(size !== undefined && { 'text-size': size }) },
})

describe('the labels of a wall', () => {
  it('are never smaller than what can be read, at any zoom', () => {
    const style = {
      version: 8,
      sources: {},
      layers: [
        layer('small', 9.5),
        layer('large', 20),
        layer('zoomed', ['interpolate', ['linear'], ['zoom'], 7, 11, 11, 16]),
        layer('none'),
        { id: 'ground', type: 'background' },
      ],
    } as unknown as StyleSpecification
    const raised = raiseText(style, 12).layers as { layout?: Record<string, unknown> }[]
    expect(raised.map(({ layout }) => layout?.['text-size'])).toEqual([
      12,
      20,
      ['interpolate', ['linear'], ['zoom'], 7, 12, 11, 16],
      undefined,
      undefined,
    ])
  })
})
