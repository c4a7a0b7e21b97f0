import type { Browser } from '../../tests/e2e/browser.ts'
import { openCounty, openCountyPages } from './county-page.ts'
import { type BenchReport, judge, type Round } from './support.ts'

/** Bytes over the wire, headers included, of a browser that was never here, until the county is drawn. */
export async function runFirstVisit(rounds = 3): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    const result: Round[] = []
    let largest: Record<string, string> = {}
    for (let number = 0; number < rounds; number += 1) {
      const bare = await countBytes(pages.browser, `${pages.bareOrigin}/`)
      const ours = await countBytes(pages.browser, `${pages.oursOrigin}/`)
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

async function countBytes(browser: Browser, address: string) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    const bytesOf = new Map<string, number>()
    const urlOf = new Map<string, string>()
    network.on('Network.requestWillBeSent', ({ requestId, request }) => urlOf.set(requestId, request.url))
    const add = (requestId: string, bytes: number) => bytesOf.set(requestId, (bytesOf.get(requestId) ?? 0) + bytes)
    // What has come in by now counts, also of a request that is not finished: so every chunk, not the sum at its end.
    network.on('Network.responseReceived', ({ requestId, response }) => add(requestId, response.encodedDataLength))
    network.on('Network.dataReceived', ({ requestId, encodedDataLength }) => add(requestId, encodedDataLength))
    await openCounty(page, address)
    // Requests of MapLibre's workers belong to the page's own session only in part; the page sends them itself.
    const byGroup = new Map<string, number>()
    let total = 0
    for (const [requestId, bytes] of bytesOf) {
      total += bytes
      const path = new URL(urlOf.get(requestId) ?? address, address).pathname
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
  }
}
