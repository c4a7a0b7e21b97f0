import { type SQL, sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { Handle, ScopedHandle, Transaction } from '#api/platform/db/client.ts'
import type {
  IntakeCounts,
  IntakeFileAnswer,
  IntakeFileSummary,
  IntakeFinding,
  IntakePlacement,
  StoredSettings,
} from './intake-files.contract.ts'

/** Of each sender: nobody's file pushes out somebody else's. */
const keptFiles = 50
const listedFiles = 20

const fitForJsonb = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replaceAll(/[\0\p{Cs}]/gu, '') : value
const asJson = (value: unknown): SQL =>
  value === null ? sql`NULL` : sql`${JSON.stringify(value, fitForJsonb)}::text::jsonb`

const summaryColumns = sql`id, state, (settings->>'dryRun')::boolean AS "dryRun", file_name AS "fileName", bytes, done, total,
  counts, problem, created_at AS "createdAt", ended_at AS "endedAt"`
type SummaryRow = Omit<IntakeFileSummary, 'createdAt' | 'endedAt'> & { createdAt: Date; endedAt: Date | null }
const toSummary = ({ createdAt, endedAt, ...row }: SummaryRow): IntakeFileSummary => ({
  ...row,
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

/** Whoever reaches all that its sender reached. */
const isInReach = (handle: ScopedHandle): SQL =>
  sql`NOT EXISTS (SELECT FROM jsonb_array_elements_text(reach) AS r(code) WHERE NOT (${withinScope(handle, sql`r.code`)}))`

export type NewIntakeFile = {
  id: string
  reach: readonly string[]
  settings: StoredSettings
  fileName: string
  bytes: number
}

export async function insertIntakeFile(transaction: Transaction, file: NewIntakeFile): Promise<void> {
  const { sender } = file.settings
  // Those of before senders were kept are everybody's, and go first.
  const isOwn = sql`coalesce(settings->>'sender', ${sender}) = ${sender}`
  await transaction.run(
    sql`DELETE FROM intake_files WHERE ended_at IS NOT NULL AND ${isOwn}
      AND id NOT IN (SELECT id FROM intake_files WHERE ${isOwn} ORDER BY created_at DESC LIMIT ${keptFiles - 1})`,
  )
  await transaction.run(
    sql`INSERT INTO intake_files (id, state, reach, settings, file_name, bytes)
      VALUES (${file.id}::uuid, 'running', ${asJson(file.reach)}, ${asJson(file.settings)}, ${file.fileName}, ${file.bytes}::integer)`,
    1,
  )
}

/** Says how far it is; tells whether its end is wanted, or has come already. */
export async function touchIntakeFile(
  transaction: Transaction,
  id: string,
  { done, total, mapping }: { done: number; total: number; mapping: IntakeFileAnswer['columns'] },
): Promise<boolean> {
  const [row] = await transaction.rows<{ isCancelled: boolean }>(
    sql`UPDATE intake_files SET done = ${done}::integer, total = ${total}::integer, mapping = ${asJson(mapping)},
        touched_at = clock_timestamp()
      WHERE id = ${id}::uuid AND ended_at IS NULL RETURNING cancel_requested_at IS NOT NULL AS "isCancelled"`,
  )
  return row?.isCancelled ?? true
}

export type IntakeFileEnd = {
  state: 'done' | 'failed' | 'cancelled'
  counts: IntakeCounts | null
  findings: IntakeFinding[]
  placed: IntakePlacement[]
  problem: IntakeFileSummary['problem']
}

/** False where it has ended before. */
export async function endIntakeFile(
  transaction: Transaction,
  id: string,
  { state, counts, findings, placed, problem }: IntakeFileEnd,
): Promise<boolean> {
  const rows = [...findings, ...placed.map((each) => ({ ...each, outcome: 'placed' }))]
  const ended = await transaction.run(
    sql`UPDATE intake_files SET state = ${state}, counts = ${asJson(counts)}, findings = ${asJson(rows)},
        problem = ${asJson(problem)}, ended_at = now()
      WHERE id = ${id}::uuid AND ended_at IS NULL`,
  )
  return ended === 1
}

export const listIntakeFiles = async (handle: ScopedHandle): Promise<IntakeFileSummary[]> =>
  (
    await handle.rows<SummaryRow>(
      sql`SELECT ${summaryColumns} FROM intake_files WHERE ${isInReach(handle)} ORDER BY created_at DESC, id LIMIT ${listedFiles}`,
    )
  ).map(toSummary)

/** With its first findings and placements, or all of them. */
export async function findIntakeFile(
  handle: ScopedHandle,
  id: string,
  most: number,
): Promise<IntakeFileAnswer | undefined> {
  const firstOf = (which: SQL, kept: SQL) =>
    sql`coalesce((SELECT jsonb_agg(f.kept ORDER BY f.at) FROM (
        SELECT ${kept} AS kept, e.at FROM jsonb_array_elements(findings) WITH ORDINALITY AS e (one, at)
        WHERE ${which} ORDER BY e.at LIMIT ${most}::integer) AS f), '[]')`
  const [row] = await handle.rows<SummaryRow & Pick<IntakeFileAnswer, 'columns' | 'findings' | 'placed'>>(
    sql`SELECT ${summaryColumns}, coalesce(mapping, '[]') AS columns,
        ${firstOf(sql`e.one->>'outcome' <> 'placed'`, sql`e.one`)} AS findings,
        ${firstOf(sql`e.one->>'outcome' = 'placed'`, sql`e.one - 'outcome'`)} AS placed
      FROM intake_files WHERE id = ${id}::uuid AND ${isInReach(handle)}`,
  )
  if (!row) return undefined
  const { columns, findings, placed, ...summary } = row
  return { ...toSummary(summary), columns, findings, placed }
}

/** What a dry run went by that came to its end; undefined where there is none within reach. */
export const findTriedBasis = async (handle: ScopedHandle, id: string): Promise<string | undefined> =>
  (
    await handle.rows<{ basis: string }>(
      sql`SELECT settings->>'basis' AS basis FROM intake_files
        WHERE id = ${id}::uuid AND state = 'done' AND (settings->>'dryRun')::boolean AND ${isInReach(handle)}`,
    )
  )[0]?.basis

/** False where there is none that has not ended. */
export const requestIntakeEnd = async (transaction: Transaction, id: string): Promise<boolean> =>
  (await transaction.run(
    sql`UPDATE intake_files SET cancel_requested_at = now() WHERE id = ${id}::uuid AND ended_at IS NULL`,
  )) === 1

/** Those whose process has been silent for so long. */
export const findDeadIntakeFiles = async (handle: Handle, idleMs: number): Promise<string[]> =>
  (
    await handle.rows<{ id: string }>(
      sql`SELECT id FROM intake_files WHERE ended_at IS NULL
        AND touched_at <= clock_timestamp() - make_interval(secs => ${idleMs / 1000}::float8)`,
    )
  ).map(({ id }) => id)
