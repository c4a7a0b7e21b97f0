import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database, Handle } from '#api/platform/db/client.ts'

/** What the settings say of secrets. */
export type GivenSecrets = {
  /** Left out: made once and kept in the database. */
  secret?: string | undefined
  /** Those before it. Left out: none. */
  formerSecrets?: readonly string[] | undefined
}

/** `current` signs cookies and encrypts second factors; `former` ones only read what was encrypted under them. */
export type Secrets = { current: string; former: readonly string[] }

async function findKept(handle: Handle): Promise<string | undefined> {
  const [row] = await handle.rows<{ value: string }>(sql`SELECT value FROM onegrid.secrets WHERE name = 'sign-in'`)
  return row?.value
}

/** Made once and kept in the database, where the application's role cannot read it, so that every copy of the server has the
 *  same. */
const keepSecret = (database: Database): Promise<string> =>
  database.write(async (transaction) => {
    await transaction.run(
      sql`INSERT INTO onegrid.secrets (name, value) VALUES ('sign-in', ${randomBytes(32).toString('base64url')})
          ON CONFLICT (name) DO NOTHING`,
    )
    return (await findKept(transaction)) ?? ''
  })

/** The secrets there are; the one in the database is a former one as soon as another is given. */
export async function loadSecrets(database: Database, given: GivenSecrets): Promise<Secrets> {
  const { secret, formerSecrets: former = [] } = given
  if (secret === undefined) return { current: await keepSecret(database), former }
  const kept = await database.read(findKept)
  return { current: secret, former: kept === undefined ? former : [...former, kept] }
}
