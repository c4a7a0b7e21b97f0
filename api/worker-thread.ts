import { isMainThread, resourceLimits, Worker, type WorkerOptions } from 'node:worker_threads'

/** Starts a worker thread that runs a TypeScript file: `startWorker(new URL('./x.worker.ts', import.meta.url))`. The
 *  file reads `workerData` and `parentPort` of `node:worker_threads` as usual. A thread
 *  whose memory is bounded gives its bound to those it starts: Node leaves them without one. */
export const startWorker = (entry: URL, options: WorkerOptions = {}): Worker =>
  new Worker(new URL('./worker-boot.mjs', import.meta.url), {
    resourceLimits: isMainThread ? undefined : { maxOldGenerationSizeMb: resourceLimits.maxOldGenerationSizeMb },
    ...options,
    argv: [entry.href, ...(options.argv ?? [])],
    // `--import tsx` of the parent would be loaded a second time, in vain.
    execArgv: [],
  })
