import type { AuditItem } from './audit.contract.ts'

/** "log audit" of RFC 5424. */
const facility = 13
const severities = { done: 6, refused: 4, failed: 3 } as const
/** What every receiver of datagrams takes (RFC 5426 asks for 2,048). */
const longestMessage = 2_048

const header = (text: string, longest: number) => text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-'
const parameter = (name: string, value: string | number) => `${name}="${String(value).replaceAll(/["\\\]]/g, '\\$&')}"`

/** One row as RFC 5424 wants it. The number and the hash let a receiver see what is missing or came twice. Where the whole
 *  row is too long for a datagram, what was before and after stays here. Pure. */
export function syslogMessage(
  item: AuditItem,
  from: { host: string; processId: number },
  options: { isDatagram: boolean },
): Buffer {
  const priority = facility * 8 + severities[item.outcome ?? 'done']
  const head = [
    `<${priority}>1`,
    item.at,
    header(from.host, 255),
    'onegrid',
    from.processId,
    header(item.action ?? '', 32),
    // 32473 is the number that is free for everybody (RFC 5612).
    `[audit@32473 ${parameter('seq', item.seq ?? 0)} ${parameter('hash', item.hash ?? '')}]`,
  ].join(' ')
  const whole = Buffer.from(`${head} \ufeff${JSON.stringify(item)}`)
  if (!options.isDatagram || whole.length <= longestMessage) return whole
  const { before: _before, after: _after, details: _details, ...rest } = item
  return Buffer.from(`${head} \ufeff${JSON.stringify({ ...rest, isCut: true })}`)
}
