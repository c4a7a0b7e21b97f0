import { expect, it } from 'vitest'
import { outsideCounty } from './incident-errors.ts'

it('a place on the other side of the earth is told in kilometres, one beyond the border in metres', () => {
  const far = outsideCounty('李家湾网格', 11_313_529).detail
  expect(far.zh).toContain('约 11,314 公里。')
  expect(far.en).toContain('about 11,314 km away')
  expect(outsideCounty('李家湾网格', 640.2).detail.zh).toContain('约 640 米。')
})
