import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReportDrawer } from '../../data/demo/demo-report.ts'
import { createRandom } from '../../data/demo/random.ts'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'

type Answer = { items: { number: string; title: string; kind: string }[]; total: number }

describe('npm run simulate', () => {
  let copy: Awaited<ReturnType<typeof copyTemplate>>
  let product: Product
  beforeAll(async () => {
    copy = await copyTemplate('loaded')
    const { dataFolder = '', databaseUrl } = copy.options
    product = await startProduct({
      dataFolder,
      script: '../tests/support/write-server',
      environment: { ONEGRID_TEST_NO_LIMITS: 'yes', ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    })
    await product.waitForAddress()
  }, 240_000)
  afterAll(async () => {
    await product?.end('SIGTERM').catch(() => {})
    await copy?.remove()
  })

  async function simulate(words: string[], environment: Record<string, string> = { ONEGRID_KEY: 'ogk_test' }) {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'simulate', ...words], {
      cwd: resolve(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    })
    let [printed, said] = ['', '']
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, printed, said }
  }
  const list = async () => (await (await fetch(`${product.origin}/api/incidents?limit=500`)).json()) as Answer

  it('reports as many as the rate and the time come to, through the public interface', async () => {
    const { code, printed, said } = await simulate([
      '--url',
      product.origin,
      '--rate',
      '10/s',
      '--minutes',
      '0.05',
      '--seed',
      '7',
    ])
    expect([code, said]).toEqual([0, ''])
    const { items, total } = await list()
    expect(total).toBe(30)
    for (const { number, title } of items) expect(printed).toMatch(new RegExp(`^${number} .*${title}$`, 'm'))
  })

  it('reports the kinds that were asked for alone', async () => {
    const before = (await list()).total
    expect(
      (await simulate(['--url', product.origin, '--rate', '20/s', '--minutes', '0.01', '--kinds', 'hazard'])).code,
    ).toBe(0)
    const { items, total } = await list()
    expect(items.slice(0, total - before).map(({ kind }) => kind)).toEqual(Array(total - before).fill('hazard'))
    expect(total - before).toBe(12)
  })

  it.each<[string, string[], Record<string, string>, number]>([
    ['a rate that is none', ['--rate', 'fast'], { ONEGRID_KEY: 'x' }, 2],
    ['a kind that is none', ['--kinds', 'party'], { ONEGRID_KEY: 'x' }, 2],
    ['no key', [], {}, 2],
    ['no server', ['--url', 'http://127.0.0.1:9'], { ONEGRID_KEY: 'x' }, 1],
  ])('says so where there is %s', async (_, words, environment, code) => {
    const ended = await simulate(words, environment)
    expect([ended.code, ended.printed]).toEqual([code, ''])
    expect(ended.said).toMatch(/[一-鿿].* \/ .*[a-z]/)
  })
})

it('gives the same reports for the same seed, and others for another', () => {
  const grids = [1, 2, 3].map((place) => ({
    code: `53032610500100${place}`,
    name: `坪子第${place}网格`,
    kind: 'rural',
    population: 100 * place,
    seat: [103, 26] as [number, number],
  }))
  const some = (seed: number) => {
    const draw = createReportDrawer(grids, ['dispute', 'hazard', 'request', 'emergency'])
    const random = createRandom(seed, 'simulate')
    return Array.from({ length: 20 }, () => draw(random))
  }
  expect(some(1)).toEqual(some(1))
  expect(some(1)).not.toEqual(some(2))
})
