import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { type AccountItem, createAccountBody, grantBody } from '#api/people/accounts/accounts.contract.ts'
import { createAccountsService } from '#api/people/accounts/accounts.service.ts'
import { createKeyBody, keyParams } from '#api/people/keys/keys.contract.ts'
import { createKeysService } from '#api/people/keys/keys.service.ts'
import { wallParams } from '#api/people/walls/walls.contract.ts'
import { createWallsService } from '#api/people/walls/walls.service.ts'
import type { Action } from '#api/platform/access/access.contract.ts'
import { systemScope } from '#api/platform/access/principal.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { readDigestSetting } from '#api/platform/audit/digest.ts'
import type { Database } from '#api/platform/db/client.ts'
import { createAttempts } from '#api/platform/http/attempts.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { UsageError } from '../start/read-arguments.ts'
import { toolActor } from '../start/tool-actor.ts'
import { type AdminValues, type adminOptions, readBody, readEnd, requireOption } from './admin-options.ts'
import { formatRows } from './print-table.ts'

type Option = keyof typeof adminOptions
/** What a command does, once its options have been read: before that no database is opened. */
type Prepared = (database: Database) => Promise<void>
type AdminCommand = { takes: readonly Option[]; prepare(values: AdminValues): Prepared }

/** Other processes go by what they remember for as long as 5 s. */
function openServices(database: Database) {
  const audit = createAuditTrail({ database, digest: readDigestSetting(process.env) })
  const editions = createEditionsService({ database })
  const deps = { database, audit, editions, onChange() {}, onRevoked() {}, idleSeconds: 1800 }
  const scope = (action: Action) => systemScope(database.county, action, toolActor().name)
  return {
    scope,
    // Who has the machine is believed: a department that no list has is one that nobody calls.
    accounts: createAccountsService({ ...deps, hasDepartment: () => true }),
    keys: createKeysService(deps),
    walls: createWallsService({ ...deps, attempts: createAttempts({ database }) }),
  }
}

/** Words for people: the standard output carries what programs take, such as a password. */
const say = (zh: string, en: string) => console.error(`${zh} / ${en}`)

