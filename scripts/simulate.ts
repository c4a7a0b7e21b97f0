import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type IncidentKind, incidentKinds } from '#api/operations/incidents/incidents.contract.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { createReportDrawer, type ReportGrid } from '../data/demo/demo-report.ts'
import { createRandom } from '../data/demo/random.ts'
import { readArguments, UsageError } from './start/read-arguments.ts'
import { runTool } from './start/run-tool.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'

const help = `用法 / usage: npm run simulate -- [选项 / options]

  通过公开接口按设定的速度上报编造的事件，用于演练和展示，请勿用于正式数据。
  Reports invented incidents through the public API, to rehearse and to show. Not for a county's real data.

  --rate N/min     速度，可用 /s、/min、/h / how many in a second, minute or hour  [30/min]
  --minutes M      时长 / for how long  [5]
  --url URL        服务地址 / where the server is  [http://127.0.0.1:8787]
  --kinds K,K      只上报这些类别 / these kinds alone: ${incidentKinds.join(', ')}
  --seed N         同一种子给出同样的事件 / the same seed gives the same incidents
  --help           显示本说明 / show this

环境变量 / environment:
  ONEGRID_KEY      接口密钥，角色须能上报事件 / a key of a role that reports incidents:
                   npm run --silent admin -- create-key --name simulate --role county-operator --area 530326`

const unitMs = { s: 1000, min: 60_000, h: 3_600_000 } as const

function readRate(text: string): number {
  const match = /^(\d{1,6})\/(s|min|h)$/.exec(text)
  const perSecond = match ? Number(match[1]) / (unitMs[match[2] as keyof typeof unitMs] / 1000) : Number.NaN
  if (!(perSecond > 0) || perSecond > 200)
    throw new UsageError({
      zh: '--rate 应如 30/min，每秒至多 200 件。',
      en: '--rate is to be like 30/min, at most 200 a second.',
    })
  return perSecond
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= least && value <= most) return value
  throw new UsageError({
    zh: `--${name} 应为 ${least} 到 ${most} 之间的数。`,
    en: `--${name} is to be a number from ${least} to ${most}.`,
  })
}

function readKinds(text: string | undefined): IncidentKind[] {
  const kinds = text?.split(',') ?? [...incidentKinds]
  const wrong = kinds.find((kind) => !(incidentKinds as readonly string[]).includes(kind))
  if (wrong === undefined) return kinds as IncidentKind[]
  throw new UsageError({
    zh: `--kinds 里没有“${wrong}”，可用：${incidentKinds.join('、')}。`,
    en: `--kinds knows no ${JSON.stringify(wrong)}; one or several of: ${incidentKinds.join(', ')}.`,
  })
}

/** Of a refusal what it says, and whether trying again can help. */
class Refused extends Error {
  readonly status: number
  readonly retryAfterMs: number
  constructor(status: number, detail: string, retryAfterMs: number) {
    super(`${status}: ${detail}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

function createClient(origin: string, key: string) {
  return async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(new URL(path, origin), {
      ...init,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...init.headers },
    }).catch((error: unknown) => {
      throw new StartError(
        { zh: `连不上 ${origin}，请检查 --url。`, en: `${origin} cannot be reached; check --url.` },
        error,
      )
    })
    const body = (await response.json()) as { detail?: string }
    if (response.ok) return body as Answer
    throw new Refused(
      response.status,
      body.detail ?? response.statusText,
      Number(response.headers.get('retry-after') ?? 2) * 1000,
    )
  }
}

async function readGrids(ask: ReturnType<typeof createClient>): Promise<ReportGrid[]> {
  const grids: ReportGrid[] = []
  for (let cursor = ''; ; ) {
    const page = await ask<{ items: ReportGrid[]; nextCursor: string | null }>(`/api/grids?limit=500${cursor}`)
    grids.push(...page.items)
    if (page.nextCursor === null) return grids
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
}

const longestTryMs = 60_000

runTool(async () => {
  const { values } = readArguments({
    options: {
      rate: { type: 'string', default: '30/min' },
      minutes: { type: 'string', default: '5' },
      url: { type: 'string', default: `http://127.0.0.1:${process.env.PORT || 8787}` },
      kinds: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return console.log(help)
  const perSecond = readRate(values.rate)
  const minutes = readNumber('minutes', values.minutes, 0.01, 10_080)
  const seed = readNumber('seed', values.seed, 0, 2_147_483_647)
  const kinds = readKinds(values.kinds)
  const key = process.env.ONEGRID_KEY
  if (!key)
    throw new UsageError({
      zh: '请在环境变量 ONEGRID_KEY 里给出接口密钥；用法见 --help。',
      en: 'Give an API key in the environment variable ONEGRID_KEY; see --help.',
    })
  if (!URL.canParse(values.url)) throw new UsageError({ zh: '--url 不是网址。', en: '--url is no address.' })
  const signal = stopOnSignal({ zh: '仿真已停止。', en: 'The simulation was stopped.' })
  const pause = (milliseconds: number) =>
    wait(milliseconds, undefined, { signal }).catch(() => {
      throw signal.reason
    })
  const ask = createClient(values.url, key)
  const grids = await readGrids(ask)
  const draw = createReportDrawer(grids, kinds)
  const random = createRandom(seed, 'simulate')
  const total = Math.max(1, Math.round(minutes * 60 * perSecond))
  console.log(`${total} 件 / incidents, ${values.rate}, seed ${seed}`)

  /** One incident, however often the line drops: its key makes one of all tries. */
  async function report(body: unknown): Promise<string> {
    const idempotencyKey = randomUUID()
    const startedAt = performance.now()
    for (;;) {
      try {
        const { number } = await ask<{ number: string }>('/api/incidents', {
          method: 'POST',
          headers: { 'Idempotency-Key': idempotencyKey },
          body: JSON.stringify(body),
        })
        return number
      } catch (error) {
        const isPassing = !(error instanceof Refused) || error.status === 429 || error.status >= 500
        if (!isPassing || signal.aborted || performance.now() - startedAt > longestTryMs) throw error
        await pause(error instanceof Refused ? error.retryAfterMs : 1000)
      }
    }
  }

  const startedAt = performance.now()
  const underWay = new Set<Promise<void>>()
  let failure: unknown
  let done = 0
  for (let index = 0; index < total && failure === undefined; index++) {
    // By the clock, not after one another: a slow answer does not make the county quieter.
    const pauseMs = startedAt + (index / perSecond) * 1000 - performance.now()
    if (pauseMs > 0) await pause(pauseMs)
    const body = draw(random)
    const one = report(body).then(
      (number) => {
        done += 1
        console.log(`${number} ${body.severity} ${body.kind}/${body.type} ${body.title}`)
      },
      (error: unknown) => {
        failure ??= error
      },
    )
    underWay.add(one)
    void one.finally(() => underWay.delete(one))
  }
  await Promise.all(underWay)
  if (failure !== undefined) throw failure
  console.log(`${done} 件已上报 / reported, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
})
