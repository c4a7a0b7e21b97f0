import type { z } from 'zod'
import { WayError } from './sign-in-way.ts'

/** An answer of these systems has a few kilobytes. */
const mostBytes = 256 * 1024

/** `fetch` with what a call to another system needs: it reaches the configured origins and nothing else, follows no redirect
 *  (one to an address inside the network would be asked for from here), waits `timeoutMs` for all of the answer and reads
 *  no more than 256 KB of it. Throws `WayError`; what stands behind `?` is in no message: it holds secrets. */
export type PinnedFetch = (address: string | URL, init?: RequestInit) => Promise<Response>

export const createPinnedFetch =
  (origins: readonly string[], timeoutMs: number): PinnedFetch =>
  async (address, init = {}) => {
    const url = new URL(address)
    const place = `${url.origin}${url.pathname}`
    if (!origins.includes(url.origin)) throw new WayError('unavailable', `${place} is beyond the configured addresses`)
    // `fetch` alone would give up at the head of the answer; this holds for the body too.
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])])
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal })
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel()
        throw new WayError('unavailable', `${place} answered with a redirect`)
      }
      const body = await readBody(response, place)
      if (response.status >= 500) throw new WayError('unavailable', `${place} answered with status ${response.status}`)
      return new Response(body, { status: response.status, headers: response.headers })
    } catch (error) {
      if (error instanceof WayError) throw error
      const { name, cause } = error as Error & { cause?: { code?: string } }
      throw new WayError('unavailable', `${place} does not answer: ${cause?.code ?? name}`, error)
    }
  }

async function readBody(response: Response, place: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = []
  let length = 0
  // Counted after it is unpacked; leaving the loop closes the connection.
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > mostBytes) throw new WayError('unavailable', `${place} answered with more than ${mostBytes} bytes`)
    parts.push(part)
  }
  return length === 0 ? null : new Uint8Array(Buffer.concat(parts))
}

/** The JSON of an answer. Throws `WayError`: `failed` where it refuses. */
export async function readAnswer<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
  what: string,
): Promise<z.output<Schema>> {
  if (!response.ok) throw new WayError('failed', `${what}: status ${response.status}`)
  const { data, error } = schema.safeParse(await response.json().catch(() => undefined))
  if (error) throw new WayError('unavailable', `${what}: the answer is none of that interface`)
  return data
}
