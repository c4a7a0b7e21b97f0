import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findMutants, type Mutant } from './mutation/find-mutants.ts'
import type { MeasuredFile, Verdict } from './mutation/messages.ts'
import { MutantRunner } from './mutation/mutant-runner.ts'
import { isMutated, isTest, mutatedFolder, repository } from './mutation/mutated-modules.ts'

const usage = `npm run test:mutation [-- FILE… [--quick] [--survivors] [--list] [--minutes N] [--at-once N]]

Changes api/coverage in one small place after another (an operator, a condition, a constant, a call left out) and runs
the unit tests that come by there: a change that no test notices is a survivor, printed as
file:line:column original → replacement.

  FILE         part of a file's name (all files of api/coverage when none is given)
  --quick      leaves those that pass the quick tests for another time
  --survivors  tries the survivors again, after tests were added
  --list       prints what is known and runs nothing
  --minutes N  ends after about N minutes; the next call goes on where this one ended
  --at-once N  so many at a time (1)

Each mutant meets the quick tests first; those that pass (marked with ?) meet all others when no new one is left. Mutants
come in an order that has nothing to do with where they are, so the part that was run speaks for the whole. What was
found lies in test-results/mutation.json; a file that changes begins anew.
`

type Task = Mutant & { file: string; key: string }

const stateFile = join(repository, 'test-results', 'mutation.json')
const measuredFile = join(repository, 'test-results', 'mutation-tests.json')

const options = process.argv.slice(2)
if (options.includes('--help')) {
  console.log(usage)
  process.exit(0)
}
const readNumber = (name: string, otherwise: number) => {
  const at = options.indexOf(name)
  return at < 0 ? otherwise : Number(options.splice(at, 2)[1])
}
const minutes = readNumber('--minutes', Number.POSITIVE_INFINITY)
const atOnce = readNumber('--at-once', 1)
const names = options.filter((option) => !option.startsWith('--'))
const isAgain = options.includes('--survivors')

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
const verdicts: Record<string, Verdict> = readState(stateFile)
const tasks = findTasks()
const startedAt = Date.now()

function readState(file: string) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function findTasks(): Task[] {
  return readdirSync(mutatedFolder)
    .filter(isMutated)
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .flatMap((file) => {
      const source = readFileSync(join(mutatedFolder, file), 'utf8')
      const hash = hashOf(source)
      return findMutants(source).map((mutant) => ({
        ...mutant,
        file,
        key: `${file} ${hash} ${mutant.start}-${mutant.end} ${mutant.replacement}`,
      }))
    })
    .sort((a, b) => (hashOf(a.key) < hashOf(b.key) ? -1 : 1))
}

function writeState(file: string, state: object): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 1))
  renameSync(`${file}.new`, file)
}

/** What the tests do without a mutant: what was measured before where neither they nor the sources have changed. */
async function measureTests(runner: MutantRunner): Promise<MeasuredFile[]> {
  const files = readdirSync(mutatedFolder)
  const read = (file: string) => readFileSync(join(mutatedFolder, file), 'utf8')
  const sources = files.filter(isMutated).map(read).join()
  const known: Record<string, MeasuredFile> = readState(measuredFile)
  const keyed = files.filter(isTest).map((file) => ({ file, key: hashOf(sources + read(file)) }))
  const open = keyed.filter(({ key }) => !known[key])
  const measured = open.length > 0 ? await runner.measure(open.map(({ file }) => file)) : []
  const all = keyed.map(({ file, key }) => [key, known[key] ?? measured.find((one) => one.file === file)] as const)
  writeState(measuredFile, Object.fromEntries(all))
  return all.map(([, one]) => one as MeasuredFile)
}

const describe = ({ key, file, line, column, original, replacement }: Task) =>
  `${verdicts[key] === 'unsettled' ? '? ' : ''}api/coverage/${file}:${line}:${column}  ${original.replace(/\s+/g, ' ')} → ${replacement}`

function report(): void {
  const having = (verdict?: Verdict) => tasks.filter(({ key }) => verdicts[key] === verdict)
  const alive = [...having('survived'), ...having('unsettled')]
  const inOrder = alive.sort((a, b) => a.file.localeCompare(b.file) || a.start - b.start)
  for (const task of inOrder) console.log(describe(task))
  const counts = (['killed', 'hung', 'survived', 'unsettled'] as const).map(
    (verdict) => `${having(verdict).length} ${verdict}`,
  )
  console.log(`\n${tasks.length - having().length} of ${tasks.length} mutants: ${counts.join(', ')}`)
}

async function runAll(): Promise<void> {
  const isTime = () => Date.now() - startedAt < minutes * 60_000
  const having = (verdict?: Verdict) => tasks.filter(({ key }) => verdicts[key] === verdict)
  const again = isAgain ? having('survived') : []
  const runners = Array.from({ length: atOnce }, () => new MutantRunner())
  const measured = await measureTests(runners[0] as MutantRunner)
  const tryAll = async (open: Task[], isQuick: boolean) => {
    const work = async (runner: MutantRunner) => {
      for (let task = open.shift(); task && isTime(); task = open.shift()) {
        verdicts[task.key] = await runner.try(task, measured, isQuick)
        writeState(stateFile, verdicts)
        if (verdicts[task.key] === 'survived') console.log(describe(task))
      }
    }
    await Promise.all(runners.map(work))
  }
  await tryAll([...again, ...having()], true)
  if (!options.includes('--quick')) await tryAll(having('unsettled'), false)
  for (const runner of runners) runner.end()
}

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
if (!options.includes('--list')) await runAll()
report()
