import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker } from './worker-thread.ts'

async function hear(worker: Worker): Promise<unknown> {
  try {
    const [said] = await once(worker, 'message')
    return said
  } finally {
    await worker.terminate()
  }
}

describe('a worker thread', () => {
  /** What a thread says that was started by one with `options`. */
  const ask = async (options?: Parameters<typeof startWorker>[1]) => {
    const outer = startWorker(new URL('./worker-thread.fixture.worker.ts', import.meta.url), {
      ...options,
      workerData: 'outer',
    })
    return (await hear(outer)) as [number, number]
  }

  it('gives its memory bound to a thread that it starts', async () => {
    expect((await ask({ resourceLimits: { maxOldGenerationSizeMb: 123 } }))[0]).toBe(123)
  })

  it.runIf(process.platform === 'linux')('in the background goes after all others, with those it starts', async () => {
    const own = getPriority()
    expect((await ask({ isBackground: true }))[1]).toBe(10)
    expect((await ask())[1]).toBe(own)
    expect(getPriority()).toBe(own)
  })
})

describe('the first file of a worker thread', () => {
  let folder: string
  let cache: string

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'onegrid-worker-')), '网 a$$b $&')
    mkdirSync(folder)
    cache = join(folder, 'node_modules/.cache/onegrid-typescript')
    for (const part of ['api/platform/process', 'parts', 'node_modules'])
      mkdirSync(join(folder, part), { recursive: true })
    for (const name of ['worker-boot.mjs', 'import-typescript.mjs', 'bundle-typescript.mjs'])
      cpSync(join(import.meta.dirname, name), join(folder, 'api/platform/process', name))
    for (const name of ['esbuild', 'tsx'])
      symlinkSync(join(import.meta.dirname, '../../../node_modules', name), join(folder, 'node_modules', name))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(folder, 'tsconfig.json'), '{}')
    write('parts/say.worker.ts', [
      `import { parentPort } from 'node:worker_threads'`,
      `import { word } from './word.ts'`,
      `if (word === ('fail' as string)) throw new Error('failed')`,
      `parentPort?.postMessage([word, import.meta.url, import.meta.dirname])`,
    ])
    write('parts/word.ts', [`export const word: string = 'one'`])
  })
  afterEach(() => rmSync(dirname(folder), { recursive: true }))

  const write = (path: string, lines: string[]) => writeFileSync(join(folder, path), lines.join('\n'))
  const entry = () => pathToFileURL(join(folder, 'parts/say.worker.ts')).href
  const answer = (word: string) => [word, entry(), join(folder, 'parts')]
  const run = () =>
    hear(new Worker(join(folder, 'api/platform/process/worker-boot.mjs'), { argv: [entry(), ''], execArgv: [] }))

  it('keeps what it puts together, until a part of it changes', async () => {
    expect(await run()).toEqual(answer('one'))
    const kept = readdirSync(cache)
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.mjs$/)])
    // What is kept is what runs.
    write(join('node_modules/.cache/onegrid-typescript', kept[0] as string), [
      `import { parentPort } from 'node:worker_threads'`,
      `parentPort.postMessage('kept')`,
      '//[]',
    ])
    expect(await run()).toBe('kept')
    rmSync(join(cache, kept[0] as string))
    await run()
    write('parts/word.ts', [`export const word: string = 'another'`])
    expect(await run()).toEqual(answer('another'))
    expect(readdirSync(cache)).toEqual(kept)
  })

  it.runIf(process.platform === 'linux')('leaves no process behind', async () => {
    await run()
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    const names = children.map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
    expect(names.filter((name) => name.startsWith('esbuild'))).toEqual([])
  })

  it('makes anew what was put together in another way', async () => {
    await run()
    const [kept = ''] = readdirSync(cache)
    const path = join(cache, kept)
    writeFileSync(path, readFileSync(path, 'utf8').replace('postMessage([', 'postMessage(["old", '))
    expect(await run()).toEqual(['old', ...answer('one')])
    appendFileSync(join(folder, 'api/platform/process/bundle-typescript.mjs'), '// changed')
    expect(await run()).toEqual(answer('one'))
  })

  it('makes anew what was cut off', async () => {
    mkdirSync(cache, { recursive: true })
    await run()
    const [kept = ''] = readdirSync(cache)
    write(join('node_modules/.cache/onegrid-typescript', kept), ['broken(', '//[["'])
    expect(await run()).toEqual(answer('one'))
  })

  it('says where in the TypeScript an error is', async () => {
    write('parts/word.ts', [`export const word: string = 'fail'`])
    const error = await run().catch((reason: Error) => reason)
    expect((error as Error).stack).toMatch(/parts\/say\.worker\.ts:3:\d+/)
  })

  it('reads the TypeScript itself where nothing can be kept', async () => {
    write('node_modules/.cache', ['not a folder'])
    expect(await run()).toEqual(answer('one'))
  })

  it('says what is wrong with TypeScript that cannot be read', async () => {
    write('parts/word.ts', [`export const word: = 'one'`])
    await expect(run()).rejects.toThrow(/word\.ts:1:/)
    expect(readdirSync(cache)).toEqual([])
  })
})
