import { expect, it } from 'vitest'
import { standingFault } from './use-form-fault.ts'

it('asks for a field until it is filled, and then for no other by itself', () => {
  const told = { gap: { field: 'reason', sentence: '请选择原因。' } }
  expect(standingFault(told, 'reason')).toBe(told)
  expect(standingFault(told, 'departments')).toBeNull()
  expect(standingFault(told, undefined)).toBeNull()
})

it('says what the server answered, whatever is filled', () => {
  const told = { error: new Error('refused') }
  expect(standingFault(told, undefined)).toBe(told)
  expect(standingFault(null, 'reason')).toBeNull()
})
