const browsers = [
  ['Edge', /\bEdgA?\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['WeChat', /\bMicroMessenger\//],
  ['QQ', /\bM?QQBrowser\//],
  ['Chrome', /\b(Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const

const systems = [
  ['HarmonyOS', /\b(HarmonyOS|OpenHarmony)\b/],
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(iPhone|iPad|iPod)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const

const find = (words: readonly (readonly [string, RegExp])[], text: string) =>
  words.find(([, pattern]) => pattern.test(text))?.[0]

/** Browser and system by what a browser says of itself, as people know them; the beginning of it where it says neither.
 *  Pure. */
export function describeDevice(userAgent: string | null): string {
  if (!userAgent) return '—'
  const known = [find(browsers, userAgent), find(systems, userAgent)].filter((word) => word !== undefined)
  return known.length > 0 ? known.join(' · ') : userAgent.slice(0, 60)
}
