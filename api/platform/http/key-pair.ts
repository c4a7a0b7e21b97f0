import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { StartError } from '#api/platform/process/start-error.ts'

export type KeyPairPaths = { certPath: string; keyPath: string }
export type KeyPair = { cert: Buffer; key: Buffer }

/** Reads certificate and key, and throws a `StartError` where one is missing or they are no pair. */
export function readKeyPair({ certPath, keyPath }: KeyPairPaths): KeyPair {
  const read = (name: string, path: string) => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new StartError(
        {
          zh: `${name} 所指的文件 ${path} 无法读取（${(error as NodeJS.ErrnoException).code}），请检查路径和权限。`,
          en: `The file ${path} of ${name} cannot be read (${(error as NodeJS.ErrnoException).code}); check its path and permissions.`,
        },
        error,
      )
    }
  }
  const pair = { cert: read('TLS_CERT', certPath), key: read('TLS_KEY', keyPath) }
  try {
    createSecureContext(pair)
  } catch (error) {
    throw new StartError(
      {
        zh: `TLS_CERT（${certPath}）和 TLS_KEY（${keyPath}）不是一对 PEM 格式的证书和私钥（私钥不能有口令）。`,
        en: `TLS_CERT (${certPath}) and TLS_KEY (${keyPath}) are no pair of a PEM certificate and its key (without a passphrase).`,
      },
      error,
    )
  }
  return pair
}

/** Gives a renewed pair to `onChange`, or what is wrong with it to `onFault`; both files are looked at every so often.
 *  Looking, not `fs.watch`: renewals replace a link or a mounted folder, whose watcher would go on watching the old one.
 *  A pair of which only one half has been renewed yet is no fault before it has stayed so for a second look. */
export function watchKeyPair(
  paths: KeyPairPaths,
  everyMs: number,
  { onChange, onFault }: { onChange: (pair: KeyPair) => void; onFault: (error: unknown) => void },
): () => void {
  const look = () =>
    [paths.certPath, paths.keyPath]
      .map((path) => {
        const { mtimeMs, ino, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, ino: 0, size: 0 }
        return `${mtimeMs} ${ino} ${size}`
      })
      .join()
  let served = look()
  let doubted = ''
  let told = ''
  const timer = setInterval(() => {
    const seen = look()
    if (seen === served || seen === told) return
    try {
      onChange(readKeyPair(paths))
      served = seen
    } catch (error) {
      if (doubted === seen) {
        told = seen
        onFault(error)
      }
      doubted = seen
    }
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
