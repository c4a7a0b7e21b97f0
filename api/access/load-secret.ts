import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '#api/db/client.ts'

/** The secret that signs cookies and encrypts second factors: made once and kept in the database, where the application's
 *  role cannot read it, so that every copy of the server has the same. */
export const loadSecret = (database: Database): Promise<string> =>
  database.write(async (transaction) => {
    await transaction.run(
      sql`INSERT INTO onegrid.secrets (name, value) VALUES ('sign-in', ${randomBytes(32).toString('base64url')})
          ON CONFLICT (name) DO NOTHING`,
    )
    const [row] = await transaction.exactly<{ value: string }>(
      1,
      sql`SELECT value FROM onegrid.secrets WHERE name = 'sign-in'`,
    )
    return row?.value ?? ''
  })
