import type { Sentence } from '#api/platform/http/problem.ts'

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
/** Since the process started, also in a thread of it. */
const now = () => `[${seconds(process.uptime() * 1000).padStart(7)}]`

/** 4847 → 4,847 */
export const withCommas = (count: number) => count.toLocaleString('en-US')

/** 1 → `1 grid`, 4847 → `4,847 grids`. */
export const countOf = (count: number, noun: string) => `${withCommas(count)} ${noun}${count === 1 ? '' : 's'}`

/** One line for one finished step: what was done, and how long it took. */
export async function runStep<Result>(
  describe: (result: Result) => string,
  step: () => Promise<Result>,
): Promise<Result> {
  const stepStartedAt = performance.now()
  const result = await step()
  const text = describe(result)
  if (text !== '') console.log(`${now()} ${text} (${seconds(performance.now() - stepStartedAt)})`)
  return result
}

/** A line without a duration. */
export const tell = (text: string) => console.log(`${now()} ${text}`)

const progressEveryMs = 2_000

/** A line when a step begins, and one every two seconds while it lasts. */
export function createProgressPrinter<Step extends string>(
  words: Readonly<Record<Step, string>>,
): (progress: { step: Step; done: number; total: number }) => void {
  let shown = ''
  let shownAt = 0
  return ({ step, done, total }) => {
    const now = performance.now()
    if (total === 0 || (step === shown && now - shownAt < progressEveryMs)) return
    console.error(
      step === shown
        ? `${words[step]}: ${withCommas(done)}/${withCommas(total)}`
        : `${words[step]}: ${withCommas(total)}`,
    )
    shown = step
    shownAt = now
  }
}

/** What an error says to the operator: one sentence in each language, no stack. */
export function sentenceOf(error: unknown): string {
  const { sentence, detail } = error as { sentence?: Sentence; detail?: Sentence }
  const both = sentence ?? detail
  if (both?.zh && both.en) return `${both.zh} / ${both.en}`
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? text
}
