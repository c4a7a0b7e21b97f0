import { afterEach, describe, expect, it } from 'vitest'
import { changeNote, forgetNotes, takeSent, useNoteDrafts } from './note-drafts.ts'

afterEach(forgetNotes)

describe('a note that is typed on while it is sent', () => {
  it('is empty where nothing was typed meanwhile', () => {
    changeNote('a', '已到现场')
    takeSent('a', '已到现场')
    expect(useNoteDrafts.getState()).toEqual({})
  })

  it('keeps what was typed behind it, and all of it where it was changed', () => {
    changeNote('a', '已到现场\n双方都在')
    takeSent('a', '已到现场')
    changeNote('b', '已到村部')
    takeSent('b', '已到现场')
    expect(useNoteDrafts.getState()).toEqual({ a: '双方都在', b: '已到村部' })
  })
})
