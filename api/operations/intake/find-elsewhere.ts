import { elsewhereRules, excuses, simplified } from './elsewhere-words.ts'
import type { UrgentNumber } from './intake.contract.ts'

const anyOf = (patterns: readonly string[]) => new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'), 'u')
const excuse = anyOf(excuses)
const rules = elsewhereRules.map(({ number, words, unless }) => ({
  number,
  words: anyOf(words),
  unless: unless.length === 0 ? null : anyOf(unless),
}))

/** Where one part of a sentence ends; between words of English there is none. */
const ends = /[，。；！？、,;!?.…\n\r]+/u
const blanks = /(?<![a-z])[ \t]+|[ \t]+(?![a-z])/u
const letters = new Map([...simplified.matchAll(/(.)(.)/gu)].map(([, from = '', to = '']) => [from, to]))
const simplify = (text: string) => [...text].map((letter) => letters.get(letter) ?? letter).join('')

/** The parts of a text, by its blanks and without them: somebody writes 着 火 了, somebody has blanks for commas. */
function partsOf(text: string): string[] {
  const sentences = simplify(text.normalize('NFKC').toLowerCase()).split(ends)
  return sentences
    .flatMap((sentence) => [...sentence.split(blanks), sentence.split(blanks).join('')])
    .filter((part) => part !== '')
}

/** The number to call for what a work order tells of, and the word that says so; null for what stays with us. Pure. */
export function findElsewhere(...texts: (string | undefined)[]): { number: UrgentNumber; word: string } | null {
  const parts = texts.flatMap((text) => partsOf(text ?? ''))
  for (const { number, words, unless } of rules)
    for (const part of parts) {
      const found = words.exec(part)
      if (found && !excuse.test(part) && !unless?.test(part)) return { number, word: found[0] }
    }
  return null
}
