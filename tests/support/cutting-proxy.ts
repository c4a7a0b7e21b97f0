import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between clients and a server of this machine, and cuts them off whenever it is told. */
export async function startCuttingProxy(origin: string) {
  const { port } = new URL(origin)
  const pairs = new Map<Socket, { upstream: Socket; isStream: boolean }>()
  let isOpen = true
  /** What of streams is let through. */
  let holdsStreams = false
  const server = createServer((client) => {
    if (!isOpen) return void client.destroy()
    const upstream = connect(Number(port), '127.0.0.1')
    const pair = { upstream, isStream: false }
    pairs.set(client, pair)
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1', 0, 4000)
      if (/^[A-Z]+ \S+ HTTP/.test(text)) pair.isStream = /^accept: text\/event-stream/im.test(text)
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!(holdsStreams && pair.isStream)) client.write(bytes)
    })
    const close = () => {
      pairs.delete(client)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', close).on('close', close)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const destroyAll = () => {
    for (const [client, { upstream }] of pairs) {
      client.destroy()
      upstream.destroy()
    }
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    countStreams: () => [...pairs.values()].filter(({ isStream }) => isStream).length,
    /** Cuts one stream in the middle of whatever it does: the `place`-th of them. */
    cutStream(place: number) {
      const streams = [...pairs].filter(([, { isStream }]) => isStream)
      const [client, pair] = streams[place % Math.max(1, streams.length)] ?? []
      client?.destroy()
      pair?.upstream.destroy()
    },
    /** Nobody gets through any more. */
    closeLine() {
      isOpen = false
      destroyAll()
    },
    openLine() {
      isOpen = true
    },
    /** Like a proxy that collects an answer before it passes it on. */
    holdStreams() {
      holdsStreams = true
      destroyAll()
    },
    close() {
      isOpen = false
      destroyAll()
      server.close()
    },
  }
}
