import { type SQL, sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import { toHexEwkb } from '../wkb.ts'
import type { AreaRow, GridRow } from './build-edition.ts'

/** Rows a transaction writes: on the embedded database everything else waits for it, about 0.1 s. */
export const batchRows = 500
/** About 1.3 MB of text. */
export const batchPositions = 40_000

type VersionedTable = 'grid_versions' | 'areas'

/** Columns and types of the two tables that have a span of editions; a row of JSON has them as keys. Geometry comes as
 *  hex EWKB, which its input function reads: no GEOS function takes part, and no digit is lost. */
const columns: Record<VersionedTable, Record<string, string>> = {
  grid_versions: {
    name: 'text',
    kind: 'text',
    group_code: 'text',
    pinyin: 'text',
    seat: 'geometry',
    geometry: 'geometry',
    population: 'integer',
    households: 'integer',
    need_help: 'integer',
    workers_full: 'integer',
    workers_part: 'integer',
    elevation_min: 'float8',
    elevation_mean: 'float8',
    elevation_max: 'float8',
    slope_mean: 'float8',
    area_km2: 'float8',
  },
  areas: {
    level: 'text',
    name: 'text',
    type: 'text',
    pinyin: 'text',
    seat: 'geometry',
    geometry: 'geometry',
    grid_count: 'integer',
    population: 'integer',
    households: 'integer',
    need_help: 'integer',
    workers_full: 'integer',
    workers_part: 'integer',
    area_km2: 'float8',
  },
}

type JsonRow = { code: string } & Record<string, unknown>

const toJsonRow = ({ geometry, seat, ...row }: GridRow | AreaRow): JsonRow => {
  const json: Record<string, unknown> = {
    seat: `SRID=4326;POINT(${seat[0]} ${seat[1]})`,
    geometry: toHexEwkb(geometry),
  }
  for (const [key, value] of Object.entries(row))
    json[key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value
  return json as JsonRow
}

/** The batch as a table `new`. The text is cast twice because the driver would encode a parameter of type json again. */
function newRows(table: VersionedTable, json: string): SQL {
  const types = Object.entries(columns[table]).map(([column, type]) => `${column} ${type}`)
  return sql`json_to_recordset(${json}::text::json) AS new(code text, ${sql.raw(types.join(', '))})`
}

const namesOf = (table: VersionedTable, prefix = '') =>
  sql.raw(
    Object.keys(columns[table])
      .map((column) => prefix + column)
      .join(', '),
  )

/** The newest edition, published or pending, with its import's last sign of life; undefined without any. */
export async function findLastEdition(handle: Handle) {
  const [last] = await handle.rows<{ number: number; isPending: boolean; touchedAt: string }>(
    sql`SELECT number, effective IS NULL AS "isPending", touched_at::text AS "touchedAt"
        FROM editions ORDER BY number DESC LIMIT 1`,
  )
  return last
}

/** One above every number in use and every number of an edition that was taken out. Two imports may read the same one;
 *  the primary key lets one of them have it. */
export async function findNextNumber(transaction: Transaction): Promise<number> {
  const [row] = await transaction.exactly<{ number: number }>(
    1,
    sql`SELECT (coalesce(greatest((SELECT max(number) FROM editions), CASE WHEN is_called THEN last_value END), 0) + 1)::integer
          AS number FROM edition_numbers`,
  )
  return (row as { number: number }).number
}

export type NewEdition = {
  number: number
  madeBy: string
  county: string
  bounds: Bbox
  grids: number
  isDemo: boolean
}

/** A pending edition. False where another import has had the number in the same moment. */
export const insertPendingEdition = async (transaction: Transaction, edition: NewEdition): Promise<boolean> =>
  (await transaction.run(
    sql`INSERT INTO editions (number, made_by, bounds, county_code, grid_count, is_demo)
        VALUES (${edition.number}, ${edition.madeBy},
                ARRAY[${sql.join(
                  edition.bounds.map((bound) => sql`${bound}::float8`),
                  sql`, `,
                )}],
                ${edition.county}, ${edition.grids}, ${edition.isDemo})
        ON CONFLICT (number) DO NOTHING`,
  )) === 1

/** The import's sign of life; fails where somebody has taken the pending edition away. */
export const touchPendingEdition = (transaction: Transaction, number: number) =>
  transaction.run(
    sql`UPDATE editions SET touched_at = clock_timestamp() WHERE number = ${number} AND effective IS NULL`,
    1,
  )

/** Writes one batch of grids or areas into pending edition `number`: an unchanged row stays open, a changed one is
 *  closed before `number` and a new one opened from it. Gives how many rows are new or changed. */
export async function writeBatch(
  transaction: Transaction,
  table: VersionedTable,
  rows: readonly (GridRow | AreaRow)[],
  number: number,
): Promise<number> {
  const json = JSON.stringify(rows.map(toJsonRow))
  const name = sql.raw(table)
  await touchPendingEdition(transaction, number)
  if (number > 1)
    await transaction.run(
      sql`UPDATE ${name} AS old SET editions = int4range(lower(old.editions), ${number}::integer)
          FROM ${newRows(table, json)}
          WHERE old.code = new.code AND upper_inf(old.editions) AND lower(old.editions) < ${number}::integer
            AND (${namesOf(table, 'old.')}) IS DISTINCT FROM (${namesOf(table, 'new.')})`,
    )
  if (table === 'grid_versions')
    await transaction.run(
      sql`INSERT INTO grids (code, first_edition)
          SELECT code, ${number}::integer FROM json_array_elements_text(${JSON.stringify(rows.map(({ code }) => code))}::text::json) AS code
          ON CONFLICT (code) DO NOTHING`,
    )
  return transaction.run(
    sql`INSERT INTO ${name} (code, editions, ${namesOf(table)})
        SELECT new.code, int4range(${number}::integer, NULL), ${namesOf(table, 'new.')}
        FROM ${newRows(table, json)}
        WHERE NOT EXISTS (SELECT 1 FROM ${name} AS old WHERE old.code = new.code AND upper_inf(old.editions))`,
  )
}

/** How many grids of a batch the current edition has not, and how many it has otherwise. Without an edition all are new. */
export async function compareBatch(
  handle: Handle,
  rows: readonly GridRow[],
  edition: number,
): Promise<{ added: number; changed: number }> {
  const [row] = await handle.exactly<{ added: number; changed: number }>(
    1,
    sql`SELECT count(*) FILTER (WHERE old.code IS NULL)::integer AS added,
          count(*) FILTER (WHERE old.code IS NOT NULL
            AND (${namesOf('grid_versions', 'old.')}) IS DISTINCT FROM (${namesOf('grid_versions', 'new.')}))::integer AS changed
        FROM ${newRows('grid_versions', JSON.stringify(rows.map(toJsonRow)))}
        LEFT JOIN grid_versions AS old ON old.code = new.code AND old.editions @> ${edition}::integer`,
  )
  return row as { added: number; changed: number }
}

/** Codes that edition `number - 1` has and that are not closed yet. */
export const findOpenCodes = async (transaction: Transaction, table: VersionedTable, number: number) =>
  (
    await transaction.rows<{ code: string }>(
      sql`SELECT code FROM ${sql.raw(table)} WHERE upper_inf(editions) AND lower(editions) < ${number}::integer`,
    )
  ).map(({ code }) => code)

/** Closes rows whose area is not in edition `number` any more. */
export async function closeRows(
  transaction: Transaction,
  table: VersionedTable,
  codes: readonly string[],
  number: number,
) {
  await touchPendingEdition(transaction, number)
  await transaction.run(
    sql`UPDATE ${sql.raw(table)} AS old SET editions = int4range(lower(old.editions), ${number}::integer)
        FROM json_array_elements_text(${JSON.stringify(codes)}::text::json) AS gone(code)
        WHERE old.code = gone.code AND upper_inf(old.editions)`,
    codes.length,
  )
}

/** Makes the pending edition current at this instant; the one before becomes former. Two rows, one short transaction. */
export async function publishEdition(transaction: Transaction, number: number): Promise<void> {
  // Whole milliseconds, so that an instant that went through JavaScript still means the same edition; and after the
  // start of the one before, even where the clock was set back in between.
  const [published] = await transaction.rows<{ at: string }>(
    sql`SELECT greatest(date_trunc('milliseconds', now()), max(lower(effective)) + interval '1 millisecond')::text AS at
        FROM editions`,
  )
  const at = published?.at ?? ''
  await transaction.run(
    sql`UPDATE editions SET effective = tstzrange(lower(effective), ${at}::text::timestamptz)
        WHERE effective IS NOT NULL AND upper_inf(effective)`,
  )
  await transaction.run(
    sql`UPDATE editions SET effective = tstzrange(${at}::text::timestamptz, NULL)
        WHERE number = ${number} AND effective IS NULL`,
    1,
  )
}

/** Numbers of pending editions that gave no sign of life for `idleMs`. */
export const findDeadEditions = async (transaction: Transaction, idleMs: number) =>
  (
    await transaction.rows<{ number: number }>(
      sql`SELECT number FROM editions
          WHERE effective IS NULL AND touched_at <= clock_timestamp() - ${idleMs}::float8 * interval '1 millisecond'
          ORDER BY number DESC`,
    )
  ).map(({ number }) => number)

/** True where the edition is there and pending; nobody publishes it before the transaction ends. */
const holdPendingEdition = async (transaction: Transaction, number: number) =>
  (
    await transaction.rows(
      sql`SELECT number FROM editions WHERE number = ${number}::integer AND effective IS NULL FOR UPDATE`,
    )
  ).length > 0

/** Takes away up to a batch of what a dead import wrote into a table. Gives how many rows it changed; 0 = done. Does
 *  nothing to a published edition: an import whose COMMIT went through may still have heard an error. */
export async function undoBatch(transaction: Transaction, table: VersionedTable, number: number): Promise<number> {
  const name = sql.raw(table)
  if (!(await holdPendingEdition(transaction, number))) return 0
  // New rows go before old ones are opened again: two open rows of one code are forbidden.
  const removed = await transaction.run(
    sql`DELETE FROM ${name} WHERE lower(editions) = ${number}::integer
          AND code IN (SELECT code FROM ${name} WHERE lower(editions) = ${number}::integer LIMIT ${batchRows})`,
  )
  if (removed > 0) return removed
  return transaction.run(
    sql`UPDATE ${name} SET editions = int4range(lower(editions), NULL) WHERE upper(editions) = ${number}::integer
          AND code IN (SELECT code FROM ${name} WHERE upper(editions) = ${number}::integer LIMIT ${batchRows})`,
  )
}

/** Takes away up to a batch of the grids that only a dead import knew, and of its tiles. Gives how many; 0 = done. */
export async function undoIdentities(transaction: Transaction, number: number): Promise<number> {
  if (!(await holdPendingEdition(transaction, number))) return 0
  const grids = await transaction.run(
    sql`DELETE FROM grids WHERE code IN (SELECT code FROM grids WHERE first_edition = ${number}::integer LIMIT ${batchRows})`,
  )
  if (grids > 0) return grids
  return transaction.run(
    sql`DELETE FROM edition_tiles WHERE edition = ${number}::integer AND (z, x, y) IN (
          SELECT z, x, y FROM edition_tiles WHERE edition = ${number}::integer LIMIT ${batchRows})`,
  )
}

/** The last of a dead import, after everything else of it: the edition itself. */
export const removePendingEdition = (transaction: Transaction, number: number) =>
  transaction.run(sql`DELETE FROM editions WHERE number = ${number}::integer AND effective IS NULL`)
