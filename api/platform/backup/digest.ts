import { createHash, getHashes, type Hash } from 'node:crypto'
import { StartError } from '#api/platform/process/start-error.ts'

/** Both give 64 hexadecimal digits. */
export const digestNames = ['sha256', 'sm3'] as const
export type DigestName = (typeof digestNames)[number]
export const digestLength = 64

/** Throws `StartError` where this Node was built without the algorithm. */
export function startDigest(name: DigestName): Hash {
  if (!getHashes().includes(name))
    throw new StartError({
      zh: `本机的 Node.js 不支持摘要算法 ${name}；请换用官方发行的 Node.js，或设 ONEGRID_DIGEST=sha256。`,
      en: `This Node.js does not know the digest ${name}; use an official build of it, or set ONEGRID_DIGEST=sha256.`,
    })
  return createHash(name)
}
