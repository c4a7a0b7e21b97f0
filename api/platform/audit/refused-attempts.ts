import { AsyncResource } from 'node:async_hooks'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Refusal, Try } from '#api/platform/access/note-refusals.ts'
import type { Actor } from '#api/platform/db/scope.ts'
import { addressLimitKey } from '#api/platform/http/client-address.ts'
import type { AuditEntry, AuditTrail } from './audit-trail.ts'

/** Lines a minute, and of all strangers an hour. The rest is counted, and the counts of a minute are one line: a thousand
 *  forged cookies are six lines that say a thousand. Who has signed in counts by account and by nothing else, so that no
 *  flood of strangers takes a line from anybody known: accounts cannot be made up. Strangers count by address and by what
 *  they tried, and all together: a minute's limit alone would let them write 144,000 lines a day. */
export const refusalLimits = {
  perAccount: 20,
  perAddress: 5,
  inAll: 100,
  windowMs: 60_000,
  inHour: 1_000,
  /** Windows in which strangers have these. */
  windowsInHour: 60,
}
const longestPath = 200
const listedMost = 20

type Window = { written: number; leftOut: number }

export type RefusedAttempts = {
  onRefused(refusal: Refusal): void
  /** Writes what was left out so far. */
  close(): Promise<void>
}

const actorKinds: Record<Try, Actor['kind']> = {
  session: 'person',
  'ended-session': 'person',
  'sign-in': 'person',
  key: 'key',
  wall: 'wall',
  pairing: 'wall',
  nothing: 'key',
}

/** Whether it is told here. Not a request without any credentials: that is how a page finds out that it has to ask. Nor a
 *  wrong password, which has its line from where it was looked at, with the account. */
function isTold({ status, rule, principal, by }: Refusal): boolean {
  if (status === 429 || status === 200) return true
  if (principal) return rule !== 'signed-in'
  // 403 of nobody: the page of another site has sent it.
  return status === 403 || (rule !== 'open' && by !== 'nothing')
}

function actionOf({ rule, by }: Refusal): string {
  if (rule !== 'signed-in' && rule !== 'open') return rule
  if (by === 'sign-in') return 'session.sign-in'
  return by === 'pairing' ? 'walls.pairing' : 'session.read'
}

const toEntry = (refusal: Refusal): AuditEntry => ({
  actor: refusal.principal?.actor ?? { kind: actorKinds[refusal.by], id: '', name: '' },
  address: refusal.address,
  requestId: (refusal.c.get('requestId') as string | undefined) ?? '',
  action: actionOf(refusal),
  outcome: 'refused',
  details: {
    status: refusal.status,
    method: refusal.c.req.method,
    // Without the query: it may hold names.
    path: refusal.c.req.path.slice(0, longestPath),
    ...(!refusal.principal && { by: refusal.by }),
  },
})

/** Records who was turned away, at a bounded rate. All strangers of one process together write 1,000 lines an hour and one
 *  a minute with the counts, 25,440 a day whatever they send; somebody who has signed in writes 20 a minute, under a name. */
export function createRefusedAttempts(deps: {
  audit: AuditTrail
  log: Logger
  limits?: typeof refusalLimits
}): RefusedAttempts {
  const { audit, log, limits = refusalLimits } = deps
  const ofAccounts = new Map<string, Window & { actor: Actor }>()
  // The addresses that were here longest are forgotten first; those of an attacker who changes them fall under the limit of all.
  const ofStrangers = new LRUCache<string, Window & { address: string; by: Try }>({ max: 4 * limits.inAll })
  let strangers: Window = { written: 0, leftOut: 0 }
  let strangersInHour: Window = { written: 0, leftOut: 0 }
  let windowsEnded = 0
  const writing = new Set<Promise<void>>()

  function write(entry: AuditEntry): void {
    const written = audit
      .recordAlone(entry)
      .catch((error) => log.error({ err: error, action: entry.action }, 'a refused attempt could not be recorded'))
    writing.add(written)
    void written.finally(() => writing.delete(written))
  }

  const listMost = <Item extends Window>(windows: Iterable<Item>) =>
    [...windows]
      .filter(({ leftOut }) => leftOut > 0)
      .sort((a, b) => b.leftOut - a.leftOut)
      .slice(0, listedMost)

  function endWindow(): void {
    const ofKnown = [...ofAccounts.values()].reduce((sum, { leftOut }) => sum + leftOut, 0)
    const leftOut = strangers.leftOut + ofKnown
    if (leftOut > 0)
      write({
        actor: { kind: 'system', id: 'server', name: 'server' },
        address: '',
        requestId: '',
        action: 'session.refused-attempts',
        outcome: 'refused',
        details: {
          leftOut,
          most: listMost(ofStrangers.values()).map(({ address, by, leftOut }) => ({ address, by, leftOut })),
          accounts: listMost(ofAccounts.values()).map(({ actor, leftOut }) => ({ ...actor, leftOut })),
        },
      })
    ofAccounts.clear()
    ofStrangers.clear()
    strangers = { written: 0, leftOut: 0 }
    windowsEnded += 1
    if (windowsEnded % limits.windowsInHour === 0) strangersInHour = { written: 0, leftOut: 0 }
  }
  // Made here, outside of any request.
  const timer = setInterval(AsyncResource.bind(endWindow), limits.windowMs)
  timer.unref()

  function takeLine(windows: readonly { window: Window; limit: number }[]): boolean {
    const isFull = windows.some(({ window, limit }) => window.written >= limit)
    for (const { window } of windows) window[isFull ? 'leftOut' : 'written'] += 1
    return !isFull
  }

  function findWindows(refusal: Refusal) {
    if (refusal.principal) {
      const { actor } = refusal.principal
      const key = `${actor.kind} ${actor.id}`
      const window = ofAccounts.get(key) ?? { written: 0, leftOut: 0, actor }
      ofAccounts.set(key, window)
      return [{ window, limit: limits.perAccount }]
    }
    const { by } = refusal
    const address = addressLimitKey(refusal.address)
    const key = `${address} ${by}`
    const window = ofStrangers.get(key) ?? { written: 0, leftOut: 0, address, by }
    ofStrangers.set(key, window)
    return [
      { window, limit: limits.perAddress },
      { window: strangers, limit: limits.inAll },
      { window: strangersInHour, limit: limits.inHour },
    ]
  }

  return {
    onRefused(refusal) {
      if (isTold(refusal) && takeLine(findWindows(refusal))) write(toEntry(refusal))
    },
    async close() {
      clearInterval(timer)
      endWindow()
      await Promise.all(writing)
    },
  }
}
