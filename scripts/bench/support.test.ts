import { describe, expect, it } from 'vitest'
import { judge, quantile, type Round, runRounds } from './support.ts'

const facts = (rounds: Round[]) => ({
  name: 'x',
  unit: 'ms',
  arms: { bare: '', ours: '' },
  rounds,
  reach: { ratio: 1.2 },
})
const repeat = (rounds: Round[], count: number) => Array.from({ length: count }, () => rounds).flat()

describe('judging a bench', () => {
  it('takes the median of the ratios of each round, so a slow moment of the machine counts once', () => {
    const rounds = [...repeat([{ bare: 100, ours: 110 }], 8), { bare: 200, ours: 600 }]
    expect(judge(facts(rounds))).toMatchObject({ ratio: 1.1, verdict: 'reached' })
  })

  it('says what was missed', () => {
    expect(judge(facts(repeat([{ bare: 100, ours: 130 }], 9)))).toMatchObject({ verdict: 'missed' })
  })

  it('gives no verdict on fewer than nine rounds', () => {
    expect(judge(facts(repeat([{ bare: 100, ours: 100 }], 8)))).toMatchObject({ verdict: 'no verdict' })
  })

  it('gives no verdict when the bare arm swings', () => {
    const rounds = repeat(
      [
        { bare: 10, ours: 10 },
        { bare: 30, ours: 30 },
      ],
      5,
    )
    expect(judge(facts(rounds))).toMatchObject({ verdict: 'no verdict' })
  })

  it('finds quantiles between two values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(quantile([1], 0.95)).toBe(1)
  })

  it('lets the arms take turns, the first round uncounted', async () => {
    const order: string[] = []
    const arm = (name: string) => async () => {
      order.push(name)
      return 1
    }
    expect(await runRounds(2, { bare: arm('bare'), ours: arm('ours') })).toHaveLength(2)
    expect(order).toEqual(['ours', 'bare', 'bare', 'ours', 'ours', 'bare'])
  })
})
