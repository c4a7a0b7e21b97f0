import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { Handle, ScopedHandle, Transaction } from '#api/platform/db/client.ts'
import type {
  ImportAnswer,
  ImportCauseAnswer,
  ImportChangeAnswer,
  ImportFaultAnswer,
  ImportSettings,
  ImportState,
  ImportSummary,
} from './imports.contract.ts'

/** How many imports are remembered. */
const keptImports = 50
const listedImports = 20

/** What an import found; of each kind the first ones and the number of all. */
export type Findings = {
  faults: ImportFaultAnswer[]
  faultCount: number
  causes: ImportCauseAnswer[]
  warnings: ImportFaultAnswer[]
  warningCount: number
  changes: ImportChangeAnswer[]
  changeCount: number
  changeMeters: number
}

export type ImportEnd = {
  state: Exclude<ImportState, 'waiting' | 'running'>
  findings: Findings | null
  report: ImportSummary['report']
  problem: ImportSummary['problem']
}

/** `jsonb` takes neither a zero byte nor half a character, and what is said of a file may repeat what stands in it. */
const fitForJsonb = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replaceAll(/[\0\p{Cs}]/gu, '') : value
// The text is cast twice because the driver would encode a parameter of type json again.
const asJson = (value: unknown): SQL =>
  value === null ? sql`NULL` : sql`${JSON.stringify(value, fitForJsonb)}::text::jsonb`

const summaryColumns = sql`id, state, step, done, total, settings - 'reach' AS settings, files, report, problem,
  coalesce((findings->>'faultCount')::integer, 0) AS "faultCount",
  coalesce((findings->>'warningCount')::integer, 0) AS "warningCount",
  coalesce((findings->>'changeCount')::integer, 0) AS "changeCount",
  coalesce((findings->>'changeMeters')::float8, 0) AS "changeMeters",
  created_at AS "createdAt", ended_at AS "endedAt"`

