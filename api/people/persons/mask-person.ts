/** A name and a phone as the audit trail may hold them: who knows the person recognises a change, nobody else learns
 *  anything. Pure. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}*`

/** 13800000000 → 138****0000; short numbers show nothing. Pure. */
export function maskPhone(phone: string): string {
  const shown = [...phone]
  return shown.length < 10 ? '****' : `${shown.slice(0, 3).join('')}****${shown.slice(-4).join('')}`
}

/** Free text may hold anything. Pure. */
export const maskText = (text: string): string => (text === '' ? '' : '***')
