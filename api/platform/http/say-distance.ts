import type { Sentence } from './problem.ts'

const kilometres = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** A distance as far as it says something: 0.64, 3.9, 523 metres, with as many decimals as the measure is good for; from 10 km on
 *  kilometres. Pure. */
export function sayDistance(meters: number, decimals: 1 | 2 = 2): Sentence {
  if (Math.round(meters) >= 10_000) {
    const km = kilometres.format(meters >= 100_000 ? Math.round(meters / 1000) : meters / 1000)
    return { zh: `${km} 公里`, en: `${km} km` }
  }
  const figure = meters < 10 ? meters.toFixed(meters < 1 ? decimals : 1) : String(Math.round(meters))
  return { zh: `${figure} 米`, en: `${figure} m` }
}
