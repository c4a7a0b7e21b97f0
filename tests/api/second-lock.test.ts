import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

const [township, sibling] = ['530326101', '530326105']
const readAll = sql`SELECT name FROM contacts ORDER BY name`

describe('the second lock on personal data', () => {
  let database: Database
  const names = async (scope: Scope) =>
    (await database.readAs(scope, (handle) => handle.rows<{ name: string }>(readAll))).map(({ name }) => name)
  const operatorOf = (area: string) => aPrincipal({ role: 'township-operator', area })

  beforeAll(async () => {
    database = await openTestDatabase()
    for (const area of [township, sibling])
      await database.writeAs(aScope('contacts.write', operatorOf(area)), (transaction) =>
        transaction.run(
          sql`INSERT INTO contacts (area_code, name, expires_at) VALUES (${`${area}001`}, ${area}, now() + interval '1 year')`,
          1,
        ),
      )
  })
  afterAll(() => database.close())

  it('shows what lies in the area, and all of it to who holds the county', async () => {
    expect(await names(aScope('contacts.read', operatorOf(township)))).toEqual([township])
    expect(await names(aScope('contacts.read'))).toEqual([township, sibling])
  })

  it('shows nothing where the code forgets the scope, or has none', async () => {
    // Another action of the same person: no word about persons reaches the database.
    expect(await names(aScope('incidents.read'))).toEqual([])
    expect(await names(aScope('contacts.read', aPrincipal('planner')))).toEqual([])
    for (const setting of [
      sql`RESET onegrid.persons`,
      sql`SET LOCAL onegrid.persons = ''`,
      sql`SET LOCAL onegrid.persons = ','`,
    ]) {
      const rows = await database.readAs(aScope('contacts.read'), async (handle) => {
        await handle.run(setting)
        return handle.rows(readAll)
      })
      expect(rows).toEqual([])
    }
  })

  it('leaves nothing of one request to the next on the same connection', async () => {
    const scope = aScope('contacts.read')
    const look = (handle: Pick<ScopedHandle, 'rows'>) =>
      handle.rows<{ role: string; persons: string | null }>(
        sql`SELECT current_user AS role, current_setting('onegrid.persons', true) AS persons`,
      )
    for (let round = 0; round < 5; round++) {
      const [inside] = await database.readAs(scope, look)
      expect(inside).toEqual({ role: 'onegrid_app', persons: '530326' })
      const outside = await Promise.all([database.read(look), database.write(look), database.read(look)])
      for (const [row] of outside) {
        expect(row?.role).not.toBe('onegrid_app')
        expect(row?.persons ?? '').toBe('')
      }
      expect(await names(aScope('incidents.read'))).toEqual([])
    }
  })

  it('lets nobody write a row beyond the area, nor move one there', async () => {
    const scope = aScope('contacts.write', operatorOf(township))
    const insert = (area: string) =>
      database.writeAs(scope, (transaction) =>
        transaction.run(sql`INSERT INTO contacts (area_code, name, expires_at) VALUES (${area}, 'x', now())`),
      )
    await expect(insert(`${sibling}001`)).rejects.toThrow(/row-level security/)
    await expect(
      database.writeAs(scope, (transaction) => transaction.run(sql`UPDATE contacts SET area_code = ${sibling}`)),
    ).rejects.toThrow(/row-level security/)
    expect(
      await database.writeAs(scope, (transaction) =>
        transaction.run(sql`DELETE FROM contacts WHERE name = ${sibling}`),
      ),
    ).toBe(0)
    expect(await names(aScope('contacts.read'))).toEqual([township, sibling])
  })

  it('gives the application a role that owns nothing, bypasses nothing and cannot change the tables', async () => {
    const [row] = await database.read((handle) =>
      handle.rows(sql`SELECT rolsuper, rolbypassrls, rolcanlogin,
        (SELECT count(*)::integer FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = 'onegrid_app'`),
    )
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false, rolcanlogin: false, owned: 0 })
    const attempts = [
      'ALTER TABLE contacts DISABLE ROW LEVEL SECURITY',
      'DROP POLICY contacts_in_reach ON contacts',
      'TRUNCATE contacts',
      'SELECT password FROM onegrid.credentials',
      'SELECT token FROM onegrid.sessions',
      'SELECT value FROM onegrid.secrets',
      'UPDATE onegrid.users SET must_change_password = false',
    ]
    for (const attempt of attempts)
      await expect(
        database.writeAs(aScope('contacts.write'), (transaction) => transaction.run(sql.raw(attempt))),
        attempt,
      ).rejects.toThrow(/permission denied|must be owner/)
  })

  it('tells a statement that fails first in its transaction, and the connection is good afterwards', async () => {
    const scope = aScope('contacts.read')
    await expect(database.readAs(scope, (handle) => handle.rows(sql`SELECT 1/0`))).rejects.toThrow(/division by zero/)
    await expect(database.readAs(scope, (handle) => handle.run(sql`DELETE FROM contacts`))).rejects.toThrow(/read-only/)
    await expect(
      database.readAs({ ...scope, persons: ["530326' OR 1=1"] }, (handle) => handle.rows(readAll)),
    ).rejects.toThrow(/not the code of an area/)
    expect(await names(scope)).toEqual([township, sibling])
  })
})
