import type { KeptHead } from '#api/platform/audit/verify-chain.ts'

const headPattern = /^(?:(\d{1,15})\s+)?(?:(sha256|hmac-sm3):)?([0-9a-f]{64})$/i

/** The last line that reads like a head, `17 sha256:…` as `npm run audit -- head` prints it or the hash alone: npm puts lines of
 *  its own before it, and who appends keeps them all. Undefined where there is none. Pure. */
export function findKeptHead(text: string): KeptHead | undefined {
  for (const line of text.split(/\r?\n/).reverse()) {
    const [, seq, algorithm = 'sha256', hex] = headPattern.exec(line.trim()) ?? []
    if (hex) return { hash: `${algorithm.toLowerCase()}:${hex.toLowerCase()}`, ...(seq && { seq: Number(seq) }) }
  }
  return undefined
}
