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
