import { z } from 'zod'

/** The other systems by which somebody may sign in, as far as they are configured. */
export const wayIds = ['oidc', 'wecom', 'dingtalk'] as const
export const wayIdSchema = z.enum(wayIds)
export type WayId = z.infer<typeof wayIdSchema>

/** What a page finds as `?sign-in=…` after somebody came back from another system; nothing where a session was given.
 *  `unbound`: bound to no account here, or to a closed one. `bound-elsewhere`: to somebody else's, `bound-already`: the own
 *  account is bound to another user of that system. `session-over`: signed out while binding. */
export const wayOutcomes = [
  'second-factor',
  'unbound',
  'cancelled',
  'failed',
  'unavailable',
  'busy',
  'bound',
  'bound-elsewhere',
  'bound-already',
  'session-over',
] as const
export type WayOutcome = (typeof wayOutcomes)[number]

const longestPath = 2_000
const base = 'http://own.invalid'

/** Whether a browser sent there stays here: a path of the page, and no route of the interface. Pure. */
export function isOwnPath(text: string): boolean {
  // A browser takes a backslash for a slash and drops tabs and newlines, so `/\t/host` would be another host.
  if (text.length > longestPath || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text) || !URL.canParse(text, base)) return false
  const { origin, pathname } = new URL(text, base)
  return origin === base && !pathname.startsWith('//') && !/^\/api(\/|$)/.test(pathname)
}

export const wayParams = z.object({ id: z.string().max(32) })
export const startWayQuery = z.object({
  /** Where on the page to go on afterwards. */
  to: z
    .string()
    .refine(isOwnPath, { message: '应为本系统网页的路径，以 / 开头 / is to be a path of this page, with / in front' })
    .default('/'),
})
export const bindWayBody = z.strictObject({ ...startWayQuery.shape, password: z.string().min(1).max(256) })
/** Where the browser is to go. */
export const bindWayAnswer = z.object({ url: z.string() })
/** `userId`: what the other system calls the user. */
export const boundWay = z.object({ id: wayIdSchema, userId: z.string(), boundAt: z.string() })
/** `isUsable`: false where the way is not configured any more, or leads to another system by now. */
export const boundWaysAnswer = z.object({ ways: z.array(boundWay.extend({ isUsable: z.boolean() })) })
