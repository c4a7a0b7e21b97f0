import { availableParallelism } from 'node:os'
import { type MessagePort, parentPort, type Transferable, type Worker } from 'node:worker_threads'
import { startWorker } from '#api/platform/process/worker-thread.ts'

type Reply<Answer> = { answer: Answer } | { error: Error }

/** Threads that answer jobs one at a time each. */
export type WorkerPool<Job, Answer> = {
  readonly size: number
  /** Gives every thread what its jobs are about; once, before the first job, where the file calls `answerJobsAbout`. */
  give(subject: unknown): void
  /** Runs a job on the next free thread. Rejects with the job's own error, or when its thread dies. */
  run(job: Job): Promise<Answer>
  /** Ends the threads, each after the job it is at; jobs that wait are dropped. */
  close(): Promise<void>
}

type Task<Job, Answer> = {
  job: Job
  resolve: (answer: Answer) => void
  reject: (error: Error) => void
}

/** Starts as many threads of `entry` as there are cores; the file calls `answerJobs` or `answerJobsAbout`. */
export function createWorkerPool<Job, Answer>(entry: URL, size = availableParallelism()): WorkerPool<Job, Answer> {
  const waiting: Task<Job, Answer>[] = []
  const idle: Worker[] = []
  const running = new Map<Worker, Task<Job, Answer>>()
  const workers = new Set<Worker>()
  let failure: Error | undefined

  const dispatch = () => {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop() as Worker
      const task = waiting.shift() as Task<Job, Answer>
      running.set(worker, task)
      worker.postMessage(task.job)
    }
  }
  const fail = (worker: Worker, error: Error) => {
    if (!workers.delete(worker)) return
    failure = error
    running.get(worker)?.reject(error)
    running.delete(worker)
    // A thread that dies does so by a fault of ours or for want of memory: another would die of the same.
    for (const task of waiting.splice(0)) task.reject(error)
  }
  for (let i = 0; i < size; i++) {
    const worker = startWorker(entry)
    workers.add(worker)
    idle.push(worker)
    worker.on('message', (reply: Reply<Answer>) => {
      const task = running.get(worker)
      running.delete(worker)
      idle.push(worker)
      if (task && 'error' in reply) task.reject(reply.error)
      else if (task && 'answer' in reply) task.resolve(reply.answer)
      dispatch()
    })
    worker.on('error', (error) => fail(worker, error as Error))
    worker.on('exit', (code) => fail(worker, new Error(`A worker thread ended with code ${code}.`)))
  }
  return {
    size,
    give(subject) {
      for (const worker of workers) worker.postMessage(subject)
    },
    run: (job) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure)
        waiting.push({ job, resolve, reject })
        dispatch()
      }),
    async close() {
      const ending = [...workers]
      workers.clear()
      waiting.length = 0
      await Promise.all(
        ending.map(async (worker) => {
          // Node 20 ends the whole process where a thread is ended while it sets a compressor up.
          if (running.has(worker)) await endOfJob(worker)
          await worker.terminate()
        }),
      )
    },
  }
}

/** Its answer, or its own end. */
const endOfJob = (worker: Worker) =>
  new Promise<void>((resolve) => {
    worker.once('message', () => resolve())
    worker.once('exit', () => resolve())
  })

/** The worker's side: waits for what `give` sends, and answers jobs with what `prepare` makes of it. */
export function answerJobsAbout<Subject, Job, Answer>(
  prepare: (subject: Subject) => Parameters<typeof answerJobs<Job, Answer>>[0],
): void {
  const port = parentPort as MessagePort
  port.once('message', (subject: Subject) => answerJobs(prepare(subject)))
}

/** The worker's side: answers each job with what `answer` gives; memory named in `transfer` moves over uncopied. */
export function answerJobs<Job, Answer>(
  answer: (
    job: Job,
  ) => Promise<{ answer: Answer; transfer?: Transferable[] }> | { answer: Answer; transfer?: Transferable[] },
): void {
  const port = parentPort as MessagePort
  port.on('message', async (job: Job) => {
    try {
      const { answer: result, transfer } = await answer(job)
      port.postMessage({ answer: result } satisfies Reply<Answer>, transfer)
    } catch (error) {
      port.postMessage({ error: error as Error } satisfies Reply<Answer>)
    }
  })
}
