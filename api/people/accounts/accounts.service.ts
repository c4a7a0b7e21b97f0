import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { type AreaLookup, openAreaLookup } from '#api/ground/editions/area-lookup.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { areaNotFound } from '#api/ground/editions/resolve-area.ts'
import type { Role } from '#api/platform/access/access.contract.ts'
import { hasAdministrator } from '#api/platform/access/has-administrator.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import { insertGrant } from '#api/platform/access/insert-grant.ts'
import { listOpenSessions } from '#api/platform/access/list-open-sessions.ts'
import { covers } from '#api/platform/access/principal.ts'
import { setOneTimePassword } from '#api/platform/access/set-one-time-password.ts'
import { noSuchSession } from '#api/platform/access/sign-in-errors.ts'
import type { WayId } from '#api/platform/access/ways/ways.contract.ts'
import { listBound, unbindAccount } from '#api/platform/access/ways/ways.repo.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { readerAs, readPage } from '#api/platform/http/list.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import {
  alreadyGranted,
  areaBeyondReach,
  beyondReach,
  lastAdministrator,
  noSuchAccount,
  noSuchGrant,
  notBound,
  ownAccount,
  staleAccount,
  usernameTaken,
} from './account-errors.ts'
import type {
  AccountDetail,
  AccountItem,
  AccountsQuery,
  ChangeAccountBody,
  CreateAccountBody,
  GrantBody,
} from './accounts.contract.ts'
import {
  type AccountRow,
  countAccounts,
  deleteSecondFactor,
  deleteSessions,
  findAccount,
  listAccounts,
  listLiveRoles,
  lockAccounts,
  revokeGrant,
  updateAccount,
} from './accounts.repo.ts'
import { refuseExclusive, requireFuture, requirePersonalRole, requireRung } from './grant-rules.ts'
import { makeOneTimePassword } from './one-time-password.ts'

/** People and what they may. Throws ApiError: 404 for who is not within reach, 403 for what is not an administrator's to do
 *  with somebody, 409 for what a rule forbids. Every change is in the audit with it. */
export type AccountsService = {
  list(scope: Scope, query: AccountsQuery): Promise<ListOf<AccountItem>>
  find(scope: Scope, by: { id: string } | { username: string }): Promise<AccountDetail>
  /** The one-time password is in the answer and nowhere else. */
  create(scope: Scope, account: CreateAccountBody): Promise<{ id: string; password: string }>
  change(scope: Scope, id: string, change: ChangeAccountBody): Promise<AccountDetail>
  /** A new one-time password; whoever is signed in with the old one is signed out. */
  resetPassword(scope: Scope, id: string): Promise<{ password: string }>
  grant(scope: Scope, id: string, grant: GrantBody): Promise<{ id: string }>
  revoke(scope: Scope, id: string, grantId: string): Promise<void>
  /** All sessions, or the one named. */
  endSessions(scope: Scope, id: string, sessionId?: string): Promise<void>
  /** Sessions that came by it end. */
  unbind(scope: Scope, id: string, way: WayId): Promise<void>
  /** For a lost telephone: the next sign-in goes without, and asks to set up a new one where the role requires it. */
  resetSecondFactor(scope: Scope, id: string): Promise<void>
}

const cursorKeys: z.ZodType<[string]> = z.tuple([z.string().max(64)])

/** What the audit keeps of an account. */
const audited = ({ username, name, state, department, until, grants }: AccountRow) => ({
  username,
  name,
  state,
  department,
  until,
  grants: grants
    .filter((grant) => grant.state !== 'past')
    .map(({ role, area, from, until: grantUntil }) => ({ role, area, from, until: grantUntil })),
})

