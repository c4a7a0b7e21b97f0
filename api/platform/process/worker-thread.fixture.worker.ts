import { getPriority } from 'node:os'
import { parentPort, resourceLimits, workerData } from 'node:worker_threads'
import { startWorker } from './worker-thread.ts'

// Says what memory it may use for objects, and its priority; or passes on what a thread says that it starts.
if (workerData === 'outer')
  startWorker(new URL(import.meta.url)).once('message', (said) => parentPort?.postMessage(said))
else parentPort?.postMessage([resourceLimits.maxOldGenerationSizeMb, getPriority()])