type SummaryRow = Omit<ImportSummary, 'createdAt' | 'endedAt'> & { createdAt: Date; endedAt: Date | null }
const toSummary = ({ createdAt, endedAt, ...row }: SummaryRow): ImportSummary => ({
  ...row,
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

/** An import is within reach where the whole area is that it replaces: the county, unless it names one. Before its files are
 *  here nobody knows which it will be, but it is none beyond what whoever sends them may replace: `settings.reach`. */
const isInReach = (handle: ScopedHandle, county: string): SQL =>
  sql`NOT EXISTS (
    SELECT FROM jsonb_array_elements_text(
      coalesce(settings->'reach', jsonb_build_array(coalesce(settings->>'area', ${county}::text)))) AS r(code)
    WHERE NOT (${withinScope(handle, sql`r.code`)}))`

export async function findImport(handle: ScopedHandle, county: string, id: string): Promise<ImportAnswer | undefined> {
  type Lists = Pick<ImportAnswer, 'faults' | 'causes' | 'warnings' | 'changes'>
  const [row] = await handle.rows<SummaryRow & Lists>(
    sql`SELECT ${summaryColumns}, coalesce(findings->'faults', '[]') AS faults, coalesce(findings->'causes', '[]') AS causes,
          coalesce(findings->'warnings', '[]') AS warnings, coalesce(findings->'changes', '[]') AS changes
        FROM imports WHERE id = ${id}::uuid AND ${isInReach(handle, county)}`,
  )
  if (!row) return undefined
  const { faults, causes, warnings, changes, ...summary } = row
  return { ...toSummary(summary), faults, causes, warnings, changes }
}

export const listImports = async (handle: ScopedHandle, county: string): Promise<ImportSummary[]> =>
  (
    await handle.rows<SummaryRow>(
      sql`SELECT ${summaryColumns} FROM imports WHERE ${isInReach(handle, county)} ORDER BY created_at DESC, id LIMIT ${listedImports}`,
    )
  ).map(toSummary)

/** The import that has not ended, where it is within reach. */
export async function findImportAtWork(handle: ScopedHandle, county: string): Promise<ImportSummary | undefined> {
  const [row] = await handle.rows<SummaryRow>(
    sql`SELECT ${summaryColumns} FROM imports WHERE ended_at IS NULL AND ${isInReach(handle, county)}`,
  )
  return row && toSummary(row)
}

/** A new import that waits for its files, of somebody who may replace `reach`. False where another has not ended. */
export async function insertImport(transaction: Transaction, id: string, reach: readonly string[]): Promise<boolean> {
  await transaction.run(
    sql`DELETE FROM imports WHERE ended_at IS NOT NULL
          AND id NOT IN (SELECT id FROM imports ORDER BY created_at DESC LIMIT ${keptImports - 1})`,
  )
  const settings = asJson({ area: null, map: null, snapMeters: null, crs: null, dryRun: false, reach })
  return (
    (await transaction.run(
      sql`INSERT INTO imports (id, state, settings) VALUES (${id}::uuid, 'waiting', ${settings}) ON CONFLICT DO NOTHING`,
    )) === 1
  )
}

export const deleteImport = (transaction: Transaction, id: string) =>
  transaction.run(sql`DELETE FROM imports WHERE id = ${id}::uuid AND ended_at IS NULL`)

/** Its files are here. False where it has been ended meanwhile. */
export const startImport = async (
  transaction: Transaction,
  id: string,
  settings: ImportSettings,
  files: ImportSummary['files'],
): Promise<boolean> =>
  (await transaction.run(
    sql`UPDATE imports SET state = 'running', settings = ${asJson(settings)}, files = ${asJson(files)},
          touched_at = clock_timestamp()
        WHERE id = ${id}::uuid AND ended_at IS NULL AND cancel_requested_at IS NULL`,
  )) === 1

/** The sign of life, and how far it is. Says whether its end is wanted; undefined where somebody has ended it. */
export async function touchImport(
  transaction: Transaction,
  id: string,
  { step, done, total }: Pick<ImportSummary, 'step' | 'done' | 'total'>,
): Promise<{ isCancelled: boolean } | undefined> {
  const [row] = await transaction.rows<{ isCancelled: boolean }>(
    sql`UPDATE imports SET step = ${step}, done = ${done}, total = ${total}, touched_at = clock_timestamp()
        WHERE id = ${id}::uuid AND ended_at IS NULL
        RETURNING cancel_requested_at IS NOT NULL AS "isCancelled"`,
  )
  return row
}

/** False where it has ended or never was. */
export const requestCancel = async (transaction: Transaction, id: string): Promise<boolean> =>
  (await transaction.run(
    sql`UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
        WHERE id = ${id}::uuid AND ended_at IS NULL`,
  )) === 1

/** How it ended; gives the area that it was to replace, null for the county. Changes nothing where somebody has ended it
 *  before: undefined then. */
export async function endImport(
  transaction: Transaction,
  id: string,
  { state, findings, report, problem }: ImportEnd,
): Promise<{ area: string | null; isDryRun: boolean } | undefined> {
  const [row] = await transaction.rows<{ area: string | null; isDryRun: boolean }>(
    sql`UPDATE imports SET state = ${state}, findings = ${asJson(findings)}, report = ${asJson(report)},
          problem = ${asJson(problem)}, ended_at = clock_timestamp(), touched_at = clock_timestamp()
        WHERE id = ${id}::uuid AND ended_at IS NULL
        RETURNING settings->>'area' AS area, (settings->>'dryRun')::boolean AS "isDryRun"`,
  )
  return row
}

/** Imports whose process gave no sign of life for `idleMs`. */
export const findDeadImports = async (handle: Handle, idleMs: number): Promise<string[]> =>
  (
    await handle.rows<{ id: string }>(
      sql`SELECT id FROM imports WHERE ended_at IS NULL
            AND touched_at <= clock_timestamp() - ${idleMs}::float8 * interval '1 millisecond'`,
    )
  ).map(({ id }) => id)

/** The edition an import has made so far, if any. */
export async function findEditionMadeBy(
  handle: Handle,
  madeBy: string,
): Promise<{ number: number; isPending: boolean } | undefined> {
  const [row] = await handle.rows<{ number: number; isPending: boolean }>(
    sql`SELECT number, effective IS NULL AS "isPending" FROM editions WHERE made_by = ${madeBy}`,
  )
  return row
}
