import { describe, expect, it } from 'vitest'
import { maxImportBytes } from '#api/ground/imports/imports.contract.ts'
import { findFormFault, toFormData } from './import-form-data.ts'

const aFile = (size = 10, name = 'grids.geojson') => {
  const file = new File(['x'], name)
  Object.defineProperty(file, 'size', { value: size })
  return file
}
const choices = { files: [aFile()], area: null, crs: 'wgs84', snap: '0', map: '' }

describe('the form of an import', () => {
  it.each([
    [{ files: Array.from({ length: 21 }, () => aFile()), snap: '0' }, 'tooManyFiles'],
    [{ files: [aFile(maxImportBytes), aFile(1)], snap: '0' }, 'tooLarge'],
    [{ files: [aFile()], snap: '2.1' }, 'badSnap'],
    [{ files: [aFile()], snap: 'x' }, 'badSnap'],
    [{ files: [aFile()], snap: '' }, null],
    [{ files: [aFile(maxImportBytes)], snap: '2' }, null],
  ])('is looked at before anything is sent (%#)', (form, fault) => expect(findFormFault(form)).toBe(fault))

  it('leaves out what was not chosen', () => {
    expect([...toFormData(choices, true).keys()]).toEqual(['dryRun', 'crs', 'files'])
  })

  it('is sent as the API takes it', () => {
    const form = toFormData({ ...choices, area: '530326001', snap: '0.50', map: ' code=网格编码，\nname=名称 ' }, false)
    expect(['dryRun', 'area', 'snap', 'map'].map((field) => form.get(field))).toEqual([
      'false',
      '530326001',
      '0.5',
      'code=网格编码,name=名称',
    ])
  })
})
