import type postgres from 'postgres'
import { setAlarm } from './alarm.ts'
import type { ConnectionPool, Slot } from './connection-pool.ts'
import type { EmbeddedEngine } from './embedded/embedded-engine.ts'

/** Watches over one statement that has been sent. `leftMs` is what remains of its deadline. */
export type StatementGuard = {
  watch(statement: { slot: Slot; query: { cancel(): void }; leftMs: number }): { stop(): void }
}

type Watch = { isStopped: boolean; stopProbe(): void; stopDeadline(): void; stop(): void }

const probeAfterMs = 900
const probeTimeoutMs = 900
const cancelGraceMs = 2000

/** On a server: a statement that takes longer than a moment makes us ask, on a connection of its own, whether the server
 *  is there at all; where it is not, everything that waits for it is told within 2 s. At the deadline it is cancelled. */
export function createServerGuard(options: {
  pool: ConnectionPool
  connectProbe: () => postgres.Sql
}): StatementGuard & { close(): Promise<void> } {
  let probe: postgres.Sql | null = null
  let probing: Promise<boolean> | null = null

  const ask = async (): Promise<boolean> => {
    probe ??= options.connectProbe()
    const asked = probe
    const answer = asked.unsafe('SELECT 1').then(
      () => true,
      () => false,
    )
    let stopAlarm = () => {}
    const tooLate = new Promise<boolean>((resolve) => {
      stopAlarm = setAlarm(probeTimeoutMs, () => resolve(false))
    })
    const answers = await Promise.race([answer, tooLate])
    stopAlarm()
    if (!answers) {
      probe = null
      void asked.end({ timeout: 0 }).catch(() => {})
      options.pool.giveUpAll()
    }
    return answers
  }

  const probeFor = (watch: Watch) => {
    probing ??= ask().finally(() => {
      probing = null
    })
    void probing.then((answers) => {
      if (answers && !watch.isStopped) watch.stopProbe = setAlarm(probeAfterMs, () => probeFor(watch))
    })
  }

  return {
    watch({ slot, query, leftMs }) {
      const watch: Watch = {
        isStopped: false,
        stopProbe: setAlarm(probeAfterMs, () => probeFor(watch)),
        stopDeadline: setAlarm(leftMs, () => {
          query.cancel()
          watch.stopDeadline = setAlarm(cancelGraceMs, () => slot.giveUp())
        }),
        stop() {
          watch.isStopped = true
          watch.stopProbe()
          watch.stopDeadline()
        },
      }
      return watch
    },
    async close() {
      await probe?.end({ timeout: 0 }).catch(() => {})
    },
  }
}

/** How long a program that attached may block the embedded session before it is stopped with it. */
const longestForeignMs = 60_000

/** On the embedded database nothing can be cancelled: PostgreSQL runs on the thread that would have to hear of it. A
 *  statement that outlives its deadline is ended with its thread, and the folder is opened in a new one. */
export function createEmbeddedGuard(engine: EmbeddedEngine): StatementGuard {
  return {
    watch({ leftMs }) {
      const check = () => {
        const busy = engine.busy()
        if (busy && !busy.isOwn && busy.forMs < longestForeignMs) {
          stop = setAlarm(250, check)
          return
        }
        void engine.restart(
          `语句超过 ${Math.round(leftMs)} 毫秒期限 / a statement outlived its deadline of ${Math.round(leftMs)} ms`,
        )
      }
      let stop = setAlarm(leftMs, check)
      return { stop: () => stop() }
    },
  }
}

/** For a program attached to another process's embedded database: it can only stop waiting. */
export const createAttachedGuard = (): StatementGuard => ({
  watch({ slot, leftMs }) {
    return { stop: setAlarm(leftMs, () => slot.giveUp()) }
  },
})
