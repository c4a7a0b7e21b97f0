import { type Config, databaseHelp, listenHelp, openedBy, readConfig } from '#api/config.ts'
import { ensureDemoAccounts, hasAccounts, refuseDemoAccounts } from '#api/demo/demo-accounts.ts'
import { findCurrentEdition, hasDemoOperations } from '#api/ground/editions/editions.repo.ts'
import { removeDeadImports } from '#api/ground/editions/import/remove-dead-imports.ts'
import { accessHelp, readAccessSettings } from '#api/platform/access/access-settings.ts'
import { readWaySettings, wayHelp } from '#api/platform/access/ways/way-settings.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { type DigestSetting, digestHelp, readDigestSetting } from '#api/platform/audit/digest.ts'
import { readSyslogAddress, syslogHelp } from '#api/platform/audit/syslog-connection.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { createLog } from '#api/platform/http/create-log.ts'
import { readKeyPair } from '#api/platform/http/key-pair.ts'
import { limitsOf } from '#api/platform/http/rate-limit.ts'
import { startServer } from '#api/server.ts'
import { buildWeb, stopBuild, webFolder } from './start/build-web.ts'
import { checkPort, toPortError } from './start/check-port.ts'
import { describeListening } from './start/describe-listening.ts'
import { describeUnreadable } from './start/describe-unreadable.ts'
import { findWantedLoad, importHint, loadDemoSetInThread, markFirstLoadDone } from './start/first-load.ts'
import { keepTickShape } from './start/keep-tick-shape.ts'
import { describeAccounts, firstAccountHint } from './start/print-accounts.ts'
import { readArguments, UsageError } from './start/read-arguments.ts'
import { readVersion } from './start/read-version.ts'
import { runStep, sentenceOf, tell } from './start/report.ts'

const help = `用法 / usage: npm start -- [--demo] [--help]

  --demo          把演示数据载入库中 / load the demo set into the database
  --help          显示本说明 / show this

环境变量 / environment:
${listenHelp}
${databaseHelp}
${digestHelp}
${syslogHelp}
${accessHelp}
${wayHelp}`

/** Everything is closed within this, or the process leaves without it: what was acknowledged is on disk anyway. */
const longestCloseMs = 2_700

keepTickShape()

let opening: Promise<OpenedDatabase> | null = null
let closeServer: (() => Promise<void>) | null = null
let isEnding = false

/** Ends the process. A failed start takes a data folder that it had made with it. */
async function end(code: number, isFailedStart: boolean): Promise<never> {
  isEnding = true
  // Nobody waits for a failed start, and what it has made has to go.
  const force = isFailedStart ? undefined : setTimeout(() => process.exit(code), longestCloseMs)
  stopBuild()
  try {
    await closeServer?.()
    const opened = await opening?.catch(() => null)
    await (isFailedStart ? opened?.abandon() : opened?.close())
  } catch (error) {
    console.error(sentenceOf(error))
  }
  clearTimeout(force)
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (isEnding) return
    console.log(`\n正在退出 / closing (${signal})`)
    // A first load that is interrupted keeps what it has; the next start goes on with it.
    void end(closeServer ? 0 : 130, false)
  })

async function openAndMigrate(config: Config): Promise<OpenedDatabase> {
  const opened = await runStep(
    ({ kind, isNew }) =>
      kind === 'server'
        ? '数据库已连接 / database connected'
        : isNew
          ? '内嵌数据库已建立 / embedded database created'
          : '内嵌数据库已打开 / embedded database opened',
    () => {
      opening = openDatabase({ ...config, onLog: tell })
      return opening
    },
  )
  await runStep(
    ({ applied }) => (applied > 0 ? `表结构已更新 / migrations applied: ${applied}` : ''),
    () =>
      upgradeDatabase(opened, {
        ...config,
        program: readVersion(),
        auditDigest: readDigestSetting(process.env),
        onLog: tell,
      }),
  )
  return opened
}

async function load(opened: OpenedDatabase, config: Config, isAsked: boolean): Promise<void> {
  await runStep(
    (removed) => (removed > 0 ? `清理了中断的导入 / removed interrupted imports: ${removed}` : ''),
    () => removeDeadImports(opened, { isStarting: true }),
  )
  const { dataFolder, county } = config
  if ((await findWantedLoad({ database: opened, dataFolder, county, isAsked })) === 'nothing') return
  await loadDemoSetInThread({ databaseUrl: config.databaseUrl, dataFolder, county })
  if (opened.kind === 'embedded') markFirstLoadDone(dataFolder)
}

/** What a start does about who may sign in, and what it says of that once it listens. */
async function prepareAccounts(
  database: OpenedDatabase,
  { beyond, digest, demoPassword }: { beyond: string | null; digest: DigestSetting; demoPassword: string | undefined },
): Promise<string | null> {
  if (beyond) await refuseDemoAccounts(database, beyond)
  else if (await database.read(hasDemoOperations)) {
    const audit = createAuditTrail({ database, digest })
    const made = await ensureDemoAccounts({ database, audit, password: demoPassword })
    if (made.length > 0) return describeAccounts(made, { isGiven: demoPassword !== undefined })
  }
  return (await hasAccounts(database)) ? null : firstAccountHint
}

async function start(): Promise<void> {
  const { values } = readArguments({ options: { demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help) {
    console.log(help)
    return
  }
  const config = readConfig(process.env)
  const digest = readDigestSetting(process.env)
  const ways = readWaySettings(process.env)
  const syslog = readSyslogAddress(process.env)
  const { host, port, tls, trustProxy, origins } = config
  const beyond = openedBy(config)
  const access = readAccessSettings(process.env, { origin: origins[0], port, isTls: tls !== null, beyond })
  await checkPort(host, port)
  // Before a database is made for a server that cannot start.
  if (tls) readKeyPair(tls)
  tell('正在启动：检查网页、打开数据库 / starting: the web and the database')
  const building = runStep(({ isBuilt }) => (isBuilt ? '网页已构建 / web built' : ''), buildWeb)
  // Told below; here it only must not count as unhandled.
  building.catch(() => {})
  const opened = await Promise.race([openAndMigrate(config), failOf(building)])
  await Promise.race([load(opened, config, values.demo === true), failOf(building)])
  const accounts = await prepareAccounts(opened, { beyond, digest, demoPassword: access.demoPassword })
  const unreadable = await describeUnreadable(opened, access)
  await building
  const server = await startServer({
    database: opened,
    place: config,
    photosFolder: config.photosFolder,
    host,
    port,
    tls,
    trustProxy,
    origins,
    webFolder,
    version: readVersion(),
    log: createLog(),
    digest,
    syslog,
    access: { ...access, ways },
    rateLimits: limitsOf(config.rateLimit),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen' ? toPortError(error, host, port) : error
  })
  closeServer = server.close
  if (!(await opened.read(findCurrentEdition))) tell(importHint)
  if (accounts) console.log(accounts)
  if (unreadable) tell(unreadable)
  for (const sentence of describeListening(config)) tell(sentence)
  tell(`OneGrid 一张网: ${server.url}`)
}

/** Rejects when the promise does, and else never settles. */
const failOf = (promise: Promise<unknown>): Promise<never> =>
  new Promise((_, reject) => {
    promise.catch(reject)
  })

start().catch((error: unknown) => {
  if (isEnding) return
  console.error(sentenceOf(error))
  void end(error instanceof UsageError ? 2 : 1, true)
})
