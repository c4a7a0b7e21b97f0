import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

/** A text size that is a number, or one that follows the zoom: there every other value after the zoom is a size. */
const raise = (size: unknown, smallest: number): unknown => {
  if (typeof size === 'number') return Math.max(size, smallest)
  if (!Array.isArray(size) || size[0] !== 'interpolate') return size
  return size.map((part, index) =>
    index >= 4 && index % 2 === 0 && typeof part === 'number' ? Math.max(part, smallest) : part,
  )
}

/** The style with no text smaller than that, in the map's own pixels. Pure. */
export const raiseText = (style: StyleSpecification, smallest: number): StyleSpecification => ({
  ...style,
  layers: style.layers.map((layer) =>
    layer.type === 'symbol' && layer.layout?.['text-size'] !== undefined
      ? ({
          ...layer,
          layout: { ...layer.layout, 'text-size': raise(layer.layout['text-size'], smallest) },
        } as LayerSpecification)
      : layer,
  ),
})
