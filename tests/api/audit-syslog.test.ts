import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import type { SyslogAddress } from '#api/platform/audit/syslog-connection.ts'
import { createSyslogSender } from '#api/platform/audit/syslog-sender.ts'
import type { Database } from '#api/platform/db/client.ts'
import { anEntry } from '../support/audit.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database
let rows = 0
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.write((transaction) =>
    transaction.run(sql`UPDATE audit_sent SET seq = ${rows}::bigint, sender = NULL, turn_until = NULL`),
  )
})

async function seal(count: number) {
  const audit = createAuditTrail({ database })
  await database.write(async (transaction) => {
    for (let number = 0; number < count; number++)
      await audit.record(transaction, anEntry({ before: { 备注: '两行\n字' } }))
  })
  rows += await sealEntries(database, plainDigest)
}
const openSender = (address: SyslogAddress) => createSyslogSender({ database, address, log: pino({ level: 'silent' }) })
const seqOf = (message: string) =>
  Number(/ seq="(\d+)"|\[audit@32473 seq="(\d+)"/.exec(message)?.slice(1).find(Boolean))
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, number) => from + number)

/** Takes apart what RFC 6587 counts. */
async function listen(place: { port: number } | { path: string }) {
  const messages: string[] = []
  const server: Server = createServer((socket) => {
    let left = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      left = Buffer.concat([left, chunk])
      for (;;) {
        const space = left.indexOf(' ')
        const length = Number(left.subarray(0, space).toString())
        if (space < 1 || left.length < space + 1 + length) return
        messages.push(left.subarray(space + 1, space + 1 + length).toString())
        left = left.subarray(space + 1 + length)
      }
    })
    sockets.add(socket)
  })
  const sockets = new Set<{ destroy(): void }>()
  server.listen({ host: '127.0.0.1', ...place })
  await once(server, 'listening')
  return {
    messages,
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

it('sends each row once over TCP, in the order of the chain, across restarts and an outage of the receiver', async () => {
  const first = rows + 1
  const receiver = await listen({ port: 0 })
  const address = { kind: 'tcp' as const, host: '127.0.0.1', port: receiver.port }
  await seal(450)
  const sender = openSender(address)
  await expect.poll(() => receiver.messages.length, { timeout: 20_000 }).toBe(450)
  await sender.close()
  await seal(3)
  const second = openSender(address)
  await seal(2)
  second.wake()
  await expect.poll(() => receiver.messages.length, { timeout: 20_000 }).toBe(455)
  await second.close()
  expect(receiver.messages.map(seqOf)).toEqual(range(first, first + 454))
  expect(receiver.messages[0]).toMatch(
    new RegExp(
      `^<110>1 \\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{6}Z \\S+ onegrid ${process.pid} incidents\\.write \\[audit@32473 seq="${first}" hash="sha256:[0-9a-f]{64}"\\] \\ufeff\\{`,
    ),
  )
  const [, body] = (receiver.messages[0] as string).split('\ufeff')
  expect(JSON.parse(body as string)).toMatchObject({ seq: first, before: { 备注: '两行\n字' } })

  await receiver.close()
  await seal(2)
  const third = openSender(address)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const again = await listen({ port: receiver.port })
  third.wake()
  await expect.poll(() => again.messages.map(seqOf), { timeout: 20_000 }).toEqual(range(first + 455, first + 456))
  await third.close()
  await again.close()
})

it('sends over a stream of the machine, and a datagram each over UDP', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'og-'))
  const path = join(folder, 's')
  const receiver = await listen({ path })
  await seal(2)
  const stream = openSender({ kind: 'unix', path })
  await expect.poll(() => receiver.messages.length, { timeout: 20_000 }).toBe(2)
  await stream.close()
  await receiver.close()
  rmSync(folder, { recursive: true })

  const socket = createSocket('udp4')
  const datagrams: string[] = []
  socket.on('message', (message) => datagrams.push(message.toString()))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const first = rows + 1
  await createAuditTrail({ database }).recordAlone(anEntry({ before: { long: 'x'.repeat(5000) } }))
  await seal(1)
  const sender = openSender({ kind: 'udp', host: '127.0.0.1', port: socket.address().port })
  await expect.poll(() => datagrams.length, { timeout: 20_000 }).toBe(2)
  await sender.close()
  socket.close()
  expect(datagrams.map(seqOf)).toEqual([first, first + 1])
  // A receiver need not take more.
  expect(Math.max(...datagrams.map((datagram) => Buffer.byteLength(datagram)))).toBeLessThan(2_048)
  expect(datagrams[0]).toContain('"isCut":true')
})

it('lets one of several processes send at a time', async () => {
  const first = rows + 1
  const receiver = await listen({ port: 0 })
  const address = { kind: 'tcp' as const, host: '127.0.0.1', port: receiver.port }
  await seal(600)
  const senders = [openSender(address), openSender(address), openSender(address)]
  await expect.poll(() => receiver.messages.length, { timeout: 20_000 }).toBe(600)
  for (const sender of senders) await sender.close()
  expect(receiver.messages.map(seqOf)).toEqual(range(first, first + 599))
  await receiver.close()
})
