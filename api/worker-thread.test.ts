import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startWorker } from './worker-thread.ts'

const scriptOf = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`)

/** Says what memory it may use for objects. */
const inner = scriptOf(`
  import { parentPort, resourceLimits } from 'node:worker_threads'
  parentPort.postMessage(resourceLimits.maxOldGenerationSizeMb)`)

/** Starts `inner` and passes on what that says. */
const outer = scriptOf(`
  import { parentPort } from 'node:worker_threads'
  import { startWorker } from '${new URL('./worker-thread.ts', import.meta.url)}'
  startWorker(new URL('${inner.href.replaceAll("'", '%27')}')).once('message', (said) => parentPort.postMessage(said))`)

it('gives a thread that a bounded one starts the same bound', async () => {
  const worker = startWorker(outer, { resourceLimits: { maxOldGenerationSizeMb: 123 } })
  try {
    expect(await once(worker, 'message')).toEqual([123])
  } finally {
    await worker.terminate()
  }
})
