import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export type TileKind = 'edition' | 'basemap' | 'terrain'

/** What `/metrics` shows. One registry a server, so two servers in one process do not add up. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'onegrid_' })
  const requests = new Histogram({
    name: 'onegrid_http_request_seconds',
    help: 'Time from the request to the first byte, by route. Tiles and static files are only counted, below.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  /** Tiles since somebody last looked: the counter's own arithmetic over labels is too much for each of them. */
  const newTiles: Record<TileKind, Map<number, number>> = { edition: new Map(), basemap: new Map(), terrain: new Map() }
  new Counter({
    name: 'onegrid_tiles_total',
    help: 'Tiles asked for, by kind and status.',
    labelNames: ['kind', 'status'] as const,
    registers: [registry],
    collect() {
      for (const [kind, counts] of Object.entries(newTiles)) {
        for (const [status, count] of counts) this.inc({ kind, status }, count)
        counts.clear()
      }
    },
  })
  const imports = new Counter({
    name: 'onegrid_imports_total',
    help: 'Imports through the API that have ended, by how.',
    labelNames: ['state'] as const,
    registers: [registry],
  })
  const countTile = (kind: TileKind, status: number): void => {
    const counts = newTiles[kind]
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  return { registry, requests, countTile, imports }
}
export type Metrics = ReturnType<typeof createMetrics>
