import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

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
  const tiles = new Counter({
    name: 'onegrid_tiles_total',
    help: 'Tiles asked for, by kind and status.',
    labelNames: ['kind', 'status'] as const,
    registers: [registry],
  })
  const imports = new Counter({
    name: 'onegrid_imports_total',
    help: 'Imports through the API that have ended, by how.',
    labelNames: ['state'] as const,
    registers: [registry],
  })
  return { registry, requests, tiles, imports }
}
export type Metrics = ReturnType<typeof createMetrics>
