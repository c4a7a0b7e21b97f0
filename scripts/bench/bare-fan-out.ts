import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import postgres from 'postgres'

/*
 * The least that tells many readers of something that is kept: one INSERT, then the same bytes to every open answer. A process
 * of its own: `bare-fan-out.ts URL SCHEMA`. `GET` listens, `POST` tells.
 */
const [url = '', schema = ''] = process.argv.slice(2)
const sql = postgres(url, { max: 10, connection: { search_path: `"${schema}", public` } })
const readers = new Set<ServerResponse>()

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write('event: hello\ndata: {}\n\n')
    readers.add(response)
    response.on('close', () => readers.delete(response))
    return
  }
  const { title, gridCode, message } = JSON.parse(await text(request)) as Record<string, string>
  const id = randomUUID()
  await sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
    VALUES (${id}, 'hazard', 'landslide', ${title ?? ''}, 'reported', 'grid', 'orange',
      ST_SetSRID(ST_MakePoint(103.3, 26.4), 4326), ${gridCode ?? ''}, now())`
  const bytes = Buffer.from(message ?? '')
  for (const reader of readers) reader.write(bytes)
  response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id }))
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.stdin.resume().on('end', () => process.exit(0))
