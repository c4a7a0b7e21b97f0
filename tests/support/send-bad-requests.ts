import { Agent, request as ask } from 'node:http'
import type { BadRequest } from './bad-requests.ts'

export type BadAnswer = {
  request: BadRequest
  /** 0: the connection ended without an answer. */
  status: number
  contentType: string
  text: string
  /** Until its headers: an export of a whole county is long, and no hang. */
  milliseconds: number
}

/** How much of an answer is looked at. */
const looksAtBytes = 20_000

/** Sends each, several of a portion at a time, and gives the answers as they come. The next portion is made when nothing is
 *  under way: the time that takes is nobody's. `addHeaders` gives every request what it needs
 *  beside its own headers, such as who is signed in. */
export async function sendBadRequests(options: {
  origin: string
  portions: Iterable<readonly BadRequest[]>
  addHeaders?: (request: BadRequest) => Record<string, string>
  onAnswer: (answer: BadAnswer) => void
  atOnce?: number
}): Promise<void> {
  const { origin, addHeaders = () => ({}), onAnswer, atOnce = 4 } = options
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const send = (request: BadRequest) =>
    new Promise<BadAnswer>((resolve) => {
      const startedAt = performance.now()
      let answeredAfter: number | undefined
      const end = (status: number, contentType: string, text: string) =>
        resolve({ request, status, contentType, text, milliseconds: answeredAfter ?? performance.now() - startedAt })
      const { body } = request
      const sending = ask(
        `${origin}/`,
        {
          // A server that does not read a body to its end closes the connection, sooner or later.
          agent: body ? false : agent,
          method: request.operation.method,
          path: request.path,
          headers: { ...request.headers, ...addHeaders(request), ...(body && { 'content-length': body.length }) },
          // Long beyond what is still an answer.
          timeout: 20_000,
        },
        (answer) => {
          answeredAfter = performance.now() - startedAt
          const chunks: Buffer[] = []
          let bytes = 0
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            if (bytes < looksAtBytes) chunks.push(chunk)
          })
          const finish = () =>
            end(answer.statusCode ?? 0, String(answer.headers['content-type'] ?? ''), Buffer.concat(chunks).toString())
          answer.once('end', finish)
          answer.once('error', finish)
        },
      )
      sending.once('timeout', () => sending.destroy())
      sending.once('error', (error) => end(0, '', String(error)))
      sending.end(body)
    })
  for (const portion of options.portions) {
    const left = portion.values()
    const work = async () => {
      for (const request of left) onAnswer(await send(request))
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  agent.destroy()
}
