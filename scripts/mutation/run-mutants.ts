import type { Answer, Change, MeasuredFile, MeasuredTest, Reach, Request, Verdict } from './messages.ts'
import { openMutatedModules } from './mutated-modules.ts'
import { createTestCollector } from './test-collector.ts'

// One process that tries mutants, one after the other, as scripts/mutation.ts tells it.

/** At first a mutant meets the quick tests alone: of less than so many milliseconds, in files that load in less. */
const quickMs = { test: 300, load: 2_000 }
/** And properties are tried so many times. */
const quickRuns = 12
/** A test may pass so many times the marks it passes without a mutant, and some more. */
const patience = 20
const someMarks = 1_000_000

class Endless extends Error {}

const collector = createTestCollector()
const modules = await openMutatedModules(collector.modules)
const passed = new Uint8Array(modules.blockCount)
let marks = 0
let mostMarks = Infinity
Object.assign(globalThis, {
  __atBlock: (block: number) => {
    passed[block] = 1
    if (++marks > mostMarks) throw new Endless()
  },
})

const answer = (message: Answer) => void process.send?.(message)

/** What a piece of work does, watched. */
async function watch(work: () => unknown, most: number): Promise<Reach> {
  passed.fill(0)
  marks = 0
  mostMarks = most
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  mostMarks = Infinity
  return { ms: (user + system) / 1000, marks, blocks: [...passed.keys()].filter((block) => passed[block]) }
}

async function measure(files: readonly string[]): Promise<MeasuredFile[]> {
  const measured: MeasuredFile[] = []
  collector.limitRuns(Infinity)
  modules.change(null)
  for (const file of files) {
    modules.forgetAll()
    const load = await watch(() => modules.loadTests(file), Infinity)
    const tests: MeasuredTest[] = []
    for (const test of collector.take()) {
      collector.takeWantedRuns()
      const reach = await watch(test, Infinity)
      tests.push({ ...reach, wantedRuns: collector.takeWantedRuns() })
      answer({ kind: 'running' })
    }
    measured.push({ file, load, tests })
  }
  return measured
}

/** Milliseconds of a test when its properties are cut short. */
const quickCost = ({ ms, wantedRuns }: MeasuredTest) => (wantedRuns > quickRuns ? (ms * quickRuns) / wantedRuns : ms)

/** Positions of the tests of a file that a mutant in `block` has to pass, the quickest first. */
function chooseTests({ load, tests }: MeasuredFile, block: number, { isQuick, isOwn }: Round): number[] {
  const isAtLoad = load.blocks.includes(block)
  const isFileQuick = isOwn || load.ms <= quickMs.load
  const chosen = [...tests.entries()].filter(([, test]) => {
    if (!isAtLoad && !test.blocks.includes(block)) return false
    const isTestQuick = isFileQuick && quickCost(test) <= quickMs.test
    // The second time what was left out or cut short.
    return isQuick ? isTestQuick : !isTestQuick || test.wantedRuns > quickRuns
  })
  return chosen.sort(([, a], [, b]) => quickCost(a) - quickCost(b)).map(([i]) => i)
}

type Round = { isQuick: boolean; isOwn: boolean }

async function tryFile(measured: MeasuredFile, block: number, round: Round): Promise<Verdict | null> {
  const chosen = chooseTests(measured, block, round)
  if (chosen.length === 0) return null
  const limitOf = (reach: Reach) => patience * reach.marks + someMarks
  collector.limitRuns(round.isQuick ? quickRuns : Infinity)
  try {
    collector.take()
    await watch(() => modules.loadTests(measured.file), limitOf(measured.load))
    const tests = collector.take()
    for (const i of chosen) {
      await watch(tests[i] as () => unknown, limitOf(measured.tests[i] as Reach))
      answer({ kind: 'running' })
    }
  } catch (error) {
    return error instanceof Endless || (error as Error)?.cause instanceof Endless ? 'hung' : 'killed'
  } finally {
    mostMarks = Infinity
  }
  return null
}

/** How the tests that reach a mutant end, those of its own file first, then those that are loaded soonest. */
async function tryMutant(change: Change, measured: MeasuredFile[], isQuick: boolean): Promise<Verdict> {
  const block = modules.blockOf(change)
  const own = change.file.replace(/\.ts$/, '.test.ts')
  const rank = ({ file, load }: MeasuredFile) => (file === own ? 0 : load.ms)
  modules.change(change)
  for (const file of measured.toSorted((a, b) => rank(a) - rank(b))) {
    const verdict = await tryFile(file, block, { isQuick, isOwn: file.file === own })
    if (verdict) return verdict
  }
  return isQuick ? 'unsettled' : 'survived'
}

process.on('message', async (request: Request) => {
  try {
    if (request.kind === 'measure') answer({ kind: 'measured', files: await measure(request.files) })
    else {
      const { change, measured, isQuick } = request
      answer({ kind: 'verdict', verdict: await tryMutant(change, measured, isQuick) })
    }
  } catch (error) {
    answer({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.once('disconnect', () => process.exit())
