import type { Logger } from 'pino'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { fileWentWrong } from './intake-file-errors.ts'
import { fileFields, type IntakeFileAnswer, type IntakeFileSettings } from './intake-files.contract.ts'
import { type IntakeFileEnd, touchIntakeFile } from './intake-files.repo.ts'
import { type FileHead, FileRefused, readFileRows } from './read-file.ts'
import { createRowTaker, type RowsProgress, type TakingDeps } from './take-rows.ts'
import { tryAgain } from './try-again.ts'

const describeColumns = ({ header, columns }: FileHead): IntakeFileAnswer['columns'] =>
  header.map((title, at) => ({
    title: title.slice(0, 60),
    field: fileFields.find((field) => columns[field] === at) ?? null,
  }))

export type IntakeRun = {
  scope: Scope
  id: string
  path: string
  settings: IntakeFileSettings
  lists: ReferenceLists
  /** Aborted from outside, or here when another process wants its end. */
  stop: AbortController
}

/** Reads a file and takes in its rows, says meanwhile how far it is, and gives what it has come to. Never rejects. */
export async function runIntakeFile(
  deps: TakingDeps & { log: Logger },
  { scope, id, path, settings, lists, stop }: IntakeRun,
): Promise<IntakeFileEnd> {
  const { database, log } = deps
  const { signal } = stop
  const progress: RowsProgress = {
    counts: { taken: 0, refused: 0, there: 0, elsewhere: 0, untyped: 0, placed: 0 },
    findings: [],
    placed: [],
  }
  const result = (state: IntakeFileEnd['state'], problem: IntakeFileEnd['problem'] = null): IntakeFileEnd => ({
    state,
    ...progress,
    problem,
  })
  try {
    const take = createRowTaker(deps, { scope, settings, signal, progress })
    let head: FileHead | undefined
    let done = 0
    const rows = readFileRows({
      path,
      map: settings.map,
      lists: { 'incident-types': lists['incident-types'], 'foreign-codes': lists['foreign-codes'] },
      system: settings.system ?? null,
      isNotEmergency: settings.isNotEmergency,
    })
    for await (const part of rows) {
      if (Array.isArray(part)) {
        await take(part)
        done += part.length
      } else head = part
      const { total, mapping } = { total: head?.total ?? 0, mapping: head ? describeColumns(head) : [] }
      const isCancelled = await tryAgain(
        () => database.write((transaction) => touchIntakeFile(transaction, id, { done, total, mapping })),
        signal,
      )
      if (isCancelled) stop.abort()
      signal.throwIfAborted()
    }
    return result('done')
  } catch (error) {
    if (signal.aborted) return result('cancelled')
    if (error instanceof FileRefused) return result('failed', { code: error.code, detail: error.detail })
    log.error({ intakeFileId: id, err: error }, 'taking in a file failed')
    return result('failed', fileWentWrong)
  }
}
