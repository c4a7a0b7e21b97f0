import { type AddressInfo, connect, createServer } from 'node:net'

/** Stands between a browser and a server of this machine and counts what the server sends, byte by byte, headers
 *  included. Requests of workers pass here too, which the browser's own tools count only in part. */
export async function startCountingProxy(origin: string) {
  const { port } = new URL(origin)
  const bytesOf = new Map<string, number>()
  const server = createServer((browser) => {
    const upstream = connect(Number(port), '127.0.0.1')
    // A browser sends the next request of a connection when it has the answer to the one before.
    let path = '/'
    browser.on('data', (bytes) => {
      path = /^[A-Z]+ (\S+) HTTP/.exec(bytes.toString('latin1', 0, 2000))?.[1] ?? path
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      bytesOf.set(path, (bytesOf.get(path) ?? 0) + bytes.length)
      browser.write(bytes)
    })
    const close = () => {
      browser.destroy()
      upstream.destroy()
    }
    for (const socket of [browser, upstream]) socket.on('error', close).on('close', close)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    readBytes: (): ReadonlyMap<string, number> => new Map(bytesOf),
    close: () => server.close(),
  }
}
