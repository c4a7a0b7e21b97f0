import type { Worker } from 'node:worker_threads'
import { startWorker } from '#api/platform/process/worker-thread.ts'
import { createBusySignal, readBusy } from './busy-signal.ts'
import type { EmbeddedWorkerData, EmbeddedWorkerMessage } from './embedded.worker.ts'

/** The embedded database's thread, as the main thread sees it. */
export type EmbeddedEngine = {
  readonly socketPath: string
  /** Whether the files were made by this start. */
  readonly isNew: boolean
  /** How long the session has been blocked by one batch; null when it is free. */
  busy(): ReturnType<typeof readBusy>
  /** Kills the thread and opens the same folder in a new one. Resolves when that answers; calls meanwhile share it.
   *  What was acknowledged is kept: to the files this is a crash, and those were synced. */
  restart(reason: string): Promise<void>
  close(): Promise<void>
}

/** Listens to it no more. By their names: without one, Node's own listener goes as well that opens the channel to whoever
 *  listens next, and no message comes any more. */
function forget(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
}

/** Starts it on a folder whose lock is held. Throws what kept the database from opening; `code` is the system's. */
export async function startEmbeddedEngine(options: {
  dataFolder: string
  socketPath: string
  schema: string
  /** A line for the operator, whenever the thread had to be replaced. */
  onLog: (line: string) => void
  /** Somebody has written events, through whatever connection. */
  onEventsWritten: () => void
  /** A replacement has begun; `done` resolves when the new thread answers. */
  onRestart: (done: Promise<void>) => void
}): Promise<EmbeddedEngine> {
  const { dataFolder, socketPath, schema, onLog, onEventsWritten, onRestart } = options
  const busySignal = createBusySignal()
  let isClosing = false
  let restarting: Promise<void> | null = null

  let backupStartedAt = 0
  function tellBackup(isRunning: boolean): void {
    if (isRunning) backupStartedAt = performance.now()
    const seconds = ((performance.now() - backupStartedAt) / 1000).toFixed(1)
    onLog(
      isRunning
        ? '备份正在读取数据库，写入稍候 / a backup reads the database; writes wait'
        : `备份已读完，写入继续 / the backup has read the database, writes go on (${seconds} s)`,
    )
  }

  async function open(): Promise<{ worker: Worker; isNew: boolean }> {
    const data: EmbeddedWorkerData = { folder: dataFolder, schema, socketPath, busy: busySignal }
    new BigInt64Array(busySignal.memory).fill(0n)
    const worker = startWorker(new URL('./embedded.worker.ts', import.meta.url), { workerData: data })
    const isNew = await new Promise<boolean>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the database thread ended')))
      worker.once('message', (message: EmbeddedWorkerMessage) => {
        if (message.kind === 'ready') resolve(message.isNew)
        else if (message.kind === 'failed') reject(Object.assign(new Error(message.message), { code: message.code }))
      })
    })
    forget(worker)
    worker.on('message', (message: EmbeddedWorkerMessage) => {
      if (message.kind === 'broken') void engine.restart(message.message)
      if (message.kind === 'events') onEventsWritten()
      if (message.kind === 'backup') tellBackup(message.isRunning)
    })
    worker.on('error', (error) => void engine.restart(error.message))
    worker.on('exit', () => void engine.restart('the database thread ended'))
    return { worker, isNew }
  }

  let { worker, isNew } = await open()

  async function replace(reason: string): Promise<void> {
    onLog(`内嵌数据库重新打开 / embedded database reopens: ${reason}`)
    forget(worker)
    await worker.terminate()
    for (let attempt = 1; !isClosing; attempt++) {
      try {
        worker = (await open()).worker
        return
      } catch (error) {
        // A full disk is the usual reason, and it can be freed; the server goes on answering 503 until then.
        if (attempt === 1) onLog(`内嵌数据库打不开 / embedded database does not open: ${(error as Error).message}`)
        await new Promise((resolve) => setTimeout(resolve, Math.min(5000, 500 * attempt)))
      }
    }
  }

  const engine: EmbeddedEngine = {
    socketPath,
    isNew,
    busy: () => readBusy(busySignal),
    restart(reason) {
      if (isClosing) return Promise.resolve()
      if (!restarting) {
        restarting = replace(reason).finally(() => {
          restarting = null
        })
        onRestart(restarting)
      }
      return restarting
    },
    async close() {
      isClosing = true
      await restarting
      forget(worker)
      const closed = new Promise<void>((resolve) => {
        worker.once('exit', () => resolve())
        worker.once('message', (message: EmbeddedWorkerMessage) => message.kind === 'closed' && resolve())
      })
      worker.postMessage('close')
      // A statement that still runs would hold it up; its transaction was never acknowledged.
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2000))])
      await worker.terminate()
    },
  }
  return engine
}
