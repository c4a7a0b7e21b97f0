import { randomInt } from 'node:crypto'

/** Small letters and digits that are not taken for each other when read aloud or from paper: 30 of them. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz2345678'
const groups = 4
const perGroup = 5

/** What an administrator hands to somebody for the first sign-in: 98 bits, as `abcde-fghjk-mnpqr-stuvw`. */
export const makeOneTimePassword = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: perGroup }, () => alphabet[randomInt(alphabet.length)]).join(''),
  ).join('-')
