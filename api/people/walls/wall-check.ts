import type { CredentialCheck } from '#api/platform/access/authenticator.ts'
import { pickCookie } from '#api/platform/access/cookies.ts'
import { createUseNotes } from '#api/platform/access/note-use.ts'
import { hashSecret } from '#api/platform/access/secrets.ts'
import type { Database } from '#api/platform/db/client.ts'
import { wallCookie } from './walls.contract.ts'
import { findGoodWall, wallTokens } from './walls.repo.ts'

/** The cookie of a screen that was paired: it sees what a wall may see of its area, until it is revoked. */
export function createWallCheck({ database, county }: { database: Database; county: string }): CredentialCheck {
  const noteUse = createUseNotes((id) => database.write((transaction) => wallTokens.touch(transaction, id)))
  return {
    isOfWalls: true,
    pick: ({ cookie }) => pickCookie(cookie, wallCookie),
    async check(pair) {
      const secret = pair.slice(wallCookie.length + 1)
      const wall = await database.read((handle) => findGoodWall(handle, hashSecret(secret)))
      if (!wall?.area.startsWith(county)) return undefined
      noteUse(wall.id)
      return {
        actor: { kind: 'wall', id: wall.id, name: wall.name },
        name: wall.name,
        grants: [{ role: 'wall', area: wall.area, until: null }],
        expiresAt: null,
      }
    },
  }
}
