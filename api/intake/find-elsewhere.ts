import { elsewhereRules, excuses } from './elsewhere-words.ts'
import type { UrgentNumber } from './intake.contract.ts'

const anyOf = (patterns: readonly string[]) => new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'), 'u')
const excuse = anyOf(excuses)
const rules = elsewhereRules.map(({ number, words, unless }) => ({
  number,
  words: anyOf(words),
  unless: unless.length === 0 ? null : anyOf(unless),
}))

/** Where one part of a sentence ends. */
const ends = /[，。；！？、,;!?.…\n\r\t ]+/u

/** The number to call for what a work order tells of, and the word that says so; null for what stays with us. Pure. */
export function findElsewhere(...texts: (string | undefined)[]): { number: UrgentNumber; word: string } | null {
  const parts = texts.flatMap((text) => (text ?? '').normalize('NFKC').split(ends)).filter((part) => part !== '')
  for (const { number, words, unless } of rules)
    for (const part of parts) {
      const found = words.exec(part)
      if (found && !excuse.test(part) && !unless?.test(part)) return { number, word: found[0] }
    }
  return null
}
