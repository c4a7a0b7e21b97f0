import { createServer, get, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `bare-tile-server.ts URL COOKIE`: the least a Node process can do to send a tile. Asks for the tile once and answers every
 *  request with the same bytes and headers, from `node:http` alone. Ends when its standard input does. */
const [, , url = '', cookie = ''] = process.argv
const perConnection = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding'])

const { headers, body } = await new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
  get(url, { headers: { 'Accept-Encoding': 'gzip, deflate, br, zstd', cookie } }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.once('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
  }).once('error', reject)
})
const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !perConnection.has(name)))
const server = createServer((_request, response) => {
  response.writeHead(200, kept)
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.stdin.resume().once('end', () => process.exit(0))
