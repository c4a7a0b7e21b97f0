import { describe, expect, it } from 'vitest'
import { checkPhotos, listPictures } from './check-photos.ts'

const aFile = (name: string, size = 1000, type = 'image/jpeg') => ({ name, size, type }) as File

describe('photos that were chosen', () => {
  it('are as many as there is room for', () => {
    expect(checkPhotos([aFile('a'), aFile('b')], 4)).toBeNull()
    expect(checkPhotos([aFile('a'), aFile('b')], 5)).toEqual({ kind: 'too-many', room: 1 })
    expect(checkPhotos([aFile('a')], 7)).toEqual({ kind: 'too-many', room: 0 })
  })

  it('are none above 15 MB', () => {
    const most = 15 * 1024 * 1024
    expect(checkPhotos([aFile('a', most)], 0)).toBeNull()
    expect(checkPhotos([aFile('a'), aFile('b', most + 1)], 0)).toEqual({ kind: 'too-large', name: 'b' })
  })

  it('are the pictures alone of what was dropped', () => {
    const files = [aFile('a.png', 1, 'image/png'), aFile('b.pdf', 1, 'application/pdf')] as unknown as FileList
    expect(listPictures({ files }).map(({ name }) => name)).toEqual(['a.png'])
    expect(listPictures(null)).toEqual([])
  })
})
