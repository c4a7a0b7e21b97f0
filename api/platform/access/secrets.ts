import { createHash, randomBytes } from 'node:crypto'

/** A secret nobody can guess (256 bits), with a head that says what it is for when it turns up somewhere. */
export const makeSecret = (head: 'ogk' | 'ogw' | 'ogc'): string => `${head}_${randomBytes(32).toString('base64url')}`

/** What is kept of a secret. Without salt or stretching: 256 random bits cannot be tried. Pure. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
