/** A piece of work that may have to wait for others of the same list. */
export type Job = {
  name: string
  /** Names of jobs that have to be over first, however they ended; names that are not in the list do not count. */
  after?: string[]
}

/** Runs the jobs, at most `atOnce` at the same time, in the order of the list as far as `after` allows. `run` does not
 *  throw: one that fails says so in its own way and stops nobody else. Throws when jobs wait for each other. */
export async function runSideBySide<One extends Job>(
  jobs: readonly One[],
  atOnce: number,
  run: (job: One) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs]
  const open = new Set(jobs.map(({ name }) => name))
  const running = new Map<string, Promise<void>>()
  const isReady = ({ after = [] }: One) => !after.some((name) => open.has(name))
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < atOnce ? waiting.findIndex(isReady) : -1
    if (next >= 0) {
      const [job] = waiting.splice(next, 1) as [One]
      const done = run(job).finally(() => {
        open.delete(job.name)
        running.delete(job.name)
      })
      running.set(job.name, done)
    } else if (running.size > 0) await Promise.race(running.values())
    else throw new Error(`${waiting.map(({ name }) => name).join(', ')} wait for each other`)
  }
}