async function readAll<Item>(readPage: (page: { limit: number; cursor?: string }) => Promise<ListOf<Item>>) {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await readPage({ limit: 500, ...(cursor && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

const day = (instant: string | null) => (instant === null ? '—' : new Date(instant).toLocaleString('sv-SE'))
const print = (items: readonly unknown[], isJson: unknown, table: () => string) =>
  console.log(isJson ? JSON.stringify(items, null, 2) : table())

/** Changes one account, named by its username. */
const onAccount =
  (
    work: (
      services: ReturnType<typeof openServices>,
      id: string,
      values: AdminValues,
      version: number,
    ) => Promise<void>,
  ) =>
  (values: AdminValues): Prepared => {
    const username = requireOption(values, 'username')
    return async (database) => {
      const services = openServices(database)
      const { id, version } = await services.accounts.find(services.scope('accounts.read'), { username })
      await work(services, id, values, version)
    }
  }

const describeGrants = ({ grants }: AccountItem) =>
  grants.map(({ role, area, until }) => `${role}@${area}${until ? ` ≤ ${day(until)}` : ''}`).join(', ') || '—'

const turn = (isDisabled: boolean) =>
  onAccount(async ({ accounts, scope }, id, { username }, version) => {
    await accounts.change(scope('accounts.write'), id, { version, isDisabled })
    if (isDisabled) say(`已停用 ${username}，登录已结束。`, `${username} is disabled, and signed out.`)
    else say(`已启用 ${username}。`, `${username} is enabled.`)
  })

const readGrant = (values: AdminValues) =>
  readBody(grantBody, {
    role: requireOption(values, 'role'),
    area: requireOption(values, 'area'),
    from: readEnd(values.from, 'from'),
    until: readEnd(values.until, 'until'),
  })

export const adminCommands: Readonly<Record<string, AdminCommand>> = {
  'create-user': {
    takes: ['username', 'name', 'role', 'area', 'until', 'department'],
    prepare(values) {
      const { username, name, ...grant } = {
        username: requireOption(values, 'username'),
        name: requireOption(values, 'name'),
        role: requireOption(values, 'role'),
        area: requireOption(values, 'area'),
      }
      const body = readBody(createAccountBody, {
        username,
        name,
        until: readEnd(values.until, 'until'),
        department: values.department,
        grants: [grant],
      })
      return async (database) => {
        const { accounts, scope } = openServices(database)
        const { password } = await accounts.create(scope('accounts.write'), body)
        say(
          `已建立 ${username}。一次性密码如下，第一次登录时须修改：`,
          `${username} is made. One-time password, to be changed at the first sign-in:`,
        )
        console.log(password)
      }
    },
  },
  'reset-password': {
    takes: ['username'],
    prepare: onAccount(async ({ accounts, scope }, id, { username }) => {
      const { password } = await accounts.resetPassword(scope('accounts.write'), id)
      say(`已重置 ${username} 的密码，登录已结束。一次性密码：`, `${username} is signed out. One-time password:`)
      console.log(password)
    }),
  },
  'reset-second-factor': {
    takes: ['username'],
    prepare: onAccount(async ({ accounts, scope }, id, { username }) => {
      await accounts.resetSecondFactor(scope('accounts.write'), id)
      say(
        `已解除 ${username} 的验证器，登录已结束。`,
        `The second factor of ${username} is removed, and the person signed out.`,
      )
    }),
  },
  disable: { takes: ['username'], prepare: turn(true) },
  enable: { takes: ['username'], prepare: turn(false) },
  list: {
    takes: ['json'],
    prepare: (values) => async (database) => {
      const { accounts, scope } = openServices(database)
      const items = await readAll((page) => accounts.list(scope('accounts.read'), page))
      print(items, values.json, () =>
        formatRows(
          ['用户名 username', '姓名 name', '状态 state', '角色 roles', '上次登录 last sign-in'],
          items.map((item) => [item.username, item.name, item.state, describeGrants(item), day(item.lastSignInAt)]),
        ),
      )
    },
  },
  grant: {
    takes: ['username', 'role', 'area', 'from', 'until'],
    prepare(values) {
      const grant = readGrant(values)
      return onAccount(async ({ accounts, scope }, id, { username }) => {
        await accounts.grant(scope('accounts.write'), id, grant)
        say(`已授予 ${username}：${grant.role}@${grant.area}。`, `${username} is ${grant.role} in ${grant.area}.`)
      })(values)
    },
  },
  revoke: {
    takes: ['username', 'role', 'area'],
    prepare(values) {
      const { role, area } = readGrant(values)
      return onAccount(async ({ accounts, scope }, id, { username }) => {
        const { grants } = await accounts.find(scope('accounts.read'), { id })
        const grant = grants.find((one) => one.role === role && one.area === area && one.state !== 'past')
        if (!grant)
          throw new UsageError({
            zh: `${username} 在 ${area} 没有角色 ${role}；用 list 查看。`,
            en: `${username} is not ${role} in ${area}; see list.`,
          })
        await accounts.revoke(scope('accounts.write'), id, grant.id)
        say(`已收回 ${username}：${role}@${area}。`, `${username} is no longer ${role} in ${area}.`)
      })(values)
    },
  },
  'create-key': {
    takes: ['name', 'role', 'area', 'days'],
    prepare(values) {
      const { days } = values
      const body = readBody(createKeyBody, {
        name: requireOption(values, 'name'),
        role: requireOption(values, 'role'),
        area: requireOption(values, 'area'),
        ...(days !== undefined && { days: Number(days) }),
      })
      return async (database) => {
        const { keys, scope } = openServices(database)
        const { id, secret, expiresAt } = await keys.create(scope('keys.write'), body)
        say(
          `已建立密钥 ${id}，有效至 ${day(expiresAt)}，只显示这一次：`,
          `key ${id}, good until ${day(expiresAt)}, shown once:`,
        )
        console.log(secret)
      }
    },
  },
  'list-keys': {
    takes: ['json'],
    prepare: (values) => async (database) => {
      const { keys, scope } = openServices(database)
      const items = await readAll((page) => keys.list(scope('keys.read'), page))
      print(items, values.json, () =>
        formatRows(
          ['编号 id', '名称 name', '角色 role', '区域 area', '状态 state', '到期 expires', '上次使用 last used'],
          items.map((key) => [
            key.id,
            key.name,
            key.role,
            key.area,
            key.state,
            day(key.expiresAt),
            day(key.lastUsedAt),
          ]),
        ),
      )
    },
  },
  'revoke-key': {
    takes: ['id'],
    prepare(values) {
      const { id } = readBody(keyParams, { id: requireOption(values, 'id') })
      return async (database) => {
        const { keys, scope } = openServices(database)
        await keys.revoke(scope('keys.write'), id)
        say(`已撤销密钥 ${id}，5 秒内失效。`, `key ${id} is revoked, within 5 s everywhere.`)
      }
    },
  },
  'list-walls': {
    takes: ['json'],
    prepare: (values) => async (database) => {
      const { walls, scope } = openServices(database)
      const items = await readAll((page) => walls.list(scope('walls.read'), page))
      print(items, values.json, () =>
        formatRows(
          ['编号 id', '名称 name', '场景 scene', '区域 area', '状态 state', '配对 paired', '上次在线 last seen'],
          items.map((wall) => [
            wall.id,
            wall.name,
            wall.scene,
            wall.area,
            wall.state,
            day(wall.pairedAt),
            day(wall.lastSeenAt),
          ]),
        ),
      )
    },
  },
  'revoke-wall': {
    takes: ['id'],
    prepare(values) {
      const { id } = readBody(wallParams, { id: requireOption(values, 'id') })
      return async (database) => {
        const { walls, scope } = openServices(database)
        await walls.revoke(scope('walls.write'), id)
        say(`已撤销大屏 ${id}，5 秒内失效。`, `wall ${id} is revoked, within 5 s everywhere.`)
      }
    },
  },
}
