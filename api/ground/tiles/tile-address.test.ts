import { describe, expect, it } from 'vitest'
import { ApiError } from '#api/platform/http/problem.ts'
import { parseTileAddress } from './tile-address.ts'
import { tileZooms } from './tiles.contract.ts'

const parse = (version: string, z: string, x: string, y: string) =>
  parseTileAddress({ version, z, x, y }, tileZooms, 'edition')

function refusal(...parts: [string, string, string, string]) {
  try {
    parse(...parts)
    return undefined
  } catch (error) {
    return error instanceof ApiError ? { status: error.status, path: error.errors?.[0]?.path } : error
  }
}

describe('the address of a tile', () => {
  it('is read from the parts of a path', () => {
    expect(parse('1', '14', '12888', '7019')).toEqual({ version: 1, z: 14, x: 12888, y: 7019 })
  })

  it.each([
    [['1', '6', '0', '0'], 'z'],
    [['1', '15', '0', '0'], 'z'],
    [['1', 'z', '0', '0'], 'z'],
    [['1', '7', '128', '0'], 'x'],
    [['1', '7', '-1', '0'], 'x'],
    [['1', '7', '1.5', '0'], 'x'],
    [['1', '7', '0', '128'], 'y'],
    [['1', '7', '0', '1e1'], 'y'],
    [['1', '7', '0', ' 1'], 'y'],
    [['nothing', '7', '0', '99999999999'], 'y'],
  ] as [[string, string, string, string], string][])('%j is refused for its %s', (parts, path) => {
    expect(refusal(...parts)).toEqual({ status: 400, path })
  })

  it.each(['2147483648', 'latest', '-1', '1;drop'])('the edition %s is not known', (version) => {
    expect(refusal(version, '7', '0', '0')).toEqual({ status: 404, path: undefined })
  })
})
