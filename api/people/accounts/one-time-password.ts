import { makeLegibleCode } from '#api/platform/access/legible-code.ts'

/** What an administrator hands to somebody for the first sign-in: 98 bits, as `abcde-fghjk-mnpqr-stuvw`. */
export const makeOneTimePassword = (): string => makeLegibleCode(4)
