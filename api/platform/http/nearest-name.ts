/** As people write names: `radius_meters` and `RadiusMeters` are `radiusMeters`. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')

/** How many letters have to be put in, taken out or changed to make one word of another; two that changed places are one. */
function countSlips(from: string, to: string): number {
  const width = to.length + 1
  const slips = Array.from({ length: (from.length + 1) * width }, (_, at) => (at < width ? at : 0))
  const slipsAt = (row: number, column: number) => slips[row * width + column] ?? 0
  for (let row = 1; row <= from.length; row++) {
    slips[row * width] = row
    for (let column = 1; column < width; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const hasSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      slips[row * width + column] = Math.min(
        slipsAt(row - 1, column) + 1,
        slipsAt(row, column - 1) + 1,
        slipsAt(row - 1, column - 1) + (isSame ? 0 : 1),
        hasSwapped ? slipsAt(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return slips.at(-1) ?? 0
}

/** Of some names the one that was probably meant by another; undefined where none is near. Pure. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  // Nothing longer is one of ours, and it would be compared letter by letter.
  if (typed.length > 40) return undefined
  const wanted = plain(typed)
  const begun = names.find((name) => wanted.length >= 3 && plain(name).startsWith(wanted))
  if (begun !== undefined) return begun
  const [nearest] = names
    .map((name) => ({ name, slips: countSlips(wanted, plain(name)) }))
    .filter(({ name, slips }) => slips <= 2 && slips * 2 < name.length)
    .sort((a, b) => a.slips - b.slips)
  return nearest?.name
}
