import { readConfig } from '#api/config.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'

/*
 * `killed-work.ts upgrade` or `killed-work.ts restore FILE`, on the database of the environment, in a process that kills
 * itself: after as many statements in transactions as ONEGRID_KILL_AT says, or so many milliseconds after the last one,
 * while its COMMIT is under way, as ONEGRID_KILL_AFTER says. Says at how many statements each transaction began, and
 * `done at N`.
 */
const [work, file] = process.argv.slice(2)
const killAt = Number(process.env.ONEGRID_KILL_AT ?? Number.POSITIVE_INFINITY)
const killAfterMs = process.env.ONEGRID_KILL_AFTER === undefined ? undefined : Number(process.env.ONEGRID_KILL_AFTER)

let statements = 0
const kill = () => process.kill(process.pid, 'SIGKILL')

function count(transaction: Transaction): Transaction {
  const counted = new Set<string | symbol>(['rows', 'exactly', 'run'])
  return new Proxy(transaction, {
    get(target, name) {
      const value = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>
      if (!counted.has(name)) return value
      return async (...given: unknown[]) => {
        const result = await value.apply(target, given)
        statements += 1
        if (statements === killAt) kill()
        return result
      }
    },
  })
}

/** Kills within the last transaction only: that before an upgrade is the backup's. */
function watch(database: Database): Database {
  const write: Database['write'] = (run, options) =>
    database.write(async (transaction) => {
      console.log(`transaction at ${statements}`)
      const result = await run(count(transaction))
      if (killAfterMs !== undefined && !options?.isSnapshot) setTimeout(kill, killAfterMs)
      return result
    }, options)
  return new Proxy(database, { get: (target, name) => (name === 'write' ? write : Reflect.get(target, name)) })
}

const config = readConfig(process.env)
const database = await openDatabase(config)
const watched = watch(database)
if (work === 'upgrade') await upgradeDatabase(watched, { ...config, program: 'test' })
else
  await restoreBackup({
    database: watched,
    county: config.county,
    backup: await verifyBackupFile(file ?? ''),
    isReplacing: true,
  })
console.log(`done at ${statements}`)
await database.close()
