import type { StyleImageMetadata } from 'maplibre-gl'
import type { MapTheme } from '../map-types.ts'
import { imageName } from './image-name.ts'
import { mapColors } from './map-colors.ts'
import { claimRadiusPixels } from './shape-layers.ts'

export type MapImage = { id: string; image: ImageData; options: Partial<StyleImageMetadata> }

/** Icons are drawn twice as large as shown, so they stay sharp on dense screens. */
const density = 2

function paint(
  id: string,
  width: number,
  height: number,
  options: Partial<StyleImageMetadata>,
  draw: (context: CanvasRenderingContext2D) => void,
): MapImage {
  const canvas = document.createElement('canvas')
  canvas.width = width * density
  canvas.height = height * density
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no 2d canvas')
  context.scale(density, density)
  draw(context)
  return {
    id,
    image: context.getImageData(0, 0, canvas.width, canvas.height),
    options: { pixelRatio: density, ...options },
  }
}

/** The small icons of the map for one theme, made at run time: no sprite leaves a server. */
export function createMapImages(theme: MapTheme): MapImage[] {
  const colors = mapColors[theme]
  const polygon = (context: CanvasRenderingContext2D, points: [number, number][]) => {
    context.beginPath()
    for (const [x, y] of points) context.lineTo(x, y)
    context.closePath()
  }
  return [
    paint(imageName('peak', theme), 11, 10, {}, (context) => {
      polygon(context, [
        [5.5, 1],
        [10, 9],
        [1, 9],
      ])
      context.lineJoin = 'round'
      context.strokeStyle = colors.textHalo
      context.lineWidth = 2
      context.stroke()
      context.fillStyle = colors.peakText
      context.fill()
    }),
    paint(imageName('pass', theme), 13, 9, {}, (context) => {
      for (const [style, width] of [
        [colors.textHalo, 3.5],
        [colors.peakText, 1.5],
      ] as const) {
        context.beginPath()
        context.moveTo(1.5, 1.5)
        context.quadraticCurveTo(6.5, 12, 11.5, 1.5)
        context.strokeStyle = style
        context.lineWidth = width
        context.lineCap = 'round'
        context.stroke()
      }
    }),
    paint(imageName('dot', theme), 6, 6, {}, (context) => {
      context.beginPath()
      context.arc(3, 3, 1.7, 0, Math.PI * 2)
      context.fillStyle = colors.peakText
      context.strokeStyle = colors.textHalo
      context.lineWidth = 1
      context.stroke()
      context.fill()
    }),
    paint(imageName('hatch', theme), 8, 8, {}, (context) => {
      context.strokeStyle = colors.noDataStripe
      context.lineWidth = 1.2
      context.beginPath()
      for (const offset of [-8, 0, 8]) {
        context.moveTo(offset - 1, 9)
        context.lineTo(offset + 9, -1)
      }
      context.stroke()
    }),
    paint(
      imageName('shield', theme),
      16,
      16,
      { stretchX: [[12, 20]], stretchY: [[12, 20]], content: [6, 6, 26, 26] },
      (context) => {
        context.beginPath()
        context.roundRect(0.75, 0.75, 14.5, 14.5, 3.5)
        context.fillStyle = colors.roadSign
        context.fill()
        context.strokeStyle = colors.neighbourBorder
        context.lineWidth = 1
        context.stroke()
      },
    ),
    paint(imageName('claim', theme), claimRadiusPixels * 2, claimRadiusPixels * 2, {}, () => {}),
  ]
}
