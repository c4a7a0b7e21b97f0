const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether a Host header names this machine itself. Pure. */
const isLoopbackHost = (host: string): boolean => loopbackName.test(host)

/** Makes the check of the Host header. A page from elsewhere can make a browser believe that its own name is this
 *  server's address (DNS rebinding) and would then read what this server answers; the Host it sends still tells. Taken
 *  are the names of the machine itself while the server listens to it alone, and those of `origins`. A request without
 *  the header comes from no browser. */
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
  return (host: string | undefined): boolean => {
    if (host === undefined || host === trusted) return true
    if (!isTrusted(host)) return false
    trusted = host
    return true
  }
}
