import type { Steps } from '#api/coverage/steps.ts'

/** How long the sliced work of a process, all of it together, may hold the event loop in one turn. With the other things
 *  a turn does, and on a machine whose cores are all busy, a stall then stays below 100 ms. */
const turnMs = 10

type Work = { steps: Steps<unknown>; resolve: (result: never) => void; reject: (error: unknown) => void }

/**
 * Runs works in slices on this thread, one turn of the event loop after the other, and lets requests, timers and answers
 * of the database in between. All works share the turn: ten heavy queries at once take ten times as long and hold the
 * loop no longer than one. Each gets the rest of a turn at most and then stands at the end of the line.
 *
 * Why not a worker thread: what is worked on (the coverage of the edition, 30 MB) would lie in memory once more in each
 * thread or be copied over, which itself is a stall; and a question of a millisecond, which most are, costs nothing here.
 */
export function createSlicer({
  now = () => performance.now(),
  nextTurn = (turn: () => void) => {
    setImmediate(turn)
  },
} = {}): <Result>(steps: Steps<Result>) => Promise<Result> {
  const line: Work[] = []
  let isTurnComing = false

  const callTurn = () => {
    isTurnComing = true
    nextTurn(takeTurn)
  }
  function takeTurn() {
    isTurnComing = false
    const end = now() + turnMs
    do {
      const work = line.shift()
      if (!work) return
      if (!runUntil(work, end, now)) line.push(work)
    } while (now() < end)
    if (line.length > 0) callTurn()
  }
  return (steps) =>
    new Promise((resolve, reject) => {
      line.push({ steps, resolve, reject })
      if (!isTurnComing) callTurn()
    })
}

/** Whether the work has come to its end, by a result or by an error. */
function runUntil({ steps, resolve, reject }: Work, end: number, now: () => number): boolean {
  try {
    do {
      const step = steps.next()
      if (step.done) {
        resolve(step.value as never)
        return true
      }
    } while (now() < end)
    return false
  } catch (error) {
    reject(error)
    return true
  }
}

/** The process's own slicer: see `createSlicer`. Rejects with what the work throws. */
export const runInSlices = createSlicer()
