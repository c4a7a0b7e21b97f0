/** False where the browser or its settings give no WebGL 2; then there can be no map, and the screen says so. */
export function isWebGlAvailable(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    // the probe's context is given back at once: browsers allow only about sixteen
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}
