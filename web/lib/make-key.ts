/** One for each thing that is to be done once, however often it is sent. Without `crypto.randomUUID`, which a page served
 *  without TLS has not got. */
export const makeKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
