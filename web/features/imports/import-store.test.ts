import { beforeEach, describe, expect, it } from 'vitest'
import { chooseOtherFiles, setImportStore, useImportStore } from './import-store.ts'

const files = [new File(['x'], 'old.geojson')]
const now = useImportStore.getState

describe('other files after an import', () => {
  beforeEach(() => setImportStore({ files, sentId: 'a', shownId: 'a', crs: 'gcj02', snap: '1', map: 'code=c' }))

  it('take the place of those that were sent, and are read as before', () => {
    chooseOtherFiles('a')
    expect(now()).toMatchObject({ files: [], sentId: null, shownId: null, crs: 'gcj02', snap: '1', map: 'code=c' })
  })

  it('leave alone what was chosen since, when an import of before is looked at', () => {
    setImportStore({ sentId: null })
    chooseOtherFiles('a')
    expect(now()).toMatchObject({ files, shownId: null })
  })
})
