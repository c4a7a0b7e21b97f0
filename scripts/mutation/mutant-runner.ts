import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Change, MeasuredFile, Request, Verdict } from './messages.ts'

/** So long a process may say nothing, in milliseconds: what loops without passing a mark, in a library, is ended then. */
const silence = 90_000

/** A process that tries mutants; begun anew where a mutant ended it or made it hang. */
export class MutantRunner {
  #child: ChildProcess | null = null

  /** What the tests of some files do without a mutant. Throws where one fails. */
  async measure(files: string[]): Promise<MeasuredFile[]> {
    const answer = await this.#ask({ kind: 'measure', files })
    if (answer?.kind === 'measured') return answer.files
    throw new Error(
      `The tests fail without a mutant: npm run test:unit -- api/coverage/ says why.\n${answer?.kind === 'failed' ? answer.message : ''}`,
    )
  }

  async try(change: Change, measured: MeasuredFile[], isQuick: boolean): Promise<Verdict> {
    const { file, start, end, replacement } = change
    const answer = await this.#ask({ kind: 'try', change: { file, start, end, replacement }, measured, isQuick })
    if (answer?.kind === 'failed') throw new Error(answer.message)
    return answer?.kind === 'verdict' ? answer.verdict : 'hung'
  }

  end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  /** `null` when there was no answer. */
  #ask(request: Request): Promise<Answer | null> {
    this.#child ??= fork(join(import.meta.dirname, 'run-mutants.ts'), {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1500'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const child = this.#child
    return new Promise((resolve) => {
      const finish = (answer: Answer | null) => {
        clearTimeout(timer)
        child.off('message', listen).off('exit', finishWithout)
        if (!answer) this.end()
        resolve(answer)
      }
      const finishWithout = () => finish(null)
      let timer = setTimeout(finishWithout, silence)
      const listen = (answer: Answer) => {
        clearTimeout(timer)
        if (answer.kind === 'running') timer = setTimeout(finishWithout, silence)
        else finish(answer)
      }
      child.on('message', listen).once('exit', finishWithout)
      child.send(request)
    })
  }
}
