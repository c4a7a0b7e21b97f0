import { beforeEach, describe, expect, it } from 'vitest'
import { chooseOtherFiles, findScope, setImportStore, takeSent, trySameFiles, useImportStore } from './import-store.ts'

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

describe('the whole county, meant so', () => {
  const aFault = (kind: string) => ({ kind, code: null, place: '', reason: { zh: '', en: '' } })
  beforeEach(() => setImportStore({ files, sentId: 'a', shownId: 'a', scope: 'meantCounty', meantId: null }))

  it.each(['too_few_grids', 'misread_crs'])(
    'can be chosen after a refusal for %s, also once it was checked',
    (kind) => {
      trySameFiles({ id: 'a', faults: [aFault(kind)] })
      expect(findScope(now(), false)).toBe('meantCounty')
      setImportStore((state) => takeSent(state, 'b'))
      trySameFiles({ id: 'b', faults: [] })
      expect(findScope(now(), false)).toBe('meantCounty')
    },
  )

  it('is not there after another refusal, nor for other files', () => {
    trySameFiles({ id: 'a', faults: [aFault('wrong_crs')] })
    expect(findScope(now(), true)).toBe('county')
    trySameFiles({ id: 'a', faults: [aFault('too_few_grids')] })
    chooseOtherFiles('a')
    expect(findScope(now(), true)).toBe('county')
    setImportStore((state) => takeSent(state, 'b'))
    expect(findScope(now(), true)).toBe('county')
  })
})
