import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { StartError } from '#api/platform/process/start-error.ts'
import type { Database } from './client.ts'
import { createClient, createPool } from './connection-pool.ts'
import { createDatabase } from './create-database.ts'
import { codeOf, diskFull } from './database-errors.ts'
import { serverApplicationName } from './embedded/busy-signal.ts'
import { completeMarkName, incompleteCode } from './embedded/cluster-files.ts'
import { type EmbeddedEngine, startEmbeddedEngine } from './embedded/embedded-engine.ts'
import { doesSocketAnswer, FolderInUse, type LockHolder, lockFolder } from './embedded/folder-lock.ts'
import { hasSpace, reservedBytes } from './embedded/free-space.ts'
import { makeFolder } from './embedded/make-folder.ts'
import { prepareSocketPath } from './embedded/socket-path.ts'
import { createChannelListener, createWakeList, eventChannelOf } from './event-channel.ts'
import { createAttachedGuard, createEmbeddedGuard, createServerGuard } from './statement-guard.ts'

export type OpenOptions = {
  /** `postgres://…`: a server. Absent: the embedded database in `dataFolder`. */
  databaseUrl?: string
  dataFolder: string
  /** Six digits; the tables stand in the schema `county_<code>`. */
  county: string
  /** When another process holds the data folder, work through its socket instead of refusing. For command-line tools. */
  attach?: boolean
  /** What a command-line tool is called in the database. */
  applicationName?: string
  /** What the operator should know, a line each, while the database is open. */
  onLog?: (line: string) => void
}

export type OpenedDatabase = Database & {
  /** The embedded database's files were made by this call. */
  readonly isNew: boolean
  /** This process works through another one's embedded database. */
  readonly isAttached: boolean
  /** Closes, and removes the data folder when this call had made it: for a first start that failed. */
  abandon(): Promise<void>
}

/** On a server nothing of ours runs longer; a backstop for statements whose client has died. */
const serverStatementMs = 600_000
const serverPoolSize = 10
const attachMs = 20_000

/** Opens the database. Throws `StartError` with a sentence for the operator. `migrateDatabase` is the caller's next step. */
export async function openDatabase(options: OpenOptions): Promise<OpenedDatabase> {
  const { databaseUrl, county } = options
  if (!/^\d{6}$/.test(county))
    throw new StartError({ zh: `县级编码应为 6 位数字：${county}`, en: `A county's code has six digits: ${county}` })
  const schema = `county_${county}`
  return databaseUrl
    ? await openServer(databaseUrl, schema, options.applicationName)
    : await openEmbedded(options, schema)
}

