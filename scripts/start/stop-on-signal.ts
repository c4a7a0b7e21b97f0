import type { Sentence } from '#api/platform/http/problem.ts'
import { StartError } from '#api/platform/process/start-error.ts'

/** Somebody ended the tool (Ctrl-C, or a service manager): it leaves with the exit code shells give such an end. */
export class StoppedError extends StartError {
  readonly exitCode: number
  constructor(sentence: Sentence, exitCode: number) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** Aborts with a `StoppedError` that says this sentence at the first SIGINT or SIGTERM; a second one ends the process at
 *  once. */
export function stopOnSignal(sentence: Sentence): AbortSignal {
  const controller = new AbortController()
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => controller.abort(new StoppedError(sentence, exitCode)))
  return controller.signal
}
