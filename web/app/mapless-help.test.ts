import { describe, expect, it } from 'vitest'
import { findMaplessHelp } from './mapless-help.ts'

const helpFor = (permissions: Parameters<typeof findMaplessHelp>[0]['permissions']) =>
  findMaplessHelp({ permissions, county: '530326' })

describe('what is said about a county without a coverage', () => {
  it('tells who may import the county to do so', () => {
    expect(helpFor({ 'imports.read': ['530326'], 'imports.write': ['530326'] })).toEqual({
      canImport: true,
      canMakePlanner: false,
    })
  })

  it('tells an administrator of the county to make an account for that', () => {
    expect(helpFor({ 'imports.read': ['530326'], 'accounts.write': ['530326'] })).toEqual({
      canImport: false,
      canMakePlanner: true,
    })
  })

  it.each([
    ['somebody who only looks at imports', { 'imports.read': ['530326'] }],
    ['a planner of a township, whose files are not the county', { 'imports.write': ['530326104'] }],
    ['an administrator of a township, who gives no role of the county', { 'accounts.write': ['530326104'] }],
    ['somebody without a role', {}],
  ])('leaves %s to ask', (_who, permissions) => {
    expect(helpFor(permissions)).toEqual({ canImport: false, canMakePlanner: false })
  })
})
