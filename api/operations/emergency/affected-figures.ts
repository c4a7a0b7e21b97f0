import type { Affected } from './emergency.contract.ts'

type Figure = 'population' | 'households' | 'needHelp'
export type TouchedGrid = { share: number; whole: boolean } & Record<Figure, number>

/** min, likely and max of one figure over the touched grids. Sums are not rounded on the way, so 40 slivers of 0.4
 *  people are 16, not 0; and as each addend of min ≤ that of likely ≤ that of max, so are the sums, rounded or not. */
export function sumFigure(grids: readonly TouchedGrid[], figure: Figure): Affected['people'] {
  const sums = { min: 0, likely: 0, max: 0 }
  for (const grid of grids) {
    sums.min += grid.whole ? grid[figure] : 0
    sums.likely += grid[figure] * (grid.whole ? 1 : Math.min(1, grid.share))
    sums.max += grid[figure]
  }
  return { min: Math.round(sums.min), likely: Math.round(sums.likely), max: Math.round(sums.max) }
}

/** 地质灾害险情等级 by people in danger, of the number shown: an answer never says "100" beside the level of 99. */
export function levelOfPeople(likely: number): Affected['level'] {
  if (likely < 100) return 'small'
  if (likely < 500) return 'medium'
  return likely < 1000 ? 'large' : 'extraLarge'
}

/** Digits of an outside share: grids and area are measured to about 1e-9, and a millionth of an area is nobody's house. */
const shareSteps = 1e6

/** The share of an area that none of the pieces inside covers, 0 to 1; exactly 1 only where there is no piece. */
export function shareOutside(areaSquareMeters: number, insideSquareMeters: readonly number[]): number {
  if (insideSquareMeters.length === 0) return 1
  const inside = insideSquareMeters.reduce((sum, piece) => sum + piece, 0)
  const steps = Math.round((1 - inside / areaSquareMeters) * shareSteps)
  return Math.min(Math.max(0, steps), shareSteps - 1) / shareSteps
}
