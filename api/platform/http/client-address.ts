import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Which proxies stand before this server, as the operator says: so many of them, or those at these addresses. */
export type ProxyTrust = { hops: number } | { isProxy(address: string): boolean }

const mostHops = 10

/** An address in one spelling, or undefined where it is none: IPv4 in IPv6 as IPv4, without port, brackets and zone. */
export function normalizeAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d{1,5})?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1')
    .replace(/%[\w.-]+$/, '')
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return undefined
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(short)
  if (!mapped) return short
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** What `TRUST_PROXY` says: a number of proxies, or their addresses and networks with commas. Undefined where it says
 *  neither. Pure. */
export function parseProxyTrust(text: string): ProxyTrust | undefined {
  if (/^\d+$/.test(text)) {
    const hops = Number(text)
    return hops >= 1 && hops <= mostHops ? { hops } : undefined
  }
  const proxies = new BlockList()
  for (const part of text.split(',')) {
    const [address = '', prefix, ...more] = part.trim().split('/')
    const family = isIP(address)
    if (family === 0 || more.length > 0) return undefined
    const most = family === 4 ? 32 : 128
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
    if (!(bits >= 0 && bits <= most)) return undefined
    proxies.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
  }
  return { isProxy: (address) => proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6') }
}

/** Where a request comes from: the rightmost address no trusted proxy stands at. What stands left of it in
 *  `X-Forwarded-For` was sent by the client, who may write what he likes. Empty where the connection is gone. Pure. */
export function findClientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trust: ProxyTrust | null,
): string {
  let address = normalizeAddress(socketAddress ?? '') ?? ''
  if (trust === null || forwardedFor === undefined) return address
  const before = forwardedFor.split(',')
  const isTrusted = (hop: number) => ('hops' in trust ? hop < trust.hops : trust.isProxy(address))
  for (let hop = 0; before.length > 0 && address !== '' && isTrusted(hop); hop++) {
    const next = normalizeAddress(before.pop() ?? '')
    // What no proxy writes: whoever stands to the right of it is the last that is known.
    if (next === undefined) break
    address = next
  }
  return address
}

/** Whether the nearest proxy took the request by HTTPS; false where it is none of ours. Pure. */
export function isForwardedHttps(
  socketAddress: string | undefined,
  forwardedProto: string | undefined,
  trust: ProxyTrust | null,
): boolean {
  if (trust === null || forwardedProto === undefined) return false
  const nearest = normalizeAddress(socketAddress ?? '') ?? ''
  if ('isProxy' in trust && (nearest === '' || !trust.isProxy(nearest))) return false
  return forwardedProto.split(',').at(-1)?.trim().toLowerCase() === 'https'
}

/** What a limit counts by: an address, of IPv6 its /64, since one household has 2^64 of those. Pure. */
export function addressLimitKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const rest = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
  return `${all.slice(0, 4).join(':')}::/64`
}
