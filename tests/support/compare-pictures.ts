import sharp from 'sharp'

/** Share of the pixels that differ by more than an eye can see; 1 where the sizes differ. */
export async function differingShare(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((picture) => sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  )
  if (!a || !b || a.data.length !== b.data.length) return 1
  const pixels = a.data.length / a.info.channels
  let differing = 0
  for (let at = 0; at < a.data.length; at += a.info.channels) {
    let largest = 0
    for (let channel = 0; channel < a.info.channels; channel += 1)
      largest = Math.max(largest, Math.abs((a.data[at + channel] as number) - (b.data[at + channel] as number)))
    if (largest > 16) differing += 1
  }
  return differing / pixels
}

/** How many pixels within so many of a point, across and down, have a colour (`#EF4444`) as far as an eye can tell. */
export async function countColor(
  picture: Buffer,
  [x, y]: readonly [x: number, y: number],
  reachPixels: number,
  color: string,
): Promise<number> {
  const { width, height } = await sharp(picture).metadata()
  const [left, top] = [x, y].map((middle) => Math.max(0, Math.round(middle) - reachPixels)) as [number, number]
  const area = {
    left,
    top,
    width: Math.min(width, Math.round(x) + reachPixels + 1) - left,
    height: Math.min(height, Math.round(y) + reachPixels + 1) - top,
  }
  const { data, info } = await sharp(picture).extract(area).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const wanted = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  let count = 0
  for (let at = 0; at < data.length; at += info.channels)
    if (wanted.every((value, channel) => Math.abs(value - (data[at + channel] as number)) <= 16)) count += 1
  return count
}
