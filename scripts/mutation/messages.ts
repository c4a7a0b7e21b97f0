import type { Mutant } from './find-mutants.ts'

/** How the tests end on a mutant; `hung` is a loop without an end, or far more work than without the mutant; `unsettled`
 *  has passed the quick tests and not yet met the others. */
export type Verdict = 'killed' | 'hung' | 'survived' | 'unsettled'

export type Change = Pick<Mutant, 'start' | 'end' | 'replacement'> & { file: string }

/** What a test, or loading its file, does without a mutant; milliseconds of the processor, not of the clock. */
export type Reach = { ms: number; marks: number; blocks: number[] }
export type MeasuredTest = Reach & { wantedRuns: number }
export type MeasuredFile = { file: string; load: Reach; tests: MeasuredTest[] }

/** From the script to a process that runs tests. */
export type Request =
  | { kind: 'measure'; files: string[] }
  | { kind: 'try'; change: Change; measured: MeasuredFile[]; isQuick: boolean }
/** And back. `running` says that it is still there. */
export type Answer =
  | { kind: 'measured'; files: MeasuredFile[] }
  | { kind: 'failed'; message: string }
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'running' }
