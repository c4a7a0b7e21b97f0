import { Agent, request as ask } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, isFullRun, tellFigures } from '../support/fault-counts.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { signIn } from '../support/sign-in.ts'

/** Within this a connection that keeps the server waiting is closed. */
const longestMs = 30_000
/** Between two bytes of a slow sender. */
const dripMs = 500
const mostSlowdown = 1.5

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
/** Slow senders have signed in as the others have: nobody is turned away at the door. */
let cookie = ''

beforeAll(async () => {
  copy = await copyTemplate('demo')
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  cookie = await signIn(product.origin, 'planner')
})
afterAll(async () => {
  await product?.end('SIGINT')
  await copy?.remove()
})

const head = (line: string, ...more: string[]) => [`${line} HTTP/1.1`, 'Host: localhost', ...more].join('\r\n')
/** What a slow sender has sent at once, and what it adds ever after. */
const manners: Record<string, { sent: string; drip: string }> = {
  'says nothing': { sent: '', drip: '' },
  'never ends a line': { sent: 'GET /', drip: 'a' },
  'never ends its headers': { sent: `${head('GET /api/healthz')}\r\n`, drip: 'X-A: b\r\n' },
  'never ends its body': {
    sent: `${head('POST /api/emergency/affected', 'Content-Type: application/json', 'Content-Length: 100000')}\r\n\r\n{`,
    drip: ' ',
  },
  'never ends its chunks': {
    sent: `${head('POST /api/emergency/affected', 'Content-Type: application/json', 'Transfer-Encoding: chunked')}\r\n\r\n`,
    drip: '1\r\n \r\n',
  },
  'never ends its upload': {
    sent: `${head('POST /api/imports', 'Content-Type: multipart/form-data; boundary=x', 'Content-Length: 1000000')}\r\n\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n`,
    drip: ' ',
  },
  'sends a body behind a GET': {
    sent: `${head('GET /api/healthz', 'Content-Length: 1000000')}\r\n\r\n`,
    drip: ' ',
  },
}

type Slow = { manner: string; socket: Socket; openedAt: number; closedAfter: number | null }

function openSlow(manner: string): Slow {
  const { sent, drip } = manners[manner] as (typeof manners)[string]
  const slow: Slow = {
    manner,
    socket: connect(product.port, '127.0.0.1'),
    openedAt: performance.now(),
    closedAfter: null,
  }
  slow.socket.on('error', () => {})
  slow.socket.resume()
  if (sent !== '') slow.socket.write(sent.replace('Host: localhost', `Host: localhost\r\nCookie: ${cookie}`))
  const dripping = setInterval(() => drip !== '' && slow.socket.writable && slow.socket.write(drip), dripMs)
  slow.socket.once('close', () => {
    clearInterval(dripping)
    slow.closedAfter = performance.now() - slow.openedAt
  })
  return slow
}

const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
const median = (values: number[]) => percentile(values, 0.5)

/** How long others wait, at the 95th percentile of a window: those who are connected and those who come anew. */
async function measureOthers(): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let time = 0; time < 300; time++)
    await new Promise<void>((resolve, reject) => {
      const startedAt = performance.now()
      const isNew = time % 3 === 0
      ask(`${product.origin}/api/editions/current`, { agent: isNew ? false : agent, headers: { cookie } }, (answer) => {
        answer.resume()
        answer.once('end', () => {
          if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`))
          times.push(performance.now() - startedAt)
          resolve()
        })
      })
        .once('error', reject)
        .end()
    })
  agent.destroy()
  return percentile(times, 0.95)
}

async function measureWindows(count: number): Promise<number> {
  const windows: number[] = []
  for (let window = 0; window < count; window++) {
    windows.push(await measureOthers())
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return median(windows)
}

it('slow senders are closed in half a minute, and others hardly wait for them', async () => {
  await measureWindows(3)
  const before = await measureWindows(7)
  const names = Object.keys(manners)
  const all = Array.from({ length: faultCounts.slowSockets }, (_, i) => openSlow(names[i % names.length] as string))
  await expect.poll(() => all.filter(({ socket }) => socket.connecting).length).toBe(0)
  const during = await measureWindows(9)
  const openWhileMeasured = all.filter(({ closedAfter }) => closedAfter === null).length
  await expect
    .poll(() => all.filter(({ closedAfter }) => closedAfter === null).map(({ manner }) => manner), {
      timeout: 60_000,
      interval: 200,
    })
    .toEqual([])
  const after = await measureWindows(7)
  const ratio = during / median([before, after])
  const slowest = Math.max(...all.map(({ closedAfter }) => closedAfter ?? Number.POSITIVE_INFINITY))
  tellFigures(
    `row 12: ${all.length} slow sockets (${openWhileMeasured} open at the end of the measurement), others' p95 ${before.toFixed(2)} ms before, ` +
      `${during.toFixed(2)} ms during, ${after.toFixed(2)} ms after: ${ratio.toFixed(2)} ×; the last was closed after ${(slowest / 1000).toFixed(1)} s`,
  )
  // Else nothing slow was there while the others were measured.
  expect(openWhileMeasured).toBeGreaterThan(all.length / 2)
  expect(slowest).toBeLessThanOrEqual(longestMs)
  // A quick run is measured beside other tests: there it counts that everybody was answered.
  if (isFullRun) expect(ratio).toBeLessThanOrEqual(mostSlowdown)
})