async function openServer(
  databaseUrl: string,
  schema: string,
  applicationName = serverApplicationName,
): Promise<OpenedDatabase> {
  if (!/^postgres(ql)?:\/\/./.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new StartError({
      zh: 'DATABASE_URL 应写成 postgres://用户:密码@主机:端口/库名。',
      en: 'DATABASE_URL is to be like postgres://user:password@host:port/database.',
    })
  // The driver would take the user's name for it, and the tables would come to stand in a database nobody meant.
  if (new URL(databaseUrl).pathname.length < 2)
    throw new StartError({
      zh: 'DATABASE_URL 没有写库名，应写成 postgres://用户:密码@主机:端口/库名。',
      en: 'DATABASE_URL names no database; it is to be like postgres://user:password@host:port/database.',
    })
  const connect = (onclose?: () => void, onnotify?: () => void) =>
    createClient(databaseUrl, {
      onclose,
      // postgres.js knows `onnotify`, its types do not.
      ...({ onnotify } as object),
      connection: {
        application_name: `${applicationName} ${schema}`,
        search_path: `"${schema}", public`,
        statement_timeout: serverStatementMs,
        idle_in_transaction_session_timeout: serverStatementMs,
      },
    })
  const first = connect()
  try {
    await first.unsafe('SELECT 1')
  } catch (error) {
    throw toServerStartError(error, databaseUrl)
  } finally {
    await first.end({ timeout: 0 }).catch(() => {})
  }
  const pool = createPool({ size: serverPoolSize, connect })
  const guard = createServerGuard({ pool, connectProbe: () => connect() })
  const events = createChannelListener(eventChannelOf(schema), ({ onclose, onnotify }) => connect(onclose, onnotify))
  const close = async () => {
    await events.close()
    await guard.close()
    await pool.close()
  }
  const database = createDatabase({ kind: 'server', schema, pool, guard, onEventsWritten: events.add, close })
  return Object.assign(database, { isNew: false, isAttached: false, abandon: close })
}

function toServerStartError(error: unknown, databaseUrl: string): StartError {
  const { hostname, port, pathname, username } = new URL(databaseUrl)
  const place = `${hostname}:${port || 5432}`
  switch (codeOf(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        {
          zh: `找不到数据库主机 ${hostname}，请检查 DATABASE_URL。`,
          en: `There is no host ${hostname}; check DATABASE_URL.`,
        },
        error,
      )
    case '28P01':
    case '28000':
      return new StartError(
        {
          zh: `数据库 ${place} 不接受用户 ${decodeURIComponent(username)} 或其密码，请检查 DATABASE_URL。`,
          en: `The database at ${place} does not accept the user ${decodeURIComponent(username)} or the password; check DATABASE_URL.`,
        },
        error,
      )
    case '3D000':
      return new StartError(
        {
          zh: `数据库服务器 ${place} 上没有名为 ${pathname.slice(1)} 的库，请先建库或检查 DATABASE_URL。`,
          en: `The server at ${place} has no database ${pathname.slice(1)}; create it or check DATABASE_URL.`,
        },
        error,
      )
    case '53300':
      return new StartError(
        { zh: `数据库 ${place} 的连接数已满。`, en: `The database at ${place} has no connection left.` },
        error,
      )
    default:
      return new StartError(
        {
          zh: `连不上数据库 ${place}（${codeOf(error) ?? (error as Error).message}），请检查 DATABASE_URL 和数据库是否在运行。`,
          en: `The database at ${place} cannot be reached (${codeOf(error) ?? (error as Error).message}); check DATABASE_URL and whether it runs.`,
        },
        error,
      )
  }
}

async function openEmbedded(options: OpenOptions, schema: string): Promise<OpenedDatabase> {
  const dataFolder = resolve(options.dataFolder)
  const isFolderNew = !existsSync(dataFolder)
  try {
    makeFolder(dataFolder)
    refuseForeignFolder(dataFolder)
    // The socket in it lets anybody who reaches it in as superuser.
    chmodSync(dataFolder, 0o700)
    const socketPath = prepareSocketPath(dataFolder)
    const lock = await lockFolder(dataFolder, socketPath)
    const removeIfNew = () => {
      if (isFolderNew) rmSync(dataFolder, { recursive: true, force: true })
    }
    try {
      return await openHeldFolder({ ...options, dataFolder }, schema, socketPath, lock.release, removeIfNew)
    } catch (error) {
      lock.release()
      removeIfNew()
      throw error
    }
  } catch (error) {
    if (error instanceof FolderInUse) {
      if (options.attach) return await attach(error.holder, schema, dataFolder, options.applicationName)
      throw new StartError(
        {
          zh: `数据目录 ${dataFolder} 正被进程 ${error.holder.pid} 使用；请先停止它，或用 ONEGRID_DATA 指定另一目录。`,
          en: `The data folder ${dataFolder} is in use by process ${error.holder.pid}; stop it, or choose another folder with ONEGRID_DATA.`,
        },
        error,
      )
    }
    throw toFolderStartError(error, dataFolder)
  }
}

/** `ONEGRID_DATA=.` or `/tmp` must not close a folder that others use, nor clear away a `database` in it. */
function refuseForeignFolder(dataFolder: string): void {
  const names = readdirSync(dataFolder)
  if (names.includes(completeMarkName)) return
  const isOurs = (name: string) =>
    /^(database|database\..*|backups|lock[.-].*|first-load\.done|lost\+found)$/.test(name)
  if (!names.every(isOurs))
    throw new StartError({
      zh: `目录 ${dataFolder} 里有其他文件，不是 OneGrid 的数据目录；请用 ONEGRID_DATA 指定一个空目录。`,
      en: `The folder ${dataFolder} holds other files and is no data folder of OneGrid; choose an empty one with ONEGRID_DATA.`,
    })
}

async function openHeldFolder(
  options: OpenOptions,
  schema: string,
  socketPath: string,
  release: () => void,
  removeIfNew: () => void,
): Promise<OpenedDatabase> {
  const { dataFolder, onLog = () => {} } = options
  let restarting: Promise<void> | undefined
  const events = createWakeList()
  const engine: EmbeddedEngine = await startEmbeddedEngine({
    dataFolder,
    socketPath,
    schema,
    onLog,
    onEventsWritten: events.wake,
    onRestart: (done) => {
      restarting = done
      // One that failed is kept: whoever asks hears of it.
      done.then(
        () => {
          if (restarting === done) restarting = undefined
        },
        () => {},
      )
      pool.giveUpAll()
    },
  })
  // One connection: there is one session, and a queue of our own knows who waits and who runs.
  const pool = createPool({
    size: 1,
    connect: (onclose) => connectSocket(socketPath, serverApplicationName, onclose),
    whenReady: () => restarting,
  })
  const close = async () => {
    await pool.close()
    await engine.close()
    release()
  }
  const guard = createEmbeddedGuard(engine)
  const beforeWrite = () => refuseWithoutSpace(dataFolder)
  const isHeldByBackup = () => engine.busy()?.isBackup === true
  const database = createDatabase({
    kind: 'embedded',
    schema,
    pool,
    guard,
    beforeWrite,
    isHeldByBackup,
    onEventsWritten: events.add,
    close,
  })
  return Object.assign(database, {
    isNew: engine.isNew,
    isAttached: false,
    abandon: async () => {
      await close()
      removeIfNew()
    },
  })
}

function refuseWithoutSpace(dataFolder: string): void {
  if (!hasSpace(dataFolder, reservedBytes)) throw diskFull()
}

const connectSocket = (socketPath: string, applicationName: string, onclose?: () => void) =>
  createClient(undefined, {
    // postgres.js knows `path`, its types do not.
    ...({ path: socketPath } as object),
    username: 'postgres',
    database: 'postgres',
    // Who listens there answers nobody while a statement runs, be it another program's; every work has a deadline anyway.
    connect_timeout: 60,
    onclose,
    connection: { application_name: applicationName },
  })

async function attach(
  holder: LockHolder,
  schema: string,
  dataFolder: string,
  applicationName = 'onegrid-tool',
): Promise<OpenedDatabase> {
  const deadline = Date.now() + attachMs
  // The holder may be starting: its database listens some seconds after it has the lock.
  while (!(await doesSocketAnswer(holder.socketPath))) {
    if (Date.now() > deadline)
      throw new StartError({
        zh: `进程 ${holder.pid} 占用着数据目录，但它的数据库没有应答；请检查或重启它。`,
        en: `Process ${holder.pid} holds the data folder but its database does not answer; look after it or restart it.`,
      })
    await new Promise((resolveWait) => setTimeout(resolveWait, 200))
  }
  const pool = createPool({
    size: 1,
    connect: (onclose) => connectSocket(holder.socketPath, applicationName, onclose),
  })
  const close = () => pool.close()
  const guard = createAttachedGuard()
  const beforeWrite = () => refuseWithoutSpace(dataFolder)
  // Nobody wakes it: the notification goes to the process that holds the folder.
  const onEventsWritten = createWakeList().add
  const database = createDatabase({ kind: 'embedded', schema, pool, guard, beforeWrite, onEventsWritten, close })
  return Object.assign(database, { isNew: false, isAttached: true, abandon: close })
}

function toFolderStartError(error: unknown, dataFolder: string): unknown {
  if (error instanceof StartError) return error
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StartError(
        {
          zh: `数据目录 ${dataFolder} 所在磁盘没有空间，请腾出至少 500 MB 后再启动。`,
          en: `There is no space on the disk of the data folder ${dataFolder}; free at least 500 MB and start again.`,
        },
        error,
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartError(
        {
          zh: `没有权限写数据目录 ${dataFolder}，请更改权限或用 ONEGRID_DATA 指定另一目录。`,
          en: `The data folder ${dataFolder} cannot be written; change its permissions or choose another with ONEGRID_DATA.`,
        },
        error,
      )
    case 'ENOENT':
      return new StartError(
        {
          zh: `数据目录 ${dataFolder} 在那里建不了，请用 ONEGRID_DATA 指定本机磁盘上的目录。`,
          en: `The data folder ${dataFolder} cannot be made there; choose one on a disk of this machine with ONEGRID_DATA.`,
        },
        error,
      )
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartError(
        {
          zh: `${dataFolder} 不是目录，请用 ONEGRID_DATA 指定数据目录。`,
          en: `${dataFolder} is not a folder; choose one with ONEGRID_DATA.`,
        },
        error,
      )
    case incompleteCode:
      return new StartError(
        {
          zh: `数据目录 ${dataFolder} 里的数据库不完整（可能没有复制完，或误删了文件）。没有改动任何文件；请放回完整的备份，或用 ONEGRID_DATA 指定一个空目录重新开始。`,
          en: `The data folder ${dataFolder} holds only part of a database (a copy that was cut short, or deleted files). Nothing was changed; put the whole backup back, or begin anew in an empty folder with ONEGRID_DATA.`,
        },
        error,
      )
    default:
      return new StartError(
        {
          zh: `数据目录 ${dataFolder} 里的数据库打不开，文件可能已损坏；请放回完整的备份，或用 ONEGRID_DATA 指定一个空目录重新开始。原因：${(error as Error).message}`,
          en: `The database in the data folder ${dataFolder} does not open, its files may be damaged; put the whole backup back, or begin anew in an empty folder with ONEGRID_DATA. Reason: ${(error as Error).message}`,
        },
        error,
      )
  }
}
