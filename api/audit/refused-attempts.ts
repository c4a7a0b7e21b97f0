import { AsyncResource } from 'node:async_hooks'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Refusal } from '#api/access/guard.ts'
import { addressLimitKey } from '#api/http/client-address.ts'
import type { AuditEntry, AuditTrail } from './audit-trail.ts'

/** Lines a minute: of one address, and of all. The rest is counted, and the count is a line. */
export const refusalLimits = { perAddress: 20, inAll: 300, windowMs: 60_000 }
const longestPath = 200

type Window = { written: number; leftOut: number }

export type RefusedAttempts = {
  onRefused(refusal: Refusal): void
  /** Writes what was left out so far. */
  close(): Promise<void>
}

const toEntry = ({ status, rule, principal, address, c }: Refusal): AuditEntry => ({
  actor: principal?.actor ?? { kind: 'key', id: '', name: '' },
  address,
  requestId: (c.get('requestId') as string | undefined) ?? '',
  action: rule === 'signed-in' || rule === 'open' ? 'session.read' : rule,
  outcome: 'refused',
  // Without the query: it may hold names.
  details: { status, method: c.req.method, path: c.req.path.slice(0, longestPath) },
})

/** Records who was turned away, at a bounded rate: nobody can fill the disk by being refused. A request without any
 *  credentials is none: it is how a page finds out that it has to ask. */
export function createRefusedAttempts(deps: {
  audit: AuditTrail
  log: Logger
  limits?: typeof refusalLimits
}): RefusedAttempts {
  const { audit, log, limits = refusalLimits } = deps
  // The addresses that were here longest are forgotten first; those of an attacker who changes them fall under the limit of all.
  const windows = new LRUCache<string, Window>({ max: 2 * limits.inAll })
  let all: Window = { written: 0, leftOut: 0 }
  const writing = new Set<Promise<void>>()

  function write(entry: AuditEntry): void {
    const written = audit
      .recordAlone(entry)
      .catch((error) => log.error({ err: error, action: entry.action }, 'a refused attempt could not be recorded'))
    writing.add(written)
    void written.finally(() => writing.delete(written))
  }

  function endWindow(): void {
    if (all.leftOut > 0) {
      const most = [...windows.entries()]
        .filter(([, { leftOut }]) => leftOut > 0)
        .sort(([, a], [, b]) => b.leftOut - a.leftOut)
        .slice(0, 20)
        .map(([address, { leftOut }]) => ({ address, leftOut }))
      write({
        actor: { kind: 'system', id: 'server', name: 'server' },
        address: '',
        requestId: '',
        action: 'session.refused-attempts',
        outcome: 'refused',
        details: { leftOut: all.leftOut, most },
      })
    }
    windows.clear()
    all = { written: 0, leftOut: 0 }
  }
  // Made here, outside of any request.
  const timer = setInterval(AsyncResource.bind(endWindow), limits.windowMs)
  timer.unref()

  return {
    onRefused(refusal) {
      if (refusal.status === 401 && refusal.c.req.header('authorization') === undefined) return
      const network = addressLimitKey(refusal.address)
      const own = windows.get(network) ?? { written: 0, leftOut: 0 }
      windows.set(network, own)
      if (own.written >= limits.perAddress || all.written >= limits.inAll) {
        own.leftOut += 1
        all.leftOut += 1
        return
      }
      own.written += 1
      all.written += 1
      write(toEntry(refusal))
    },
    async close() {
      clearInterval(timer)
      endWindow()
      await Promise.all(writing)
    },
  }
}
