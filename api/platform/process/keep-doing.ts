import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'

/** Work that is done again and again behind the requests. */
export type Recurring = {
  /** Waits for what is under way; nothing begins any more. */
  close(): Promise<void>
}

/** Does `work` every `everyMs` milliseconds until it is closed, and at once unless it may wait; a round that takes longer is not
 *  begun a second time. A failure is a line in the log, and the next round tries again. Keeps no process alive, and belongs to
 *  no request. */
export function keepDoing(
  work: () => Promise<unknown>,
  { everyMs, log, failure, isAtOnce = true }: { everyMs: number; log: Logger; failure: string; isAtOnce?: boolean },
): Recurring {
  let running: Promise<unknown> | undefined
  const start = AsyncResource.bind(() => {
    running ??= work()
      .catch((error: unknown) => log.error({ err: error }, failure))
      .finally(() => {
        running = undefined
      })
  })
  const timer = setInterval(start, everyMs)
  timer.unref()
  if (isAtOnce) start()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
