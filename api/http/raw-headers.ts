import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** A header as it came, `name` in small letters; several of one name are joined. Node makes its object of all headers when
 *  the first is asked for, and that alone is a fifteenth of sending a tile. Pure. */
export function findRawHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): string | undefined {
  let found: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const each = rawHeaders[at] as string
    if (each.length !== name.length || each.toLowerCase() !== name) continue
    found = found === undefined ? rawHeaders[at + 1] : `${found}, ${rawHeaders[at + 1]}`
  }
  return found
}

/** A header of a request, the short way where it came over a socket. */
export function readHeader(c: Context, name: string): string | undefined {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return incoming ? findRawHeader(incoming, name) : c.req.header(name)
}
