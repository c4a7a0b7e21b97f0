import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, databaseHelp, listenVariables, readConfig } from '#api/config.ts'
import { readDigestSetting } from '#api/platform/audit/digest.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import { completeMarkName } from '#api/platform/db/embedded/cluster-files.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { UsageError } from './read-arguments.ts'
import { readVersion } from './read-version.ts'
import { sentenceOf } from './report.ts'
import { StoppedError } from './stop-on-signal.ts'

export const environmentHelp = `环境变量 / environment:\n${databaseHelp}`

/** The settings of the environment. A tool does not listen: what the server is told about that is not its business. */
export function readToolConfig(): Config {
  return readConfig({
    ...process.env,
    ...Object.fromEntries(listenVariables.map((name) => [name, undefined])),
  })
}

/** Opens the database for a command-line tool and closes it however `work` ends. */
export async function withDatabase(
  work: (database: OpenedDatabase, config: Config) => Promise<void>,
  options: {
    /** Makes no new embedded database. */
    isOldOnly?: boolean
    /** Not while another process has the data folder. */
    isAlone?: boolean
    /** Leaves the schema as it is. */
    keepsSchema?: boolean
    applicationName?: string
  } = {},
): Promise<void> {
  const config = readToolConfig()
  const { databaseUrl, dataFolder } = config
  if (options.isOldOnly && !databaseUrl && !existsSync(join(dataFolder, completeMarkName)))
    throw new StartError({
      zh: `数据目录 ${dataFolder} 里没有数据库；请检查 ONEGRID_DATA。`,
      en: `There is no database in the data folder ${dataFolder}; check ONEGRID_DATA.`,
    })
  const { isAlone = false, applicationName } = options
  const database = await openDatabase({ ...config, attach: !isAlone, applicationName, onLog: console.error })
  let isDone = false
  try {
    if (!options.keepsSchema)
      await upgradeDatabase(database, {
        ...config,
        program: readVersion(),
        auditDigest: readDigestSetting(process.env),
        onLog: console.error,
      })
    // What was made for a tool stays, unless what it was made for came to nothing.
    isDone = !isAlone
    await work(database, config)
    isDone = true
  } finally {
    await (isDone ? database.close() : database.abandon())
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
