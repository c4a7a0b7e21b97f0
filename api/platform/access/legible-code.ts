import { randomInt } from 'node:crypto'

/** Small letters and digits that are not taken for each other when read aloud or from paper: 30 of them. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz2345678'
const perGroup = 5

/** Something that nobody guesses, to be read and typed: 24 bits a group, two of them as `abcde-fghjk`. */
export const makeLegibleCode = (groups: number): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: perGroup }, () => alphabet[randomInt(alphabet.length)]).join(''),
  ).join('-')
