import { isMainThread, resourceLimits, Worker, type WorkerOptions } from 'node:worker_threads'

/** Starts a worker thread that runs a TypeScript file: `startWorker(new URL('./x.worker.ts', import.meta.url))`. The
 *  file reads `workerData` and `parentPort` of `node:worker_threads` as usual. A thread whose memory is bounded gives its
 *  bound to those it starts: Node leaves them without one. One in the `background`, with those it starts, goes after the
 *  process's others where there are more of them than cores (Linux). */
export const startWorker = (
  entry: URL,
  { isBackground = false, ...options }: Omit<WorkerOptions, 'argv' | 'execArgv'> & { isBackground?: boolean } = {},
): Worker =>
  new Worker(new URL('./worker-boot.mjs', import.meta.url), {
    resourceLimits: isMainThread ? undefined : { maxOldGenerationSizeMb: resourceLimits.maxOldGenerationSizeMb },
    ...options,
    argv: [entry.href, isBackground ? 'background' : ''],
    // `--import tsx` of the parent would be loaded a second time, in vain.
    execArgv: [],
  })
