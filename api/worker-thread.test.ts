import { once } from 'node:events'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { startWorker } from './worker-thread.ts'

const scriptOf = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`)

/** Says what memory it may use for objects, and its priority. */
const inner = scriptOf(`
  import { getPriority } from 'node:os'
  import { parentPort, resourceLimits } from 'node:worker_threads'
  parentPort.postMessage([resourceLimits.maxOldGenerationSizeMb, getPriority()])`)

/** Starts `inner` and passes on what that says. */
const outer = scriptOf(`
  import { parentPort } from 'node:worker_threads'
  import { startWorker } from '${new URL('./worker-thread.ts', import.meta.url)}'
  startWorker(new URL('${inner.href.replaceAll("'", '%27')}')).once('message', (said) => parentPort.postMessage(said))`)

async function ask(options?: Parameters<typeof startWorker>[1]) {
  const worker = startWorker(outer, options)
  try {
    const [said] = (await once(worker, 'message')) as [[number, number]]
    return said
  } finally {
    await worker.terminate()
  }
}

it('gives a thread that a bounded one starts the same bound', async () => {
  expect((await ask({ resourceLimits: { maxOldGenerationSizeMb: 123 } }))[0]).toBe(123)
})

it.runIf(process.platform === 'linux')(
  'lets one in the background, and those it starts, go after all others',
  async () => {
    const own = getPriority()
    expect((await ask({ isBackground: true }))[1]).toBe(10)
    expect((await ask())[1]).toBe(own)
    expect(getPriority()).toBe(own)
  },
)
