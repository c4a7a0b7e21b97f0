import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** `key`: what it asks its callers for, where it does. */
export type ChildServer = { origin: string; key: string; pid: number; stop(): Promise<void> }

/** Starts a script of this folder that prints a line of its origin and key, and ends when its standard input does. */
export async function startChildServer(script: string, ...options: string[]): Promise<ChildServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, script), ...options], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [origin = '', key = ''] = await new Promise<string[]>((resolvePromise, reject) => {
    let output = ''
    child.once('close', (code) => reject(new Error(`The server of the bench ended with ${code}.`)))
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString()
      const line = /http:.*(?=\n)/.exec(output)
      if (line) resolvePromise(line[0].split(' '))
    })
  })
  return {
    origin,
    key,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolvePromise) => {
        child.once('close', () => resolvePromise())
        child.stdin.end()
      }),
  }
}
