import type { MapEngine, MapPadding } from '#web/map/map-types.ts'

export type Picture = { url: string; blob: Blob; widthPixels: number; heightPixels: number; metersPerPixel: number }

/** Anybody may come to read a print: single cases, and markers that say "2", are not on it (design.md, section 7). */
const notPrinted = ['incidents'] as const

/** The visible part of the map as a picture; sizes in CSS pixels. */
export async function takeVisiblePicture(engine: MapEngine, padding: MapPadding): Promise<Picture> {
  const bitmap = await createImageBitmap(await engine.takePicture(notPrinted))
  const density = window.devicePixelRatio
  const left = Math.round(padding.left * density)
  const top = Math.round(padding.top * density)
  const width = Math.max(1, bitmap.width - left - Math.round(padding.right * density))
  const height = Math.max(1, bitmap.height - top - Math.round(padding.bottom * density))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.drawImage(bitmap, left, top, width, height, 0, 0, width, height)
  bitmap.close()
  const blob = await new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error('no picture'))), 'image/png'),
  )
  return {
    blob,
    url: URL.createObjectURL(blob),
    widthPixels: width / density,
    heightPixels: height / density,
    metersPerPixel: engine.getCamera().metersPerPixel,
  }
}
