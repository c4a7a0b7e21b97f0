import { existsSync } from 'node:fs'
import { databaseHelp, listenVariables, readConfig } from '#api/config.ts'
import { migrateDatabase } from '#api/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/db/open-database.ts'
import { StartError } from '#api/db/start-error.ts'
import { UsageError } from './read-arguments.ts'
import { sentenceOf } from './report.ts'
import { StoppedError } from './stop-on-signal.ts'

export const environmentHelp = `环境变量 / environment:\n${databaseHelp}`

/** Opens the database for a command-line tool, also while the server runs, and closes it however `work` ends. With
 *  `isOldOnly` it makes no new embedded database. */
export async function withDatabase(
  work: (database: OpenedDatabase, config: { county: string; dataFolder: string }) => Promise<void>,
  options: { isOldOnly?: boolean } = {},
): Promise<void> {
  // A tool does not listen: what the server is told about that is not its business.
  const config = readConfig({
    ...process.env,
    ...Object.fromEntries(listenVariables.map((name) => [name, undefined])),
  })
  if (options.isOldOnly && !config.databaseUrl && !existsSync(config.dataFolder))
    throw new StartError({
      zh: `数据目录 ${config.dataFolder} 不存在，没有可清除的内容；请检查 ONEGRID_DATA。`,
      en: `There is no data folder ${config.dataFolder}, so nothing to take out; check ONEGRID_DATA.`,
    })
  const database = await openDatabase({ ...config, attach: true, onLog: console.error })
  let isMigrated = false
  try {
    await migrateDatabase(database)
    isMigrated = true
    await work(database, config)
  } finally {
    await (isMigrated ? database.close() : database.abandon())
  }
}

/** Runs a tool: exit code 0, or one sentence and 1, or 2 where it was called wrongly, or 130 or 143 where it was stopped. */
export function runTool(tool: () => Promise<void>): void {
  tool().then(
    () => process.exit(process.exitCode ?? 0),
    (error: unknown) => {
      console.error(sentenceOf(error))
      if (error instanceof StoppedError) process.exit(error.exitCode)
      process.exit(error instanceof UsageError ? 2 : 1)
    },
  )
}
