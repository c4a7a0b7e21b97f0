import type { Database } from '#api/db/client.ts'
import type { CredentialCheck } from './authenticator.ts'
import { findGoodKey, touchKeys } from './keys.repo.ts'
import { hashSecret } from './secrets.ts'

const touchEveryMs = 60_000

/** `Authorization: Bearer ogk_…`: keys of other systems. When each was last used is written once a minute at most. */
export function createKeyCheck({ database, county }: { database: Database; county: string }): CredentialCheck {
  const touchedAt = new Map<string, number>()
  const touch = (id: string) => {
    const now = Date.now()
    if (now - (touchedAt.get(id) ?? 0) < touchEveryMs) return
    touchedAt.set(id, now)
    // Nobody waits for it, and a request is not refused because it failed.
    database.write((transaction) => touchKeys(transaction, [id])).catch(() => touchedAt.delete(id))
  }
  return {
    pick: ({ authorization }) => /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1],
    async check(secret) {
      if (!secret.startsWith('ogk_')) return undefined
      const key = await database.read((handle) => findGoodKey(handle, hashSecret(secret)))
      if (!key?.area.startsWith(county)) return undefined
      touch(key.id)
      return {
        actor: { kind: 'key', id: key.id, name: key.name },
        name: key.name,
        grants: [{ role: key.role, area: key.area, until: key.expiresAt.toISOString() }],
        expiresAt: key.expiresAt.getTime(),
      }
    },
  }
}
