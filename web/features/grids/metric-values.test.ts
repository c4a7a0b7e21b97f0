import { describe, expect, it } from 'vitest'
import { decodeMetric, valueOfGrid } from './metric-values.ts'

const noData = 65_535

/** The layout of the contract, written the plain way. */
function encode(rows: [id: number, raw: number][], scale = 0.5, offset = 10): Uint8Array {
  const header = new TextEncoder().encode(
    JSON.stringify({ metric: 'density', edition: 3, at: 'now', count: rows.length, scale, offset, noData }),
  )
  const varints: number[] = []
  let last = 0n
  for (const [id] of rows) {
    let delta = BigInt(id) - last
    last = BigInt(id)
    while (delta >= 128n) {
      varints.push(Number(delta & 127n) | 128)
      delta >>= 7n
    }
    varints.push(Number(delta))
  }
  const bytes = new Uint8Array(4 + header.length + varints.length + rows.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, header.length, true)
  bytes.set(header, 4)
  bytes.set(varints, 4 + header.length)
  rows.forEach(([, raw], index) => {
    view.setUint16(4 + header.length + varints.length + index * 2, raw, true)
  })
  return bytes
}

const rows: [number, number][] = [
  [530326001001001, 0],
  [530326001001002, 7],
  [530326104005003, noData],
  [530326124013020, 40_000],
]

describe('decodeMetric', () => {
  it('gives back codes of 15 digits and scaled values', () => {
    const { gridIds, values, metric, edition } = decodeMetric(encode(rows))
    expect([...gridIds]).toEqual(rows.map(([id]) => id))
    expect([...values]).toEqual([10, 13.5, Number.NaN, 20_010])
    expect({ metric, edition }).toEqual({ metric: 'density', edition: 3 })
  })

  it('reads an answer that lies in the middle of a larger buffer', () => {
    const bytes = encode(rows)
    const larger = new Uint8Array(bytes.length + 7)
    larger.set(bytes, 3)
    expect([...decodeMetric(larger.subarray(3, 3 + bytes.length)).gridIds]).toEqual(rows.map(([id]) => id))
  })

  it('refuses an answer that was cut anywhere', () => {
    const bytes = encode(rows)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeMetric(bytes.subarray(0, length))).toThrow()
    }
  })
})

describe('valueOfGrid', () => {
  it('finds each grid, and nothing for one that is unknown or has no data', () => {
    const values = decodeMetric(encode(rows))
    expect(rows.map(([id]) => valueOfGrid(values, id))).toEqual([10, 13.5, null, 20_010])
    expect(valueOfGrid(values, 530326001001003)).toBeNull()
    expect(valueOfGrid(decodeMetric(encode([])), 1)).toBeNull()
  })
})
