// Loaded into a server with `node --import`: writes one line of JSON a second to the file STALL_METER_FILE names, with
// the longest time the event loop of the main thread came late in that second, and how much of it the thread computed
// and how much it waited for a core (a machine with other work to do has that in every figure; Linux only, else null),
// and the longest it computed without a turn of the loop.
import { appendFileSync, readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const tickMs = 5
const file = process.env.STALL_METER_FILE

if (isMainThread && file) {
  let formerAt = performance.now()
  let former = readSchedule()
  let worst = { stallMs: 0, computedMs: null, waitedMs: null }
  let longestComputedMs = 0
  setInterval(() => {
    const at = performance.now()
    const schedule = readSchedule()
    const stallMs = at - formerAt - tickMs
    if (schedule && former) longestComputedMs = Math.max(longestComputedMs, (schedule.ran - former.ran) / 1e6)
    if (stallMs > worst.stallMs)
      worst = {
        stallMs,
        computedMs: schedule && former && (schedule.ran - former.ran) / 1e6,
        waitedMs: schedule && former && (schedule.waited - former.waited) / 1e6,
      }
    formerAt = at
    former = schedule
  }, tickMs).unref()
  setInterval(() => {
    appendFileSync(file, `${JSON.stringify({ at: Date.now(), ...worst, longestComputedMs })}\n`)
    worst = { stallMs: 0, computedMs: null, waitedMs: null }
    longestComputedMs = 0
  }, 1000).unref()
}

/** Nanoseconds the main thread has run, and has waited for a core. */
function readSchedule() {
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return { ran: Number(ran), waited: Number(waited) }
  } catch {
    return null
  }
}
