import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** Where a request comes from; empty where no socket is known. */
export const addressOf = (c: Context): string => (c.env as Partial<HttpBindings>)?.incoming?.socket?.remoteAddress ?? ''
