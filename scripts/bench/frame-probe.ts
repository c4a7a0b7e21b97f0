declare global {
  interface Window {
    frameProbe: { untilRecoloured(start: () => void): Promise<RecolouredFrame> }
  }
}

export type RecolouredFrame = {
  /** Until the last draw command. */
  milliseconds: number
  /** Until the graphics card has done them all. */
  untilPixels: number
  /** Colours of the frame at places spread over it, each as one number. */
  colors: number[]
}

/** Runs in a page before its scripts and listens to WebGL, so that the same clock stands beside every map. */
export function installFrameProbe(): void {
  /** Fewer bytes are labels that fade; the classes of a county's grids are hundreds of thousands. */
  const leastBytes = 50_000
  const pixelsApart = 16
  let uploaded = 0
  let lastDrawAt = 0
  let onFrame: ((gl: WebGL2RenderingContext) => void) | null = null
  const prototype = WebGL2RenderingContext.prototype
  const { bufferSubData, drawElements } = prototype
  prototype.bufferSubData = function (this: WebGL2RenderingContext, ...args: unknown[]) {
    uploaded += (args[2] as ArrayBufferView | null)?.byteLength ?? 0
    return Reflect.apply(bufferSubData, this, args)
  } as typeof bufferSubData
  prototype.drawElements = function (this: WebGL2RenderingContext, ...args: Parameters<typeof drawElements>) {
    drawElements.apply(this, args)
    lastDrawAt = performance.now()
    if (!onFrame || uploaded < leastBytes) return
    const end = onFrame
    onFrame = null
    // after the whole frame, and before its picture is given to the screen
    queueMicrotask(() => end(this))
  }
  /** Waits until the graphics card has drawn. */
  function readPixels(gl: WebGL2RenderingContext, width: number, height: number): Uint32Array {
    const framebuffer = gl.getParameter(gl.FRAMEBUFFER_BINDING) as WebGLFramebuffer | null
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    const bytes = new Uint8Array(width * height * 4)
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer)
    return new Uint32Array(bytes.buffer)
  }
  window.frameProbe = {
    /** From the start to the first frame in which grids have new colours. */
    untilRecoloured: (start) =>
      new Promise((resolve, reject) => {
        uploaded = 0
        const patience = setTimeout(
          () => reject(new Error('No grid was given another colour within two minutes.')),
          120_000,
        )
        onFrame = (gl) => {
          clearTimeout(patience)
          readPixels(gl, 1, 1)
          const untilPixels = performance.now() - startedAt
          const { drawingBufferWidth: width, drawingBufferHeight: height } = gl
          const pixels = readPixels(gl, width, height)
          const colors: number[] = []
          for (let y = 0; y < height; y += pixelsApart)
            for (let x = 0; x < width; x += pixelsApart) colors.push(pixels[y * width + x] ?? 0)
          resolve({ milliseconds: lastDrawAt - startedAt, untilPixels, colors })
        }
        const startedAt = performance.now()
        start()
      }),
  }
}
