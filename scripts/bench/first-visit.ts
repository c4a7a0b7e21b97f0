import type { Browser } from '../../tests/e2e/browser.ts'
import { startCountingProxy } from './counting-proxy.ts'
import { openCounty, openCountyPages } from './county-page.ts'
import { type BenchReport, judge, type Round } from './support.ts'

/** Bytes over the wire, headers included, of a browser that was never here, until the county is drawn. */
export async function runFirstVisit(rounds = 3): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    const result: Round[] = []
    let largest: Record<string, string> = {}
    for (let number = 0; number < rounds; number += 1) {
      const bare = await countBytes(pages.browser, pages.bareOrigin)
      const ours = await countBytes(pages.browser, pages.oursOrigin)
      result.push({ bare: bare.total / 1e6, ours: ours.total / 1e6 })
      largest = ours.largest
    }
    return [
      judge({
        name: 'first-visit',
        unit: 'MB',
        arms: { bare: 'the bare MapLibre page with one GeoJSON file', ours: 'the console' },
        rounds: result,
        reach: { ours: 1.5 },
        notes: largest,
      }),
    ]
  } finally {
    await pages.close()
  }
}

async function countBytes(browser: Browser, origin: string) {
  const proxy = await startCountingProxy(origin)
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
  try {
    await openCounty(await context.newPage(), `${proxy.origin}/`)
    const byGroup = new Map<string, number>()
    let total = 0
    for (const [path, bytes] of proxy.readBytes()) {
      total += bytes
      const group = /^\/(tiles|basemap|terrain|api)\//.exec(path)?.[0] ?? path
      byGroup.set(group, (byGroup.get(group) ?? 0) + bytes)
    }
    const largest = [...byGroup].sort((a, b) => b[1] - a[1]).slice(0, 12)
    return {
      total,
      largest: Object.fromEntries(largest.map(([group, bytes]) => [group, `${Math.round(bytes / 1e3)} kB`])),
    }
  } finally {
    await context.close()
    proxy.close()
  }
}
