/** An icon drawn around its middle, in CSS pixels. */
export type AtlasIcon = {
  id: string
  sizePixels: number
  draw(context: CanvasRenderingContext2D): void
}

export type IconPlace = { x: number; y: number; width: number; height: number }
/** One picture with many icons, for deck.gl's IconLayer. `sizes` are in CSS pixels. */
export type IconAtlas = {
  canvas: HTMLCanvasElement
  mapping: Record<string, IconPlace>
  sizes: Record<string, number>
}

/** Pixels between icons, so that filtering does not mix neighbours. */
const gap = 2

/** Rows of icons from the largest to the smallest, in pixels of the picture. Pure. */
export function packIcons(
  icons: readonly { id: string; sizePixels: number }[],
  density: number,
  maxWidth = 1024,
): { width: number; height: number; mapping: Record<string, IconPlace> } {
  const mapping: Record<string, IconPlace> = {}
  let x = gap
  let y = gap
  let rowHeight = 0
  let width = 1
  for (const { id, sizePixels } of [...icons].sort((a, b) => b.sizePixels - a.sizePixels)) {
    const side = Math.ceil(sizePixels * density)
    if (x + side + gap > maxWidth && x > gap) {
      x = gap
      y += rowHeight + gap
      rowHeight = 0
    }
    mapping[id] = { x, y, width: side, height: side }
    x += side + gap
    width = Math.max(width, x)
    rowHeight = Math.max(rowHeight, side)
  }
  return { width, height: y + rowHeight + gap, mapping }
}

/** Draws the icons at least twice as large as they are shown: they sit between pixels, and shrinking keeps edges sharp. */
export function createIconAtlas(icons: readonly AtlasIcon[]): IconAtlas {
  const density = Math.max(2, Math.ceil(globalThis.devicePixelRatio ?? 1))
  const { width, height, mapping } = packIcons(icons, density)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no 2d canvas')
  const sizes: Record<string, number> = {}
  for (const icon of icons) {
    const place = mapping[icon.id] as IconPlace
    sizes[icon.id] = icon.sizePixels
    context.save()
    context.translate(place.x + place.width / 2, place.y + place.height / 2)
    context.scale(density, density)
    icon.draw(context)
    context.restore()
  }
  return { canvas, mapping, sizes }
}

export const iconFont = (weight: number, sizePixels: number): string =>
  `${weight} ${sizePixels}px system-ui, "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif`

/** Text with its ink, not its line box, in the middle of a place: digits have no descenders. */
export function drawCentredText(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  const { actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = context.measureText(text)
  context.fillText(text, x, y + (ascent - descent) / 2)
}
