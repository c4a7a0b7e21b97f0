import type { AnyRequest } from './open-listener.ts'

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether a Host header names this machine itself. Pure. */
const isLoopbackHost = (host: string): boolean => loopbackName.test(host)

/** All names by which a request calls the server. HTTP/2 has one in `:authority`; HTTP/1.1 lets a request line name another
 *  one than the Host header, which a server then goes by (RFC 9112, 3.2.2), and Node keeps the first of several Host headers
 *  alone. Pure. */
export function listHosts({
  headers,
  rawHeaders,
  url = '',
}: Pick<AnyRequest, 'headers' | 'rawHeaders' | 'url'>): string[] {
  const hosts: string[] = []
  const authority = headers[':authority']
  if (typeof authority === 'string') hosts.push(authority)
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts.push(rawHeaders[at + 1] ?? '')
  if (!url.startsWith('/')) hosts.push(URL.canParse(url) ? new URL(url).host : url)
  return hosts
}

/** Makes the check of the Host header. A page from elsewhere can make a browser believe that its own name is this
 *  server's address (DNS rebinding) and would then read what this server answers; the Host it sends still tells. Taken
 *  are the names of the machine itself while the server listens to it alone, and those of `origins`. */
export function createHostCheck({ isLoopback, origins }: { isLoopback: boolean; origins: readonly string[] }) {
  const names = new Set<string>()
  for (const origin of origins) {
    const { host, hostname, port, protocol } = new URL(origin)
    names.add(host)
    // A program may name the port of the scheme, which no browser does.
    if (port === '') names.add(`${hostname}:${protocol === 'https:' ? 443 : 80}`)
  }
  const isTrusted = (host: string) => (isLoopback && isLoopbackHost(host)) || names.has(host.toLowerCase())
  // Nearly all come by the same name.
  let trusted: string | undefined
  return (host: string): boolean => {
    if (host === trusted) return true
    if (!isTrusted(host)) return false
    trusted = host
    return true
  }
}
