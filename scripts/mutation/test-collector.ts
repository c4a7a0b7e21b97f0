import { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect'
import fastCheck from 'fast-check'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

/** What the test files import from `vitest` and `fast-check` while mutants are tried. They are Vitest's own matchers and
 *  the same properties, without what a start of Vitest costs: a second for each mutant and file. */
export type TestCollector = {
  modules: { vitest: object; 'fast-check': object }
  /** The tests described since the last call; each throws where it fails. */
  take(): (() => unknown)[]
  /** From here on properties are tried at most so many times. */
  limitRuns(most: number): void
  /** How many runs the properties wanted since the last call; 0 where there were none. */
  takeWantedRuns(): number
}

export function createTestCollector(): TestCollector {
  const tests: (() => unknown)[] = []
  let mostRuns = Infinity
  let wantedRuns = 0

  const expect = Object.assign(
    (value: unknown, message?: string) => chai.expect(value, message),
    chai.expect,
    (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
  )
  const it = (_name: string, run: () => unknown) => void tests.push(run)
  it.each = (cases: unknown[]) => (_name: string, run: (...given: unknown[]) => unknown) => {
    for (const given of cases) tests.push(() => (Array.isArray(given) ? run(...given) : run(given)))
  }
  const describe = (_name: string, body: () => unknown) => void body()

  const assert = <Given>(property: fastCheck.IRawProperty<Given>, parameters?: fastCheck.Parameters<Given>) => {
    const numRuns = parameters?.numRuns ?? 100
    wantedRuns += numRuns
    // One counterexample is enough, it need not be small.
    return fastCheck.assert(property, { ...parameters, numRuns: Math.min(numRuns, mostRuns), endOnFailure: true })
  }

  return {
    modules: { vitest: { expect, it, describe }, 'fast-check': { default: { ...fastCheck, assert } } },
    take: () => tests.splice(0),
    limitRuns: (most) => {
      mostRuns = most
    },
    takeWantedRuns: () => {
      const wanted = wantedRuns
      wantedRuns = 0
      return wanted
    },
  }
}
