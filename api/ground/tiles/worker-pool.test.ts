import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorkerPool } from './worker-pool.ts'

/** Says in shared memory that it is at the job, and after a while that it has ended it. */
const slowWorker = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', (state) => {
    Atomics.store(state, 0, 1)
    Atomics.wait(state, 0, 1, 300)
    Atomics.store(state, 0, 2)
    parentPort.postMessage({ answer: 'done' })
  })`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onegrid-pool-'))
  await writeFile(join(folder, 'slow.worker.mjs'), slowWorker)
})
afterAll(() => rm(folder, { recursive: true }))

it('ends no thread in the middle of a job', async () => {
  const pool = createWorkerPool<Int32Array, string>(pathToFileURL(join(folder, 'slow.worker.mjs')), 1)
  const state = new Int32Array(new SharedArrayBuffer(4))
  const answer = pool.run(state)
  await expect.poll(() => Atomics.load(state, 0), { timeout: 20_000 }).toBe(1)
  await pool.close()
  expect(Atomics.load(state, 0)).toBe(2)
  expect(await answer).toBe('done')
})
