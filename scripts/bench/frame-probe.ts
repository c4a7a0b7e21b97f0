declare global {
  interface Window {
    frameProbe: { untilRecoloured(start: () => void): Promise<number> }
  }
}

/** Runs in a page before its scripts and listens to WebGL, so that the same clock stands beside every map. */
export function installFrameProbe(): void {
  /** Fewer bytes are labels that fade; the classes of a county's grids are hundreds of thousands. */
  const leastBytes = 50_000
  let uploaded = 0
  let lastDrawAt = 0
  let onFrame: (() => void) | null = null
  const channel = new MessageChannel()
  channel.port1.onmessage = () => onFrame?.()
  const prototype = WebGL2RenderingContext.prototype
  const { bufferSubData, drawElements } = prototype
  prototype.bufferSubData = function (this: WebGL2RenderingContext, ...args: unknown[]) {
    uploaded += (args[2] as ArrayBufferView | null)?.byteLength ?? 0
    return Reflect.apply(bufferSubData, this, args)
  } as typeof bufferSubData
  prototype.drawElements = function (this: WebGL2RenderingContext, ...args: Parameters<typeof drawElements>) {
    drawElements.apply(this, args)
    lastDrawAt = performance.now()
    if (onFrame && uploaded >= leastBytes) channel.port2.postMessage(null)
  }
  window.frameProbe = {
    /** Milliseconds from the start to the last draw command of the first frame whose grids have been given new colours. */
    untilRecoloured: (start) =>
      new Promise((resolve, reject) => {
        uploaded = 0
        const patience = setTimeout(
          () => reject(new Error('No grid was given another colour within two minutes.')),
          120_000,
        )
        // The message comes after the task that draws the frame, with all its draw commands.
        onFrame = () => {
          onFrame = null
          clearTimeout(patience)
          resolve(lastDrawAt - startedAt)
        }
        const startedAt = performance.now()
        start()
      }),
  }
}
