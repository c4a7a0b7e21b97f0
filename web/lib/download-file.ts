/** Hands a file to the browser's downloads. */
export function downloadFile(name: string, content: string | Blob, type: string): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // Some browsers read the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** `会泽县-网格-20261124-1431`: the stem of an export's name. Pure but for the zone of the computer. */
export function exportName(parts: string[], now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const stamp = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`
  return [...parts, stamp].join('-').replace(/[\\/:*?"<>|\s]+/g, '_')
}
