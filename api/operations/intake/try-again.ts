import { setTimeout as wait } from 'node:timers/promises'
import { ApiError } from '#api/platform/http/problem.ts'

/** How often a row is tried again while the database has no time, a second apart: a backup takes a few. */
const mostTries = 60

/** Does something, again while the database has no time. Throws where the signal is aborted meanwhile. */
export async function tryAgain<Result>(doIt: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await doIt()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 503 || tried >= mostTries) throw error
      await wait(1_000, undefined, { signal })
    }
  }
}
