import { type SQL, sql } from 'drizzle-orm'
import { withinSharedScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction, Transaction } from '#api/platform/db/client.ts'
import { afterLatest, countRows } from '#api/platform/db/list-rows.ts'
import { instantText } from '#api/platform/db/sql-text.ts'

/** What every token has. */
export type TokenRow = {
  id: string
  name: string
  area: string
  state: string
  revokedAt: string | null
  revokedBy: string | null
}
/** The keys of a row in the order of the list, exact to the microsecond. */
export type TokenKeys = [madeAt: string, id: string]
export type TokenFilter = { state?: string | undefined; since?: string | undefined }

export type TokenRepo<Row extends TokenRow, Kind extends keyof Row> = {
  /** Says that one is in use. */
  touch(transaction: Transaction, id: string): Promise<number>
  count(handle: ScopedHandle, filter: TokenFilter): Promise<number>
  /** Made last comes first, at most `limit`, those that come after `after`. */
  list(
    handle: ScopedHandle,
    filter: TokenFilter,
    page: { limit: number; after?: TokenKeys },
  ): Promise<{ row: Row; keys: TokenKeys }[]>
  /** As it was, or undefined where there is no good one of this id within reach. */
  revoke(
    transaction: ScopedTransaction,
    id: string,
    revokedBy: string,
  ): Promise<Pick<Row, 'name' | 'area' | Kind> | undefined>
}

/** The statements on a table of tokens: what machines come in with, each held in an area and good until it is taken back. SQL
 *  about a row calls it `t`. */
export function createTokenRepo<Row extends TokenRow, Kind extends keyof Row & string>(own: {
  table: SQL
  madeAt: SQL
  state: SQL
  /** The column that says what a token is. */
  kind: Kind
  /** The column that says when it was last used. */
  used: string
  /** Beside what every token has. */
  columns: SQL
}): TokenRepo<Row, Kind> {
  const { table, madeAt, state } = own
  const kind = sql`t.${sql.identifier(own.kind)}`
  const conditions = (handle: ScopedHandle, filter: TokenFilter): SQL =>
    sql.join(
      [
        withinSharedScope(handle, sql`t.area_code`),
        ...(filter.state ? [sql`${state} = ${filter.state}`] : []),
        ...(filter.since ? [sql`greatest(${madeAt}, t.revoked_at) >= ${filter.since}::text::timestamptz`] : []),
      ],
      sql` AND `,
    )

  return {
    touch: (transaction, id) =>
      transaction.run(sql`UPDATE ${table} SET ${sql.identifier(own.used)} = now() WHERE id = ${id}::uuid`),

    count: (handle, filter) => countRows(handle, sql`${table} t WHERE ${conditions(handle, filter)}`),

    async list(handle, filter, { limit, after }) {
      const rows = await handle.rows<Row & { keyAt: string }>(
        sql`SELECT t.id, t.name, t.area_code AS area, ${kind}, ${state} AS state, ${own.columns},
            ${instantText(sql`t.revoked_at`)} AS "revokedAt", t.revoked_by AS "revokedBy",
            ${instantText(madeAt, 'US')} AS "keyAt"
          FROM ${table} t WHERE ${conditions(handle, filter)}${afterLatest(madeAt, sql`t.id`, after)}
          ORDER BY ${madeAt} DESC, t.id LIMIT ${limit}::integer`,
      )
      return rows.map(({ keyAt, ...row }) => ({ row: row as unknown as Row, keys: [keyAt, row.id] }))
    },

    async revoke(transaction, id, revokedBy) {
      const [row] = await transaction.rows<Pick<Row, 'name' | 'area' | Kind>>(
        sql`UPDATE ${table} AS t SET revoked_at = now(), revoked_by = ${revokedBy}
          WHERE t.id = ${id}::uuid AND t.revoked_at IS NULL AND ${withinSharedScope(transaction, sql`t.area_code`)}
          RETURNING t.name, t.area_code AS area, ${kind}`,
      )
      return row
    },
  }
}
