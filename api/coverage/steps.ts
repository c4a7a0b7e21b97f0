/** Work in steps: at each `yield` (every millisecond or less) it can be put down and taken up again, so that a server
 *  answers others in between. A browser, a worker thread and the tests run the very same code to its end. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** Runs all steps in one go. */
export function finishSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
