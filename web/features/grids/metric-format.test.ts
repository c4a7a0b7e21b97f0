import { expect, it } from 'vitest'
import { formatClassRange, formatMetric } from './metric-format.ts'

it('shows a share in percent and a density without needless decimals', () => {
  expect(formatMetric('needHelpShare', 0.0312)).toBe('3.1')
  expect(formatMetric('density', 412.4)).toBe('412')
  expect(formatMetric('density', 4.44)).toBe('4.4')
})

it('writes open and closed classes', () => {
  expect(formatClassRange('density', { from: null, to: 60 })).toBe('< 60')
  expect(formatClassRange('density', { from: 60, to: 120 })).toBe('60–120')
  expect(formatClassRange('needHelpShare', { from: 0.05, to: null })).toBe('≥ 5')
  expect(formatClassRange('area', { from: null, to: null })).toBe('—')
})
