import { describe, expect, it } from 'vitest'
import { turnOf } from './turn.ts'

/** So many to the unit, and all of them are doubles. */
const fractions = 2 ** 53

/** The sign by whole numbers of any size. */
function exactSign(...corners: bigint[]): number {
  const [ax, ay, bx, by, cx, cy] = corners as [bigint, bigint, bigint, bigint, bigint, bigint]
  const turn = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx)
  return turn > 0n ? 1 : turn < 0n ? -1 : 0
}

describe('which way three points turn', () => {
  it('is left, right or straight', () => {
    expect(turnOf(0, 0, 1, 0, 2, 1)).toBeGreaterThan(0)
    expect(turnOf(0, 0, 1, 0, 2, -1)).toBeLessThan(0)
    expect(turnOf(0, 0, 1, 0, 2, 0) + 0).toBe(0)
  })

  it('is exact where the differences of doubles are rounded: around a point on the line through (12, 12) and (24, 24)', () => {
    // Kettner, Mehlhorn, Pion, Schirra, Yap 2008, figure 2: the plain determinant gives hundreds of wrong signs here.
    const whole = (value: number) => BigInt(value) * BigInt(fractions)
    let plainIsWrong = 0
    for (let i = 0; i < 64; i++)
      for (let j = 0; j < 64; j++) {
        const [x, y] = [0.5 + i / fractions, 0.5 + j / fractions]
        const corner = [BigInt(x * fractions), BigInt(y * fractions)]
        const signs = [
          exactSign(...corner, whole(12), whole(12), whole(24), whole(24)),
          exactSign(whole(12), whole(12), whole(24), whole(24), ...corner),
          exactSign(whole(24), whole(24), ...corner, whole(12), whole(12)),
        ]
        const turns = [turnOf(x, y, 12, 12, 24, 24), turnOf(12, 12, 24, 24, x, y), turnOf(24, 24, x, y, 12, 12)]
        expect(turns.map((turn) => Math.sign(turn) + 0)).toEqual(signs)
        const plain = (x - 24) * (12 - 24) - (y - 24) * (12 - 24)
        if (Math.sign(plain) + 0 !== signs[0]) plainIsWrong++
      }
    expect(plainIsWrong).toBeGreaterThan(300)
  })
})
