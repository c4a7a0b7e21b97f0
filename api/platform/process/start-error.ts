import type { Sentence } from '#api/platform/http/problem.ts'

/** Why OneGrid cannot start, as one sentence that says what to do. Command-line programs print it without a stack and
 *  leave with exit code 1. */
export class StartError extends Error {
  readonly sentence: Sentence
  constructor(sentence: Sentence, cause?: unknown) {
    super(sentence.en, { cause })
    this.name = 'StartError'
    this.sentence = sentence
  }
}
