import type { CredentialCheck } from '#api/platform/access/authenticator.ts'
import { createUseNotes } from '#api/platform/access/note-use.ts'
import { hashSecret } from '#api/platform/access/secrets.ts'
import type { Database } from '#api/platform/db/client.ts'
import { findGoodKey, keyTokens } from './keys.repo.ts'

/** `Authorization: Bearer ogk_…`: keys of other systems. When each was last used is written once a minute at most. */
export function createKeyCheck({ database, county }: { database: Database; county: string }): CredentialCheck {
  const noteUse = createUseNotes((id) => database.write((transaction) => keyTokens.touch(transaction, id)))
  return {
    pick: ({ authorization }) => (authorization ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined),
    async check(secret) {
      if (!secret.startsWith('ogk_')) return undefined
      const key = await database.read((handle) => findGoodKey(handle, hashSecret(secret)))
      if (!key?.area.startsWith(county)) return undefined
      noteUse(key.id)
      return {
        actor: { kind: 'key', id: key.id, name: key.name },
        name: key.name,
        grants: [{ role: key.role, area: key.area, until: key.expiresAt.toISOString() }],
        expiresAt: key.expiresAt.getTime(),
      }
    },
  }
}
