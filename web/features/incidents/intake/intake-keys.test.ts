import { expect, it } from 'vitest'
import { isSendKey } from './intake-keys.ts'

const press = (
  changed: { ctrlKey?: boolean; isComposing?: boolean; isTaken?: boolean },
  at: 'field' | 'chosen' | 'search',
) =>
  isSendKey({
    ...{ key: 'Enter', ctrlKey: false, metaKey: false, isComposing: false, isTaken: false, ...changed },
    target: {
      closest: (selector: string) => (at === 'search' && selector === 'search' ? {} : null),
      matches: () => at === 'chosen',
    },
  })

it('sends from a field with Ctrl, and from what is chosen without', () => {
  expect(press({ ctrlKey: true }, 'field')).toBe(true)
  expect(press({}, 'field')).toBe(false)
  expect(press({}, 'chosen')).toBe(true)
})

it('sends nothing while a place is searched for, nor what somebody else has taken', () => {
  expect(press({ ctrlKey: true }, 'search')).toBe(false)
  expect(press({ ctrlKey: true, isTaken: true }, 'field')).toBe(false)
  expect(press({ ctrlKey: true, isComposing: true }, 'field')).toBe(false)
})
