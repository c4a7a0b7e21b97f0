import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createUnacknowledged, parseTable } from './unacknowledged.ts'

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const table = `${head}   0: 0100007F:1F90 0200000A:C350 01 0000005A:00000000 01:00000030 00000004     0        0 3 2 0 20 4 1 10 -1
   1: 0100007F:1F90 0300000A:C351 01 00000000:00000000 00:00000000 00000000     0        0 4 1 0 20 4 1 10 -1
`
const table6 = `${head}   0: 00000000000000000000000001000000:1F90 B80D0120000000000000000001000000:C352 01 00000010:00000000 01:00000030 00000004     0        0 3 2 0
   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000400000A:C353 01 00000020:00000000 01:00000030 00000004     0        0 3 2 0
`
const socket = (remoteAddress: string, remotePort: number) =>
  ({ localPort: 8080, remoteAddress, remotePort }) as unknown as Socket

describe('what nobody has acknowledged', () => {
  it('is found by the address of the other end, however it is written', async () => {
    const ask = createUnacknowledged(async (path) => (path.endsWith('6') ? table6 : table))
    expect(await ask(socket('10.0.0.2', 50_000))).toBe(0x5a)
    expect(await ask(socket('::ffff:10.0.0.2', 50_000))).toBe(0x5a)
    expect(await ask(socket('10.0.0.3', 50_001))).toBe(0)
    expect(await ask(socket('10.0.0.2', 50_009))).toBe(0)
    expect(await ask(socket('2001:db8::1', 50_002))).toBe(0x10)
    expect(await ask(socket('::ffff:10.0.0.4', 50_003))).toBe(0x20)
  })

  it('is not known where the system does not tell', async () => {
    const ask = createUnacknowledged(async () => {
      throw new Error('ENOENT')
    })
    expect(await ask(socket('10.0.0.2', 50_000))).toBeUndefined()
  })

  it('looks once for all who ask within seconds', async () => {
    let looks = 0
    const ask = createUnacknowledged(async () => {
      looks += 1
      return table
    })
    await Promise.all([ask(socket('10.0.0.2', 50_000)), ask(socket('10.0.0.3', 50_001))])
    expect(looks).toBe(2)
  })

  it.runIf(process.platform === 'linux')('is what the system says of a reader that has stopped', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as { port: number }).port, '127.0.0.1')
    const [accepted] = (await once(server, 'connection')) as [Socket]
    client.pause()
    const ask = () => createUnacknowledged()(accepted)
    expect(await ask()).toBe(0)
    accepted.write(Buffer.alloc(30e6))
    await expect.poll(ask, { timeout: 10_000 }).toBeGreaterThan(0)
    client.destroy()
    accepted.destroy()
    server.close()
  })

  it('is none in an empty table', () => {
    expect(parseTable(head).size).toBe(0)
  })
})
