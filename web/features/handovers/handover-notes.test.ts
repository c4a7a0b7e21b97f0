import { afterEach, expect, it } from 'vitest'
import { changeHandoverNote, forgetHandoverNotes, takeSigned, useHandoverNotes } from './handover-notes.ts'

afterEach(forgetHandoverNotes)

it('keeps the note of each area until it is signed', () => {
  changeHandoverNote('530326104', '钟屏路口积水')
  changeHandoverNote('530326105', '无')
  takeSigned('530326104', '钟屏路口积水')
  expect(useHandoverNotes.getState()).toEqual({ '530326105': '无' })
})

it('is nobody’s after a change of person', () => {
  changeHandoverNote('530326104', '钟屏路口积水')
  forgetHandoverNotes()
  expect(useHandoverNotes.getState()).toEqual({})
})
