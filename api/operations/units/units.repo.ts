import { type SQL, sql } from 'drizzle-orm'
import { isOpen } from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import { escapeLike, instantText, valueList } from '#api/platform/db/sql-text.ts'
import type { CreateUnitBody, Unit, UnitKind } from './units.contract.ts'

export type UnitFilter = {
  kinds?: readonly UnitKind[]
  area?: string
  /** An area that theirs hold. */
  serves?: string
  isActive?: boolean
  /** `typed` in names and at the beginning of codes, `reading` in their pinyin. */
  text?: { typed: string; reading: string }
}
/** The keys of a row in the order of the list: from the county down, by area and name. */
export type UnitKeys = [areaCode: string, name: string]
/** A row without the name of its area, which comes from the edition in memory. */
export type UnitRow = Omit<Unit, 'areaName'>

const columns = sql`u.id, u.name, u.kind, u.area_code AS "areaCode", u.is_active AS "isActive",
  ${instantText(sql`u.changed_at`)} AS "changedAt", u.version`

/** Those of the own area, and those of the areas above it, which are for it as well. */
const isInReach = (handle: Pick<ScopedHandle, 'scope'>): SQL =>
  sql`(${sql.join(
    [withinScope(handle, sql`u.area_code`), ...handle.scope.areas.map((area) => holds(area))],
    sql` OR `,
  )})`
const holds = (area: string): SQL => sql`${area} LIKE u.area_code || '%'`

const textFilter = ({ typed, reading }: NonNullable<UnitFilter['text']>): SQL =>
  sql`(${sql.join(
    [
      sql`u.name ILIKE ${`%${escapeLike(typed)}%`}`,
      sql`u.area_code LIKE ${`${escapeLike(typed)}%`}`,
      ...(reading === '' ? [] : [sql`u.pinyin LIKE ${`%${escapeLike(reading)}%`}`]),
    ],
    sql` OR `,
  )})`

const conditions = (handle: ScopedHandle, filter: UnitFilter) =>
  sql.join(
    [
      isInReach(handle),
      ...(filter.area === undefined ? [] : [sql`u.area_code LIKE ${`${filter.area}%`}`]),
      ...(filter.serves === undefined ? [] : [holds(filter.serves)]),
      ...(filter.kinds ? [sql`u.kind IN (${valueList(filter.kinds)})`] : []),
      ...(filter.isActive === undefined ? [] : [filter.isActive ? sql`u.is_active` : sql`NOT u.is_active`]),
      ...(filter.text ? [textFilter(filter.text)] : []),
    ],
    sql` AND `,
  )

export const countUnits = (handle: ScopedHandle, filter: UnitFilter): Promise<number> =>
  countRows(handle, sql`units u WHERE ${conditions(handle, filter)}`)

/** From the county down, at most `limit`, those that come after `after`. By bytes, so that every database has one order. */
export async function listUnits(
  handle: ScopedHandle,
  filter: UnitFilter,
  page: { limit: number; after?: UnitKeys },
): Promise<{ row: UnitRow; keys: UnitKeys }[]> {
  const after = page.after
    ? sql` AND (u.area_code COLLATE "C", u.name COLLATE "C") > (${page.after[0]}::text, ${page.after[1]}::text)`
    : sql``
  const rows = await handle.rows<UnitRow>(
    sql`SELECT ${columns} FROM units u WHERE ${conditions(handle, filter)}${after}
      ORDER BY u.area_code COLLATE "C", u.name COLLATE "C" LIMIT ${page.limit}::integer`,
  )
  return rows.map((row) => ({ row, keys: [row.areaCode, row.name] }))
}

/** Holds a unit of the own area until the transaction ends. */
export async function lockUnit(transaction: ScopedTransaction, id: string): Promise<UnitRow | undefined> {
  const [found] = await transaction.rows<UnitRow>(
    sql`SELECT ${columns} FROM units u WHERE u.id = ${id}::uuid AND ${withinScope(transaction, sql`u.area_code`)} FOR UPDATE`,
  )
  return found
}

/** False where the area has one of that name. */
export async function insertUnit(
  transaction: ScopedTransaction,
  { id, name, pinyin, kind, areaCode }: CreateUnitBody & { id: string; pinyin: string },
): Promise<boolean> {
  const inserted = await transaction.run(
    sql`INSERT INTO units (id, name, pinyin, kind, area_code) VALUES (${id}::uuid, ${name}, ${pinyin}, ${kind}, ${areaCode})
      ON CONFLICT (area_code, name) DO NOTHING`,
  )
  return inserted === 1
}

/** Whether the area has another one of that name. */
export async function hasNamesake(transaction: ScopedTransaction, { id, areaCode, name }: UnitRow): Promise<boolean> {
  const found = await transaction.rows(
    sql`SELECT FROM units u WHERE u.area_code = ${areaCode} AND u.name = ${name} AND u.id <> ${id}::uuid`,
  )
  return found.length > 0
}

/** How many open incidents within reach a unit has whose grids an area does not hold. */
export const countOpenBeside = (
  transaction: ScopedTransaction,
  { id, areaCode }: Pick<UnitRow, 'id' | 'areaCode'>,
): Promise<number> =>
  countRows(
    transaction,
    sql`incidents i WHERE ${isOpen} AND ${withinScope(transaction, sql`i.grid_code`)}
      AND i.assignee ->> 'unitId' = ${id}::text AND i.grid_code NOT LIKE ${`${areaCode}%`}`,
  )

/** Changes a unit whose row is held, and its version by one. */
export async function updateUnit(
  transaction: ScopedTransaction,
  { id, name, pinyin, kind, areaCode, isActive }: UnitRow & { pinyin: string },
): Promise<void> {
  await transaction.run(
    sql`UPDATE units SET name = ${name}, pinyin = ${pinyin}, kind = ${kind}, area_code = ${areaCode},
        is_active = ${isActive}, version = version + 1, changed_at = now() WHERE id = ${id}::uuid`,
    1,
  )
}
