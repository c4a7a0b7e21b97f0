import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findMutants, type Mutant } from './mutation/find-mutants.ts'

const usage = `npm run test:mutation [-- FILE… [--survivors] [--list] [--minutes N] [--at-once N]]

Changes api/coverage in one small place after another (an operator, a condition, a constant, a call left out) and runs
its unit tests on each: a change that no test notices is a survivor, printed as file:line:column original → replacement.

  FILE         part of a file's name (all files of api/coverage when none is given)
  --survivors  tries the survivors again, after tests were added
  --list       prints what is known and runs nothing
  --minutes N  ends after about N minutes; the next call goes on where this one ended
  --at-once N  so many at a time (2)

Mutants come in an order that has nothing to do with where they are, so the part that was run speaks for the whole. What
was found lies in test-results/mutation.json; a file that changes begins anew.
`

type Verdict = 'killed' | 'hung' | 'survived'
type Task = Mutant & { file: string; key: string }

const repository = resolve(import.meta.dirname, '..')
const folder = join(repository, 'api', 'coverage')
const stateFile = join(repository, 'test-results', 'mutation.json')
/** What a run without a mutant takes, times this, is taken for a loop without an end. */
const patience = 4

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
const atOnce = readNumber('--at-once', 2)
const names = options.filter((option) => !option.startsWith('--'))
const isAgain = options.includes('--survivors')

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
const verdicts: Record<string, Verdict> = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : {}
const tasks = findTasks()
const startedAt = Date.now()

function findTasks(): Task[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
  return files
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      const hash = hashOf(source)
      return findMutants(source).map((mutant) => ({
        ...mutant,
        file,
        key: `${file} ${hash} ${mutant.start}-${mutant.end} ${mutant.replacement}`,
      }))
    })
    .sort((a, b) => (hashOf(a.key) < hashOf(b.key) ? -1 : 1))
}

/** How the tests end on one mutant; `null` is the source as it is. */
function runTests(task: Task | null, isQuick: boolean, patienceMs: number): Promise<Verdict> {
  const change = task && {
    file: join(folder, task.file),
    start: task.start,
    end: task.end,
    replacement: task.replacement,
  }
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join(repository, 'scripts', 'mutation', 'vitest.config.ts')
  return new Promise((resolveVerdict, reject) => {
    // Only the tests that import the file, however far away.
    const command = change ? ['related', '--run', change.file] : ['run']
    const child = spawn(process.execPath, [vitest, ...command, '--config', config], {
      cwd: repository,
      detached: true,
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_OPTIONS: undefined,
        ONEGRID_MUTANT: JSON.stringify(change),
        ONEGRID_MUTATION_QUICK: isQuick ? '1' : '0',
      },
    })
    let isHung = false
    const end = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {}
    }
    const timer = setTimeout(() => {
      isHung = true
      end()
    }, patienceMs)
    process.once('exit', end)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      process.off('exit', end)
      resolveVerdict(isHung ? 'hung' : code === 0 ? 'survived' : 'killed')
    })
  })
}

function save(): void {
  mkdirSync(dirname(stateFile), { recursive: true })
  writeFileSync(`${stateFile}.new`, JSON.stringify(verdicts, null, 1))
  renameSync(`${stateFile}.new`, stateFile)
}

const describe = ({ file, line, column, original, replacement }: Task) =>
  `api/coverage/${file}:${line}:${column}  ${original.replace(/\s+/g, ' ')} → ${replacement}`

function report(): void {
  const count = (verdict?: Verdict) => tasks.filter(({ key }) => verdicts[key] === verdict).length
  const survivors = tasks.filter(({ key }) => verdicts[key] === 'survived')
  const inOrder = survivors.toSorted((a, b) => a.file.localeCompare(b.file) || a.start - b.start)
  for (const task of inOrder) console.log(describe(task))
  const run = tasks.length - count(undefined)
  console.log(
    `\n${run} of ${tasks.length} mutants: ${count('killed')} killed, ${count('hung')} hung, ${survivors.length} survived`,
  )
}

async function runAll(): Promise<void> {
  const measure = async (isQuick: boolean) => {
    const start = Date.now()
    if ((await runTests(null, isQuick, 600_000)) !== 'survived')
      throw new Error('The tests fail without a mutant: npm run test:unit -- api/coverage/ says why.')
    return (Date.now() - start) * patience + 20_000
  }
  const quickMs = await measure(true)
  let allMs: Promise<number> | null = null
  const open = tasks.filter(({ key }) => verdicts[key] === (isAgain ? 'survived' : undefined))
  const work = async () => {
    while (Date.now() - startedAt < minutes * 60_000) {
      const task = open.shift()
      if (!task) return
      let verdict = await runTests(task, true, quickMs)
      if (verdict === 'survived') {
        allMs ??= measure(false)
        verdict = await runTests(task, false, await allMs)
      }
      verdicts[task.key] = verdict
      save()
      if (verdict === 'survived') console.log(describe(task))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
if (!options.includes('--list')) await runAll()
report()
