import { expect, it } from 'vitest'
import { chooseScale } from './scale-bar.ts'

it('is a round distance no longer than the room', () => {
  for (const metersPerPixel of [0.3, 1, 7.7, 38, 152, 999]) {
    const { meters, pixels } = chooseScale(metersPerPixel, 80)
    expect(pixels).toBeLessThanOrEqual(80)
    expect(pixels).toBeGreaterThan(31)
    expect(['1', '2', '5']).toContain(String(meters / 10 ** Math.floor(Math.log10(meters))))
  }
})
