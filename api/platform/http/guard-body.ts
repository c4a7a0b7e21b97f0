import { constants, Http2ServerRequest } from 'node:http2'
import type { AnyRequest, AnyResponse } from './open-listener.ts'

/** How long a body may take to come, from the end of the headers: so that its connection is gone after 30 s. */
export const longestBodyMs = 25_000
/** Of a body nobody reads, so much is taken in for the sake of the connection. */
const smallBodyBytes = 64_000

/** Whether a request brings a body. */
export const hasBody = (request: AnyRequest): boolean =>
  request instanceof Http2ServerRequest
    ? !request.stream.endAfterHeaders
    : request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) !== 0

/** Ends a request whose body has not come within `deadlineMs` (null: its route looks after that), and one that still sends
 *  when it has been answered: Node itself would read a gigabyte after the answer of a GET to its end. The framework does
 *  the same for the methods whose bodies it reads. */
export function guardBody(request: AnyRequest, response: AnyResponse, deadlineMs: number | null): void {
  const late = deadlineMs === null ? undefined : setTimeout(() => cut(request, response), deadlineMs)
  const clear = () => clearTimeout(late)
  request.once('end', clear)
  request.once('close', clear)
  // HTTP/2 lets nobody send what is not read.
  const isRead = request instanceof Http2ServerRequest || (request.method !== 'GET' && request.method !== 'HEAD')
  if (isRead || Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= smallBodyBytes) return
  response.setHeader('Connection', 'close')
  response.once('finish', () => end(request))
}

function cut(request: AnyRequest, response: AnyResponse): void {
  if (request.complete) return
  if (!(request instanceof Http2ServerRequest) && !response.headersSent)
    // Past the response, which belongs to whoever is still waiting for the body.
    request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  end(request)
}

const end = (request: AnyRequest): void => {
  if (request instanceof Http2ServerRequest) request.stream.close(constants.NGHTTP2_CANCEL)
  else request.socket.destroySoon()
}
