import { connect, type Socket } from 'node:net'

/** Answers of one address, over connections that stay open: the least work on this side, so that a load of requests
 *  measures the server. Every answer must be a 200 and as long as the first. */
export async function openKeptConnections(address: string, count: number, headers: Record<string, string>) {
  const { host, port, pathname } = new URL(address)
  const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = `GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`
  const sockets = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(Number(port), '127.0.0.1', () => resolve(socket.setNoDelay()))
          socket.once('error', reject)
        }),
    ),
  )
  const answerBytes = await readAnswerLength(sockets[0] as Socket, request)
  return {
    /** Sends so many requests, each connection the next one when it has its answer. */
    async ask(requests: number): Promise<void> {
      let left = requests
      const work = (socket: Socket) =>
        new Promise<void>((resolve, reject) => {
          let missing = 0
          const next = () => {
            if (left === 0) {
              socket.off('data', hear)
              resolve()
              return
            }
            left -= 1
            missing = answerBytes
            socket.write(request)
          }
          const hear = (bytes: Buffer) => {
            if (missing === answerBytes && bytes.toString('latin1', 9, 12) !== '200')
              reject(new Error(`${address} answered ${bytes.toString('latin1', 0, 200)}`))
            missing -= bytes.length
            if (missing < 0) reject(new Error(`${address} answered ${-missing} bytes too many`))
            if (missing === 0) next()
          }
          socket.on('data', hear)
          next()
        })
      await Promise.all(sockets.map(work))
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function readAnswerLength(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const hear = (bytes: Buffer) => {
      text += bytes.toString('latin1')
      const headEnd = text.indexOf('\r\n\r\n') + 4
      const bodyLength = Number(/^content-length: (\d+)\r$/im.exec(text)?.[1] ?? Number.NaN)
      if (headEnd < 4) return
      if (!text.startsWith('HTTP/1.1 200') || Number.isNaN(bodyLength)) reject(new Error(text.slice(0, headEnd)))
      if (text.length < headEnd + bodyLength) return
      socket.off('data', hear)
      resolve(headEnd + bodyLength)
    }
    socket.on('data', hear)
    socket.write(request)
  })
}
