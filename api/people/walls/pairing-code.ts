import { createHmac } from 'node:crypto'
import { pairingAlphabet, pairingCodeLength } from './walls.contract.ts'

const derive = (claim: string, purpose: string) => createHmac('sha256', claim).update(purpose).digest()

/** The code that a screen shows, made from its claim: nobody has to keep it. 31^6 codes are 887 million. Pure. */
export function pairingCodeOf(claim: string): string {
  let rest = derive(claim, 'code').readBigUInt64BE()
  const base = BigInt(pairingAlphabet.length)
  let code = ''
  while (code.length < pairingCodeLength) {
    code += pairingAlphabet[Number(rest % base)]
    rest /= base
  }
  return code
}

/** The token of a wall, made from the claim that only its screen has: an answer that got lost can be asked for again, and the
 *  server keeps neither. Pure. */
export const wallSecretOf = (claim: string): string => `ogw_${derive(claim, 'token').toString('base64url')}`
