import { createTokenService, type TokenServiceDeps } from '#api/people/tokens/token-service.ts'
import { hashSecret, makeSecret } from '#api/platform/access/secrets.ts'
import { entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { Attempts } from '#api/platform/http/attempts.ts'
import { addressLimitKey } from '#api/platform/http/client-address.ts'
import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { pairingCodeOf, wallSecretOf } from './pairing-code.ts'
import { findPairing, insertPairing, pairScreen, setWallToken } from './wall-pairings.repo.ts'
import type { PairingAnswer, PairWallBody, WallItem, WallsQuery } from './walls.contract.ts'
import { insertWall, wallTokens } from './walls.repo.ts'

/** Screens without a keyboard. Throws ApiError: 400 for a code that no screen shows, 404 for a wall that is not within reach,
 *  429 for too many screens or codes. */
export type WallsService = {
  /** For a screen that nobody has paired yet. `claim` is its own and goes into its cookie. */
  startPairing(address: string): Promise<{ claim: string; answer: PairingAnswer }>
  /** How it stands with a claim; with the token of the wall once it is paired. `isUnknown`: nobody was given this claim. */
  askPairing(claim: string | undefined): Promise<{ answer: PairingAnswer; token?: string; isUnknown?: true }>
  /** Makes the screen that shows a code a wall. */
  pair(scope: Scope, wall: PairWallBody): Promise<{ id: string }>
  /** Paired last comes first, revoked ones as well. */
  list(scope: Scope, query: WallsQuery): Promise<ListOf<WallItem>>
  revoke(scope: Scope, id: string): Promise<void>
}

const wrongCode = () =>
  invalidField('code', {
    zh: '没有大屏正在显示这个配对码，或它已过期；请核对屏幕上的字符。',
    en: 'No screen shows this code, or it has expired; compare it with the screen.',
  })
const expired: PairingAnswer = { state: 'expired', code: null, expiresAt: null }

/** Within ten minutes. A screen asks for one code in that time; a control room has a dozen behind one address. */
const codesPerAddress = 30
const codesInAll = 300
/** Wrong codes. With 300 screens waiting at once, one who tries as often finds one in 150,000 times ten minutes. */
const wrongCodesPerAccount = 20

const noSuchWall = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这块大屏，或已被撤销。',
    en: 'There is no such wall, or it has been revoked.',
  })

export function createWallsService({ attempts, ...deps }: TokenServiceDeps & { attempts: Attempts }): WallsService {
  const { database, audit } = deps
  const { list, revoke, checkArea } = createTokenService({
    ...deps,
    repo: wallTokens,
    recordKind: 'wall',
    notThere: noSuchWall,
  })
  return {
    list,
    revoke,

    async startPairing(address) {
      await attempts.take(
        { key: `pairing ${addressLimitKey(address)}`, limit: codesPerAddress },
        { key: 'pairing', limit: codesInAll },
      )
      for (;;) {
        const claim = makeSecret('ogc')
        const code = pairingCodeOf(claim)
        const pairing = { codeHash: hashSecret(code), claimHash: hashSecret(claim), address }
        const made = await database.write((transaction) => insertPairing(transaction, pairing))
        if (made) return { claim, answer: { state: 'waiting', code, expiresAt: made.expiresAt } }
      }
    },

    async askPairing(claim) {
      if (claim === undefined) return { answer: expired }
      const claimHash = hashSecret(claim)
      const found = await database.read((handle) => findPairing(handle, claimHash))
      if (!found) return { answer: expired, isUnknown: true }
      if (found.isExpired) return { answer: expired }
      if (!found.isPaired)
        return { answer: { state: 'waiting', code: pairingCodeOf(claim), expiresAt: found.expiresAt } }
      const token = wallSecretOf(claim)
      const isSet = await database.write((transaction) => setWallToken(transaction, claimHash, hashSecret(token)))
      if (!isSet) return { answer: expired }
      return { answer: { state: 'paired', code: null, expiresAt: null }, token }
    },

    async pair(scope, { code, name, scene, area }) {
      await checkArea(scope, 'wall', area)
      const attempt = `code ${scope.actor.kind} ${scope.actor.id}`
      // Counted before it is looked at: of many tries at once none slips through.
      await attempts.take({ key: attempt, limit: wrongCodesPerAccount })
      const id = await database
        .writeAs(scope, async (transaction) => {
          const made = await insertWall(transaction, {
            name,
            scene,
            area,
            pairedBy: scope.actor.name,
            secretHash: hashSecret(makeSecret('ogw')),
          })
          if (!(await pairScreen(transaction, hashSecret(code), made))) throw wrongCode()
          const after = { name, scene, area }
          await audit.record(transaction, entryOf(scope, { record: { kind: 'wall', id: made }, area, after }))
          return made
        })
        .catch(async (error: unknown) => {
          // As often as codes may be tried; the code itself may be one that another screen shows.
          if (error instanceof ApiError && error.code === 'invalid_input')
            await audit.recordAlone(entryOf(scope, { area, outcome: 'refused', details: { did: 'pair', name, scene } }))
          throw error
        })
      await attempts.giveBack(attempt)
      return { id }
    },
  }
}
