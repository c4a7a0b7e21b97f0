import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { incidentPartiesRepo } from '#api/operations/incidents/incident-parties.repo.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { contactsRepo } from '#api/people/contacts/contacts.repo.ts'
import { removeExpiredPersons } from '#api/people/persons/remove-expired-persons.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { pruneAudit } from '#api/platform/audit/prune-audit.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import type { Database } from '#api/platform/db/client.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { anEntry, appendOldRows, told } from '../support/audit.ts'
import { findTestServer } from '../support/database.ts'
import { aScope } from '../support/principals.ts'
import { administer, urlOfDatabase } from '../support/test-server.ts'

// As a county runs it: who owns the tables is no superuser, and the policies of the database hold for the owner too.

const adminUrl = await findTestServer()
const name = `onegrid_${process.pid}_owner_test`
const owner = `onegrid_owner_${process.pid}`
let database: Database

beforeAll(async () => {
  await administer(
    adminUrl,
    `DO $$ BEGIN CREATE ROLE onegrid_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    `CREATE ROLE ${owner} LOGIN PASSWORD 'owner' NOSUPERUSER`,
    `GRANT onegrid_app TO ${owner}`,
    `CREATE DATABASE "${name}" OWNER ${owner}`,
  )
  await administer(urlOfDatabase(adminUrl, name), 'CREATE EXTENSION postgis')
  const url = new URL(urlOfDatabase(adminUrl, name))
  url.username = owner
  url.password = 'owner'
  database = await openDatabase({ databaseUrl: url.href, dataFolder: '', county: '530326' })
  await migrateDatabase(database)
})
afterAll(async () => {
  await database?.close()
  await administer(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, `DROP ROLE IF EXISTS ${owner}`)
})

const attempt = (statement: string) => database.write((transaction) => transaction.run(sql.raw(statement)))

it('writes, seals, verifies and prunes, and the database itself keeps the owner from a row before its time', async () => {
  await appendOldRows(database, [
    { days: 1200, isPersonal: true },
    { days: 300, isPersonal: false },
    { days: 290, isPersonal: true },
  ])
  const audit = createAuditTrail({ database })
  await audit.recordAlone(anEntry())
  await database.writeAs(aScope('contacts.write'), (transaction) => audit.record(transaction, anEntry()))
  expect(await sealEntries(database, plainDigest)).toBe(2)
  expect(await attempt('DELETE FROM audit_log WHERE seq > 2')).toBe(0)
  expect(await attempt(`UPDATE audit_log SET actor_name = 'li' WHERE seq > 2`)).toBe(0)
  expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, rows: 5 })
  const before = new Date(Date.now() - 200 * 86_400_000).toISOString()
  expect(await pruneAudit(database, audit, before, told(database))).toMatchObject({ removed: 2, keptPersonal: 1 })
  await sealEntries(database, plainDigest)
  expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, first: 3, rows: 4 })
})

it('hands persons over with their incident and removes the expired, which it otherwise does not see', async () => {
  const id = randomUUID()
  const [from, to] = ['530326101001001', '530326105001001']
  await database.write(async (transaction) => {
    await transaction.run(sql`INSERT INTO editions (number, effective, made_by, bounds, county_code, grid_count)
      VALUES (1, '[2026-01-01,)', 'test', '{103,26,104,27}', '530326', 2)`)
    await transaction.run(sql`INSERT INTO grids (code, first_edition) VALUES (${from}, 1), (${to}, 1)`)
    await transaction.run(
      sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
        VALUES (${id}::uuid, 'dispute', 'other', 't', 'reported', 'grid', 'blue',
          ST_SetSRID(ST_MakePoint(103.5, 26.5), 4326), ${from}, now())`,
    )
  })
  await database.writeAs(aScope('parties.write'), (transaction) =>
    transaction.run(
      sql`INSERT INTO incident_parties (incident_id, area_code, part, name, expires_at)
        VALUES (${id}::uuid, ${from}, 'other', 'a', now() + interval '1 hour'), (${id}::uuid, ${from}, 'other', 'b', now())`,
      2,
    ),
  )
  expect(await attempt('DELETE FROM incident_parties')).toBe(0)
  await database.write((transaction) => openIncidents.route(transaction, [{ id, from, to }], 1))
  const { audit } = told(database)
  const repos = { contacts: contactsRepo, incident_parties: incidentPartiesRepo }
  expect(await removeExpiredPersons({ database, audit, repos })).toBe(1)
  const rows = await database.readAs(aScope('parties.read'), (handle) =>
    handle.rows(sql`SELECT name, area_code AS area FROM incident_parties`),
  )
  expect(rows).toEqual([{ name: 'a', area: to }])
})
