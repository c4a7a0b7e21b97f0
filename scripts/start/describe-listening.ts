import { type Config, isLoopback, openedBy } from '#api/config.ts'

type Listening = Pick<Config, 'host' | 'port' | 'tls' | 'origins' | 'trustProxy'>

const isHttps = (origin: string) => origin.startsWith('https://')

/** Whether passwords cross a network that anybody may listen to. Pure. */
function isInClear({ host, tls, origins, trustProxy }: Listening): boolean {
  if (tls) return false
  // Behind a proxy of this machine the address that people type says what goes over the network.
  if (isLoopback(host)) return !origins.every(isHttps)
  return trustProxy === null || origins.length === 0 || !origins.every(isHttps)
}

/** What an operator is told of a server that other machines reach: what they have to type, and whether anybody may read
 *  their passwords on the way. Pure. */
export function describeListening(config: Listening): string[] {
  if (!openedBy(config)) return []
  const { origins, port, tls } = config
  const example = `${tls ? 'https' : 'http'}://grid.huize.gov.cn${tls || origins.length > 0 ? '' : `:${port}`}`
  const names = origins.join(', ')
  // A server that listens beyond its machine knows no name by itself, not even `localhost`.
  const refused = isLoopback(config.host)
    ? { zh: '除本机名称外的请求', en: 'every request for another name than localhost' }
    : { zh: '浏览器的请求', en: 'every request of a browser' }
  return [
    origins.length > 0
      ? `只应答这些网址，其他的答 421 / answers at these addresses alone, and 421 at others: ${names}`
      : `没有设 ONEGRID_ORIGIN，${refused.zh}一律答 421：请设为浏览器里的网址，如 ${example} / ONEGRID_ORIGIN is not set, and ${refused.en} is answered 421: set it to what people type, as ${example}`,
    ...(isInClear(config)
      ? [
          '没有 TLS，密码以明文经过网络：请设 TLS_CERT 和 TLS_KEY，或放在带 TLS 的代理之后并设 TRUST_PROXY 和 https 的 ONEGRID_ORIGIN / ' +
            'no TLS, passwords cross the network in clear: set TLS_CERT and TLS_KEY, or put it behind a proxy with TLS and set TRUST_PROXY and an https ONEGRID_ORIGIN',
        ]
      : []),
  ]
}