export function createAccountsService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  idleSeconds: number
  /** Whether a person can be put down as of this department. Asks no database. */
  hasDepartment: (code: string) => boolean
  /** Told after every change of what somebody may. */
  onChange: () => void
}): AccountsService {
  const { database, editions, audit, idleSeconds, hasDepartment, onChange } = deps
  const { county } = database

  const reachOf = (scope: Scope) => ({ hasCounty: covers(scope, county) })
  const isSelf = ({ actor }: Scope, id: string) => actor.kind === 'person' && actor.id === id
  const lookUpAreas = () => openAreaLookup(editions, county)
  const toItem = ({ grants, ...row }: AccountRow, { nameOf }: AreaLookup): AccountItem => ({
    ...row,
    grants: grants.map((grant) => ({ ...grant, areaName: nameOf(grant.area) })),
  })

  /** Whether a role may be given in an area by who asks; `path` leads to it in the body. */
  function checkGrant(scope: Scope, { role, area, from, until }: GrantBody, areas: AreaLookup, path = ''): void {
    requirePersonalRole(role, `${path}role`)
    requireRung(role, area, `${path}area`)
    requireFuture(until, from, `${path}until`)
    if (!areas.has(area)) throw areaNotFound(area)
    if (!covers(scope, area)) throw areaBeyondReach(area)
  }

  /** Throws the 400 of a department nobody knows, and of somebody who would answer for none. */
  function checkDepartment(department: string | null | undefined, roles: readonly Role[]): void {
    if (department && !hasDepartment(department))
      throw invalidField('department', {
        zh: '没有这个部门，或已停用；请从参考数据中选择。',
        en: 'There is no such department, or it is retired; choose one of the reference lists.',
      })
    if (!department && roles.includes('department-officer'))
      throw invalidField('department', {
        zh: '部门联络员须先指定所属部门。',
        en: 'Who answers for a department needs one: choose it first.',
      })
  }

  type Found = NonNullable<Awaited<ReturnType<typeof findAccount>>>
  /** One change of somebody who is within reach, with the row held, the line in the audit, and everybody asked anew who
   *  they are afterwards. */
  async function changeOne<Result>(
    scope: Scope,
    id: string,
    did: string,
    work: (transaction: ScopedTransaction, found: Found) => Promise<Result>,
    /** What the audit says beside it. */
    describe: (done: Result) => Record<string, unknown> = () => ({}),
  ): Promise<Result> {
    const result = await database.writeAs(scope, async (transaction) => {
      await lockAccounts(transaction, id, county)
      const found = await findAccount(transaction, reachOf(scope), { id })
      if (!found) throw noSuchAccount()
      const done = await work(transaction, found)
      const after = await findAccount(transaction, reachOf(scope), { id })
      await audit.record(
        transaction,
        entryOf(scope, {
          record: { kind: 'account', id },
          before: audited(found.row),
          ...(after && { after: audited(after.row) }),
          details: { did, ...describe(done) },
        }),
      )
      return done
    })
    onChange()
    return result
  }
  const requireManageable = (scope: Scope, { row, isCut }: Found) => {
    if (isSelf(scope, row.id)) throw ownAccount()
    if (isCut) throw beyondReach()
  }
  async function keepAnAdministrator(transaction: ScopedTransaction, { row }: Found): Promise<void> {
    const isOne =
      row.state === 'active' &&
      row.grants.some(({ role, area, state }) => role === 'administrator' && area === county && state === 'valid')
    if (isOne && !(await hasAdministrator(transaction, county, { exceptId: row.id }))) throw lastAdministrator()
  }

  return {
    async list(scope, query) {
      const reach = reachOf(scope)
      const page = await readPage(
        readerAs(database, scope),
        {
          count: (handle) => countAccounts(handle, reach, query),
          read: (handle, place) => listAccounts(handle, reach, query, place),
        },
        { ...query, keys: cursorKeys },
      )
      const areas = await lookUpAreas()
      return { ...page, items: page.items.map((row) => toItem(row, areas)) }
    },

    async find(scope, by) {
      const found = await database.readAs(scope, async (handle) => {
        const account = await findAccount(handle, reachOf(scope), by)
        if (!account) throw noSuchAccount()
        const { id } = account.row
        const sessions = await listOpenSessions(handle, id, idleSeconds)
        return { ...account, sessions, bound: await listBound(handle, id) }
      })
      const { row, isCut, sessions, bound } = found
      return {
        ...toItem(row, await lookUpAreas()),
        sessions,
        ways: bound.map(({ providerId: _, ...way }) => way),
        isSelf: isSelf(scope, row.id),
        partial: isCut,
        canManage: !isCut && !isSelf(scope, row.id),
      }
    },

    async create(scope, { username, name, until = null, department = null, grants }) {
      requireFuture(until)
      if (grants.length === 0 && !reachOf(scope).hasCounty)
        throw invalidField('grants', {
          zh: '请至少授予一个您管理范围内的角色，否则您将看不到这个账号。',
          en: 'Grant at least one role within your reach; you would not see this account otherwise.',
        })
      const areas = await lookUpAreas()
      for (const [index, grant] of grants.entries()) checkGrant(scope, grant, areas, `grants.${index}.`)
      const given = grants.map(({ role }) => role)
      refuseExclusive(given)
      checkDepartment(department, given)
      const password = makeOneTimePassword()
      const made = {
        username,
        name,
        until,
        department,
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
      }
      const grantedBy = scope.actor.name
      const id = await database.writeAs(scope, async (transaction) => {
        const userId = await insertAccount(transaction, { ...made, grantedBy })
        if (userId === undefined) throw usernameTaken(username)
        for (const grant of grants)
          if (!(await insertGrant(transaction, { ...grant, userId, grantedBy })))
            throw alreadyGranted(grant.role, grant.area)
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'account', id: userId },
            after: { username, name, until, department, grants },
            details: { did: 'create' },
          }),
        )
        return userId
      })
      return { id, password }
    },

    async change(scope, id, change) {
      requireFuture(change.until)
      const areas = await lookUpAreas()
      const did = change.isDisabled === undefined ? 'change' : change.isDisabled ? 'disable' : 'enable'
      await changeOne(scope, id, did, async (transaction, found) => {
        if (change.version !== found.row.version) throw staleAccount(toItem(found.row, areas))
        const { isDisabled, until, department } = change
        const isOnlyName = isDisabled === undefined && until === undefined && department === undefined
        if (found.isCut) throw beyondReach()
        if (!isOnlyName) requireManageable(scope, found)
        if (department !== undefined) {
          const live = found.row.grants.filter((grant) => grant.state !== 'past')
          checkDepartment(department, department === found.row.department ? [] : live.map(({ role }) => role))
        }
        if (change.isDisabled) {
          await keepAnAdministrator(transaction, found)
          await deleteSessions(transaction, id)
        }
        if (!(await updateAccount(transaction, { id, ...change })))
          throw new Error(`the version of account ${id} changed while its row was held`)
      })
      return this.find(scope, { id })
    },

    async resetPassword(scope, id) {
      const password = makeOneTimePassword()
      const passwordHash = await hashPassword(password)
      await changeOne(scope, id, 'reset-password', async (transaction, found) => {
        requireManageable(scope, found)
        await setOneTimePassword(transaction, id, passwordHash)
        await deleteSessions(transaction, id)
      })
      return { password }
    },

    async grant(scope, id, grant) {
      const areas = await lookUpAreas()
      return changeOne(scope, id, 'grant', async (transaction, { row }) => {
        if (isSelf(scope, id)) throw ownAccount()
        checkGrant(scope, grant, areas)
        if (grant.role === 'department-officer') checkDepartment(row.department, [grant.role])
        const held = await listLiveRoles(transaction, id)
        refuseExclusive([...held.map(({ role }) => role), grant.role])
        const grantId = await insertGrant(transaction, { ...grant, userId: id, grantedBy: scope.actor.name })
        if (grantId === undefined) throw alreadyGranted(grant.role, grant.area)
        return { id: grantId }
      })
    },

    async revoke(scope, id, grantId) {
      await changeOne(scope, id, 'revoke', async (transaction, found) => {
        if (isSelf(scope, id)) throw ownAccount()
        const grant = found.row.grants.find((one) => one.id === grantId.toLowerCase())
        if (!grant || grant.state === 'past') throw noSuchGrant()
        if (grant.role === 'administrator' && grant.area === county) await keepAnAdministrator(transaction, found)
        await revokeGrant(transaction, grant.id, scope.actor.name)
      })
    },

    async endSessions(scope, id, sessionId) {
      await changeOne(scope, id, 'end-sessions', async (transaction, found) => {
        if (found.isCut) throw beyondReach()
        const ended = await deleteSessions(transaction, id, sessionId)
        if (ended === 0 && sessionId !== undefined) throw noSuchSession()
      })
    },

    async unbind(scope, id, way) {
      await changeOne(
        scope,
        id,
        'unbind',
        async (transaction, found) => {
          requireManageable(scope, found)
          const foreignIds = await unbindAccount(transaction, { userId: id, way })
          if (foreignIds.length === 0) throw notBound()
          return foreignIds.join(', ')
        },
        (foreignId) => ({ way, foreignId }),
      )
    },

    async resetSecondFactor(scope, id) {
      await changeOne(scope, id, 'reset-second-factor', async (transaction, found) => {
        requireManageable(scope, found)
        if (!(await deleteSecondFactor(transaction, id)))
          throw invalidField('id', { zh: '此人没有绑定验证器。', en: 'This person has no second factor.' })
        await deleteSessions(transaction, id)
      })
    },
  }
}
