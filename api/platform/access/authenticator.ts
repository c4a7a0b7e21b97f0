import { LRUCache } from 'lru-cache'
import { type Credentials, wallHeader } from '#api/platform/http/credentials.ts'
import type { Principal } from './principal.ts'

/** Finds out who it is, from the database; undefined for what is wrong, expired or revoked. */
export type CredentialCheck = {
  /** The part of the credentials that this check goes by, or undefined where there is none. Pure. */
  pick(credentials: Credentials): string | undefined
  check(secret: string): Promise<Principal | undefined>
  /** Asked for a wall's page, and for nothing else. */
  isOfWalls?: boolean
}

/** Finds out who sends a request, once in five seconds from the database and in between from memory. */
export type Authenticator = {
  /** Who sends a request; undefined for nobody. A session, a key and a wall's token go the same way. */
  identify(credentials: Credentials): Promise<Principal | undefined>
  /** The same from memory alone, for tiles: undefined says nothing. */
  recall(credentials: Credentials): Principal | undefined
  /** Whether these credentials were good not long ago, and may have been revoked since: who only counts wrong ones need not
   *  look at them. Never lets anybody in. */
  isFamiliar(credentials: Credentials): boolean
  /** After something was revoked here: the next request of anybody is checked anew. Other processes know within 5 s. */
  forget(): void
}

/** How long somebody who was verified may be taken for the same: a revocation holds within this. */
export const rememberedMs = 5_000
/** How long credentials stay familiar after they were last good. */
const familiarMs = 15 * 60_000
/** Callers whose check is remembered; wrong credentials are checked each time. */
const rememberedCallers = 5_000

/** Asks the checks in turn; the first whose credentials are there decides. Of the roles somebody holds only those in
 *  `county` count: another county of the same database has a process of its own. */
export function createAuthenticator(checks: readonly CredentialCheck[], county: string): Authenticator {
  // The time is kept beside it: the cache's own costs as much as the rest of what is done for a tile.
  const known = new LRUCache<string, { principal: Principal; until: number }>({ max: rememberedCallers })
  const familiar = new LRUCache<string, true>({ max: rememberedCallers, ttl: familiarMs })
  const checking = new Map<string, Promise<Principal | undefined>>()

  const isOpen = ({ expiresAt }: Principal) => expiresAt === null || expiresAt > Date.now()
  const endOf = ({ expiresAt }: Principal) => Math.min(Date.now() + rememberedMs, expiresAt ?? Number.POSITIVE_INFINITY)
  const find = (credentials: Credentials): { check: CredentialCheck; secret: string } | undefined => {
    const isWallPage = credentials[wallHeader] !== undefined
    for (const check of checks) {
      if ((check.isOfWalls ?? false) !== isWallPage) continue
      const secret = check.pick(credentials)
      if (secret !== undefined) return { check, secret }
    }
    return undefined
  }
  const recallSecret = (secret: string): Principal | undefined => {
    const remembered = known.get(secret)
    return remembered && remembered.until > Date.now() ? remembered.principal : undefined
  }

  let generation = 0
  async function checkAnew({ check, secret }: { check: CredentialCheck; secret: string }) {
    const startedIn = generation
    const found = await check.check(secret)
    if (!found || !isOpen(found)) {
      familiar.delete(secret)
      return undefined
    }
    const principal = { ...found, grants: found.grants.filter(({ area }) => area.startsWith(county)) }
    // Forgotten meanwhile: what was read may be from before.
    if (startedIn === generation) known.set(secret, { principal, until: endOf(principal) })
    familiar.set(secret, true)
    return principal
  }

  return {
    async identify(credentials) {
      const found = find(credentials)
      if (!found) return undefined
      const remembered = recallSecret(found.secret)
      if (remembered) return remembered
      // A page asks for thirty things at once: one look is enough for them.
      const running = checking.get(found.secret)
      if (running) return running
      const looking = checkAnew(found).finally(() => {
        if (checking.get(found.secret) === looking) checking.delete(found.secret)
      })
      checking.set(found.secret, looking)
      return looking
    },
    recall(credentials) {
      const found = find(credentials)
      return found && recallSecret(found.secret)
    },
    isFamiliar(credentials) {
      const found = find(credentials)
      return found !== undefined && familiar.has(found.secret)
    },
    forget() {
      generation += 1
      known.clear()
      checking.clear()
    },
  }
}
