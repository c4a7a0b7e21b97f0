/** The longest round distance that fits, and its length on the screen. Pure. */
export function chooseScale(metersPerPixel: number, maxPixels: number): { meters: number; pixels: number } {
  const limit = metersPerPixel * maxPixels
  const power = 10 ** Math.floor(Math.log10(limit))
  const lead = limit / power
  const meters = power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1)
  return { meters, pixels: meters / metersPerPixel }
}
