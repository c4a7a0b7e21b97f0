import { createHash, createHmac, getHashes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { StartError } from '#api/platform/process/start-error.ts'

const algorithms = ['sha256', 'hmac-sm3'] as const
type Algorithm = (typeof algorithms)[number]

/** How new lines are digested. The key stays with whoever has rows that need it, whatever new ones are made with. */
export type DigestSetting = { readonly algorithm: Algorithm; readonly key?: string | undefined }

export const plainDigest: DigestSetting = { algorithm: 'sha256' }

/** A row needs a key that is not there. */
export class MissingKeyError extends StartError {}

const hexOf = (algorithm: Algorithm, key: string | undefined, text: string): string => {
  if (algorithm === 'sha256') return createHash('sha256').update(text, 'utf8').digest('hex')
  if (!key)
    throw new MissingKeyError({
      zh: '审计记录用 HMAC-SM3 摘要，需要密钥：请设 ONEGRID_AUDIT_KEY 或 ONEGRID_AUDIT_KEY_FILE。',
      en: 'The audit trail has HMAC-SM3 digests, which need their key: set ONEGRID_AUDIT_KEY or ONEGRID_AUDIT_KEY_FILE.',
    })
  return createHmac('sm3', key).update(text, 'utf8').digest('hex')
}

/** `sha256:…` or `hmac-sm3:…`: each digest names its algorithm, so a chain goes on where the setting changes. Pure. */
export const digestText = ({ algorithm, key }: DigestSetting, text: string): string =>
  `${algorithm}:${hexOf(algorithm, key, text)}`

/** The algorithm that a digest names. Pure. */
export const algorithmOf = (digest: string): string => digest.slice(0, digest.indexOf(':'))

/** Whether a digest is that of a text. Throws `MissingKeyError`. Pure. */
export function matchesDigest({ key }: DigestSetting, digest: string, text: string): boolean {
  const algorithm = algorithms.find((name) => name === algorithmOf(digest))
  return algorithm !== undefined && digestText({ algorithm, key }, text) === digest
}

/** A key that can be guessed protects nothing. */
const shortestKey = 16

/** Reads ONEGRID_AUDIT_DIGEST and its key. Throws `StartError`. */
export function readDigestSetting(environment: Record<string, string | undefined>): DigestSetting {
  const { ONEGRID_AUDIT_DIGEST: asked, ONEGRID_AUDIT_KEY: text, ONEGRID_AUDIT_KEY_FILE: file } = environment
  const algorithm = algorithms.find((name) => name === (asked || 'sha256'))
  if (!algorithm)
    throw new StartError({
      zh: `ONEGRID_AUDIT_DIGEST 应为 ${algorithms.join(' 或 ')}，现在是“${asked}”。`,
      en: `ONEGRID_AUDIT_DIGEST is to be ${algorithms.join(' or ')}; it is "${asked}".`,
    })
  const key = text || (file ? readKeyFile(file) : undefined)
  if (algorithm === 'sha256') return { algorithm, key }
  if (!getHashes().includes('sm3'))
    throw new StartError({
      zh: '这个 Node.js 没有 SM3；请换用带 SM3 的版本，或设 ONEGRID_AUDIT_DIGEST=sha256。',
      en: 'This Node.js has no SM3; use one that does, or set ONEGRID_AUDIT_DIGEST=sha256.',
    })
  if (!key || key.length < shortestKey)
    throw new StartError({
      zh: `ONEGRID_AUDIT_DIGEST=hmac-sm3 需要至少 ${shortestKey} 个字符的密钥：请设 ONEGRID_AUDIT_KEY 或 ONEGRID_AUDIT_KEY_FILE。`,
      en: `ONEGRID_AUDIT_DIGEST=hmac-sm3 needs a key of ${shortestKey} characters or more: set ONEGRID_AUDIT_KEY or ONEGRID_AUDIT_KEY_FILE.`,
    })
  return { algorithm, key }
}

function readKeyFile(file: string): string {
  try {
    // Editors put an end of line there that nobody means.
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new StartError(
      {
        zh: `ONEGRID_AUDIT_KEY_FILE 读不了 ${file}：${(error as NodeJS.ErrnoException).code}。`,
        en: `ONEGRID_AUDIT_KEY_FILE cannot be read at ${file}: ${(error as NodeJS.ErrnoException).code}.`,
      },
      error,
    )
  }
}

export const digestHelp = `  ONEGRID_AUDIT_DIGEST  审计摘要 / digest of the audit trail: sha256 | hmac-sm3  [sha256]
  ONEGRID_AUDIT_KEY, ONEGRID_AUDIT_KEY_FILE
                  hmac-sm3 的密钥或其文件 / the key for hmac-sm3, or its file`
