import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { findFreePort } from './postgres-cluster.ts'
import { demoPassword } from './sign-in.ts'

const repository = resolve(import.meta.dirname, '../..')

export type Product = {
  /** `http://127.0.0.1:<port>` */
  origin: string
  port: number
  pid: number
  /** Everything it has said so far. */
  output(): string
  /** Milliseconds from the start of the process to the printed address. Throws when it ends without one. */
  waitForAddress(timeoutMs?: number): Promise<number>
  waitForOutput(pattern: RegExp, timeoutMs?: number): Promise<void>
  /** How it ended; `signal` is sent first when given. */
  end(signal?: NodeJS.Signals, timeoutMs?: number): Promise<{ code: number | null; milliseconds: number }>
}

/** Starts what `npm start` starts, or another script, named from `scripts/`, that takes the same environment and prints its
 *  address, on a free port. The caller ends it; whatever is left dies with this process. */
export async function startProduct(options: {
  dataFolder: string
  port?: number
  arguments?: string[]
  environment?: Record<string, string>
  script?: string
}): Promise<Product> {
  const port = options.port ?? (await findFreePort())
  const startedAt = performance.now()
  const { script = 'start' } = options
  const child = spawn(process.execPath, ['scripts/run.mjs', script, ...(options.arguments ?? [])], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // Nothing of the test runner's own environment reaches the product.
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      LANG: process.env.LANG,
      PORT: String(port),
      ONEGRID_DATA: options.dataFolder,
      ONEGRID_DEMO_PASSWORD: demoPassword,
      ...options.environment,
    },
  })
  let output = ''
  let ended: { code: number | null } | null = null
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const hear = (bytes: Buffer) => {
    output += bytes.toString('utf8')
    tell()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.once('close', (code) => {
    ended = { code }
    tell()
  })
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)

  const waitFor = (isThere: () => boolean, what: string, timeoutMs: number): Promise<void> =>
    new Promise((resolvePromise, reject) => {
      const stop = (error?: Error) => {
        clearTimeout(patience)
        listeners.delete(look)
        if (error) reject(error)
        else resolvePromise()
      }
      const look = () => {
        if (isThere()) stop()
        else if (ended) stop(new Error(`The product ended with ${ended.code} before ${what}:\n${output}`))
      }
      const patience = setTimeout(() => stop(new Error(`No ${what} within ${timeoutMs} ms:\n${output}`)), timeoutMs)
      listeners.add(look)
      look()
    })

  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? Number.NaN,
    output: () => output,
    async waitForAddress(timeoutMs = 180_000) {
      const address = `http://127.0.0.1:${port}`
      await waitFor(() => output.includes(address), 'address', timeoutMs)
      return performance.now() - startedAt
    },
    waitForOutput: (pattern, timeoutMs = 120_000) => waitFor(() => pattern.test(output), String(pattern), timeoutMs),
    end(signal, timeoutMs = 30_000) {
      const endedAt = performance.now()
      if (signal) child.kill(signal)
      return new Promise((resolvePromise, reject) => {
        const stop = () => {
          if (!ended) return
          clearTimeout(patience)
          listeners.delete(stop)
          process.off('exit', killNow)
          resolvePromise({ code: ended.code, milliseconds: performance.now() - endedAt })
        }
        const patience = setTimeout(() => {
          child.kill('SIGKILL')
          listeners.delete(stop)
          reject(new Error(`It did not end within ${timeoutMs} ms:\n${output}`))
        }, timeoutMs)
        listeners.add(stop)
        stop()
      })
    },
  }
}
