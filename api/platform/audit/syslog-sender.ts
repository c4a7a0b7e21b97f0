import { AsyncResource } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { listSealed } from './audit-list.repo.ts'
import { giveTurn, markSent, takeTurn } from './syslog.repo.ts'
import { createSyslogConnection, type SyslogAddress, type SyslogConnection } from './syslog-connection.ts'
import { syslogMessage } from './syslog-message.ts'

const rowsPerBatch = 200
/** Who has died with the turn keeps others waiting for so long. Longer than a batch can take. */
const turnMs = 30_000
const retryMs = 10_000

export type SyslogSender = {
  /** There are new rows. */
  wake(): void
  /** Sends what is left, and gives the turn away. */
  close(): Promise<void>
}

/** Sends what was not sent yet, in the order of the chain; gives the number of rows. How far it came is kept after each
 *  batch: none is left out, and only a process that is killed between a batch and its note sends that batch twice. */
export async function sendPending(database: Database, connection: SyslogConnection, sender: string): Promise<number> {
  const from = { host: hostname(), processId: process.pid }
  for (let sent = 0; ; ) {
    const after = await database.write((transaction) => takeTurn(transaction, sender, turnMs))
    if (after === undefined) return sent
    const items = await database.read((handle) => listSealed(handle, after, rowsPerBatch))
    const last = items.at(-1)?.seq
    if (last === undefined || last === null) return sent
    await connection.send(items.map((item) => syslogMessage(item, from, connection)))
    if (!(await database.write((transaction) => markSent(transaction, sender, last)))) return sent
    sent += items.length
  }
}

/** Sends rows of the chain to another system while the process runs; of several processes one at a time. */
export function createSyslogSender(deps: { database: Database; address: SyslogAddress; log: Logger }): SyslogSender {
  const { database, log } = deps
  const connection = createSyslogConnection(deps.address)
  const sender = randomUUID()
  let running: Promise<void> | undefined
  let isAskedAgain = false
  let isFailing = false
  const send = async () => {
    do {
      isAskedAgain = false
      try {
        await sendPending(database, connection, sender)
        isFailing = false
      } catch (error) {
        // Once an outage.
        if (!isFailing) log.warn({ err: error }, 'audit rows wait: the syslog receiver does not take them')
        isFailing = true
      }
    } while (isAskedAgain)
  }
  const start = AsyncResource.bind(() => {
    isAskedAgain = true
    running ??= send().finally(() => {
      running = undefined
    })
  })
  const retrying = setInterval(start, retryMs)
  retrying.unref()
  start()
  return {
    wake: start,
    async close() {
      clearInterval(retrying)
      start()
      await running
      await database.write((transaction) => giveTurn(transaction, sender)).catch(() => {})
      connection.close()
    },
  }
}
