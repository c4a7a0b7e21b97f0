import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'

/** The only tables with private persons. */
export type PersonTable = 'contacts' | 'incident_parties'

/** What both have. */
export type PersonFields = {
  name: string
  phone: string | null
  note: string
  /** ISO instant: nobody sees it from then on, and it is removed. */
  expiresAt: string
}
export type PersonRow<Own> = PersonFields & Own & { id: string; area: string; changedAt: string; version: number }

export type PersonRepo<Own extends object> = {
  /** In the order of their ids, those after `after`. */
  list(handle: ScopedHandle, isWanted: SQL, page: { limit: number; after?: string }): Promise<PersonRow<Own>[]>
  /** With a lock, so that nobody changes it until the transaction ends. */
  take(transaction: ScopedTransaction, id: string): Promise<PersonRow<Own> | undefined>
  insert(transaction: ScopedTransaction, area: string, values: PersonFields & Own): Promise<PersonRow<Own>>
  update(transaction: ScopedTransaction, id: string, values: PersonFields & Own): Promise<PersonRow<Own>>
  remove(transaction: ScopedTransaction, id: string): Promise<void>
  /** As the owner, who says what for. Gives what was removed, without the persons. */
  removeExpired(transaction: Transaction): Promise<{ id: string; area: string }[]>
}

/** The statements on one of the two tables; `own` names its further columns. The scope stands in each of them, and the
 *  policy of the database behind that. What has expired is not there. */
export function createPersonRepo<Own extends Record<string, string>>(
  table: PersonTable,
  own: { [Field in keyof Own]: { column: string; type: 'text' | 'uuid' } },
): PersonRepo<Own> {
  const name = sql.identifier(table)
  const ownColumns = Object.entries(own) as [keyof Own & string, { column: string; type: string }][]
  const columns = sql.join(
    [
      sql`id, area_code AS area, name, phone, note, ${instantText(sql`changed_at`)} AS "changedAt",
        ${instantText(sql`expires_at`)} AS "expiresAt", version`,
      ...ownColumns.map(([field, { column }]) => sql`${sql.identifier(column)} AS ${sql.identifier(field)}`),
    ],
    sql`, `,
  )
  const isThere = (handle: Pick<ScopedHandle, 'scope'>) =>
    sql`expires_at > now() AND ${withinScope({ scope: { ...handle.scope, areas: handle.scope.persons } }, sql`area_code`)}`
  const one = (rows: PersonRow<Own>[]) => rows[0] as PersonRow<Own>
  const ownValue = (values: Own, [field, { type }]: (typeof ownColumns)[number]) =>
    sql`${values[field]}::${sql.raw(type)}`

  return {
    list: (handle, isWanted, { limit, after }) =>
      handle.rows(
        sql`SELECT ${columns} FROM ${name} WHERE ${isThere(handle)} AND ${isWanted}
          ${after === undefined ? sql`` : sql`AND id > ${after}::uuid`} ORDER BY id LIMIT ${limit}::integer`,
      ),
    async take(transaction, id) {
      const [row] = await transaction.rows<PersonRow<Own>>(
        sql`SELECT ${columns} FROM ${name} WHERE id = ${id}::uuid AND ${isThere(transaction)} FOR UPDATE`,
      )
      return row
    },
    insert: async (transaction, area, values) =>
      one(
        await transaction.exactly(
          1,
          sql`INSERT INTO ${name} (${sql.join(
            [
              sql`area_code, name, phone, note, expires_at`,
              ...ownColumns.map(([, { column }]) => sql.identifier(column)),
            ],
            sql`, `,
          )}) VALUES (${sql.join(
            [
              sql`${area}, ${values.name}, ${values.phone}, ${values.note}, ${values.expiresAt}::text::timestamptz`,
              ...ownColumns.map((column) => ownValue(values, column)),
            ],
            sql`, `,
          )}) RETURNING ${columns}`,
        ),
      ),
    update: async (transaction, id, values) =>
      one(
        await transaction.exactly(
          1,
          sql`UPDATE ${name} SET ${sql.join(
            [
              sql`name = ${values.name}, phone = ${values.phone}, note = ${values.note},
                expires_at = ${values.expiresAt}::text::timestamptz, changed_at = now(), version = version + 1`,
              ...ownColumns.map((column) => sql`${sql.identifier(column[1].column)} = ${ownValue(values, column)}`),
            ],
            sql`, `,
          )} WHERE id = ${id}::uuid AND ${isThere(transaction)} RETURNING ${columns}`,
        ),
      ),
    async remove(transaction, id) {
      await transaction.run(sql`DELETE FROM ${name} WHERE id = ${id}::uuid AND ${isThere(transaction)}`, 1)
    },
    async removeExpired(transaction) {
      await transaction.run(sql`SET LOCAL onegrid.maintenance = 'expiry'`)
      const removed = await transaction.rows<{ id: string; area: string }>(
        sql`DELETE FROM ${name} WHERE expires_at <= now() RETURNING id, area_code AS area`,
      )
      await transaction.run(sql`SET LOCAL onegrid.maintenance = ''`)
      return removed
    },
  }
}
