import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/*
 * Node cannot say whether the other end has taken what was sent: a machine that lost its power or its network answers nothing,
 * and the system sends the same bytes again for a quarter of an hour before it gives up. TCP's keep-alive is silent while there
 * is something to send again, and every heartbeat is something. Linux tells in /proc how many bytes of a connection nobody has
 * acknowledged; elsewhere this knows nothing.
 */

const tables = ['/proc/net/tcp', '/proc/net/tcp6']
/** Many readers ask within a few seconds. */
const rememberedMs = 5_000

const swapHex = (hex: string) => hex.match(/../g)?.reverse().join('') ?? ''
/** Four bytes at a time, each in the order of the machine: all that Node runs on have the lowest first. */
const toBytes = (hex: string) => (hex.match(/.{8}/g) ?? []).map(swapHex).join('').toLowerCase()

/** An address as 32 digits, an old one as it is written among the new ones. Pure. */
function addressBytes(address: string): string {
  const old = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  if (old)
    return `00000000000000000000ffff${old
      .slice(1)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')}`
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::')
  const parts = (text: string) => (text === '' ? [] : text.split(':').map((part) => part.padStart(4, '0')))
  const [before, after] = [parts(head), parts(tail)]
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0000'), ...after].join('').toLowerCase()
}

const keyOf = (localPort: number, address: string, port: number) => `${localPort} ${address} ${port}`

/** The connections of a table with bytes that were not acknowledged, and how many. Pure. */
export function parseTable(text: string): Map<string, number> {
  const waiting = new Map<string, number>()
  for (const line of text.split('\n').slice(1)) {
    const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/)
    const bytes = Number.parseInt(queues.split(':')[0] ?? '', 16)
    if (!(bytes > 0)) continue
    const [address = '', port = ''] = remote.split(':')
    const from = toBytes(address)
    const full = from.length === 8 ? `00000000000000000000ffff${from}` : from
    waiting.set(keyOf(Number.parseInt(local.split(':')[1] ?? '', 16), full, Number.parseInt(port, 16)), bytes)
  }
  return waiting
}

/** Asks how much of a connection was not acknowledged; undefined where nobody knows. */
export function createUnacknowledged(
  read: (path: string) => Promise<string> = (path) => readFile(path, 'latin1'),
): (socket: Socket) => Promise<number | undefined> {
  let known: Promise<Map<string, number> | undefined> | undefined
  let knownUntil = 0
  async function look(): Promise<Map<string, number> | undefined> {
    // A machine without the new addresses has no second table.
    const texts = await Promise.all(tables.map((path) => read(path).catch(() => '')))
    return texts.every((text) => text === '') ? undefined : new Map(texts.flatMap((text) => [...parseTable(text)]))
  }
  return async ({ localPort, remoteAddress, remotePort }) => {
    if (localPort === undefined || remoteAddress === undefined || remotePort === undefined) return undefined
    if (!known || Date.now() > knownUntil) {
      known = look()
      knownUntil = Date.now() + rememberedMs
    }
    const waiting = await known
    return waiting && (waiting.get(keyOf(localPort, addressBytes(remoteAddress), remotePort)) ?? 0)
  }
}
