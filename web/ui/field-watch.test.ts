import { expect, it } from 'vitest'
import { createFieldWatch } from './field-watch.ts'

const aField = (value: string) => ({ value })
const watch = () => createFieldWatch(({ value }: { value: string }) => value)

it('notices what somebody changes, and that it was changed back', () => {
  const { note, check } = watch()
  const [off, other] = [aField('off'), aField('on')]
  note([off, other])
  off.value = 'on'
  other.value = 'off'
  expect(check([off])).toBe(true)
  note([off, other])
  off.value = 'off'
  other.value = 'on'
  // of a choice between two the other one was pressed
  expect(check([other])).toBe(false)
})

it('takes what comes by itself between two acts for no change', () => {
  const { note, check } = watch()
  const field = aField('')
  note([field])
  expect(check([field])).toBe(false)
  field.value = 'from the server'
  note([field])
  const late = aField('later still')
  expect(check([field, late])).toBe(false)
})

it('takes what follows from another field for no change of its own', () => {
  const { note, check } = watch()
  const [chosen, following] = [aField('none'), aField('off')]
  note([chosen, following])
  chosen.value = 'one'
  check([chosen])
  note([chosen, following])
  chosen.value = 'none'
  following.value = 'on'
  expect(check([chosen])).toBe(false)
})

it('does not forget what was chosen when its field goes, as in a list that is searched again', () => {
  const { note, check } = watch()
  const field = aField('off')
  note([field])
  field.value = 'on'
  check([field])
  expect(check([])).toBe(true)
})
