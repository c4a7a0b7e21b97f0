import type { Page } from '../../tests/e2e/browser.ts'

export const framesThere = 10
const pixelsPerFrame = 8

/** Times between the frames of a drag, in milliseconds. The mouse rests before it is let go, so the map does not fly on. */
export const dragToAndFro = (page: Page): Promise<number[]> =>
  page.evaluate(
    ([frames, pixels]) =>
      new Promise<number[]>((resolve) => {
        const canvas = document.querySelector('main canvas.maplibregl-canvas') as HTMLCanvasElement
        const { left, top, width, height } = canvas.getBoundingClientRect()
        const place = { x: left + width / 2, y: top + height / 2 }
        const send = (type: string, buttons: number) =>
          (type === 'mousedown' ? canvas : document).dispatchEvent(
            new MouseEvent(type, {
              bubbles: true,
              cancelable: true,
              view: window,
              clientX: place.x,
              clientY: place.y,
              button: 0,
              buttons,
            }),
          )
        const times: number[] = []
        let frame = 0
        let last = 0
        const step = (now: number) => {
          if (last > 0) times.push(now - last)
          last = now
          frame += 1
          if (frame > frames * 2) {
            setTimeout(() => {
              send('mouseup', 0)
              resolve(times)
            }, 400)
            return
          }
          place.x += frame <= frames ? pixels : -pixels
          send('mousemove', 1)
          requestAnimationFrame(step)
        }
        send('mousedown', 1)
        requestAnimationFrame(step)
      }),
    [framesThere, pixelsPerFrame] as const,
  )
