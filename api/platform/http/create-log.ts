import { type DestinationStream, type Logger, pino } from 'pino'

/** Wherever they stand in what is logged, one or two levels down. */
const secrets = ['authorization', 'cookie', 'set-cookie', 'password', 'passphrase', 'secret', 'token', 'totp', 'phone']
const redacted = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

type LoggedError = { type: string; code?: string; message: string; stack: string; cause?: LoggedError }

/** An error without what people wrote: PostgreSQL, drizzle and JSON quote the values they do not like, and an error's own
 *  fields (`parameters`, `detail`) hold whole rows. What is in quotation marks goes, but for names of constraints. */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error', stack: '' }
  const code = (error as { code?: unknown }).code
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    message: withoutValues(error.message, code),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  }
}

function withoutValues(message: string, code: unknown): string {
  // drizzle: `Failed query: … params: …`, all of it in one message.
  const [said = ''] = message.split(/\n?params:/)
  // Class 23 is a constraint that was broken, named in the message; its values are in `detail`.
  const isNamed = typeof code === 'string' && code.startsWith('23')
  // From the first to the last mark: a value may hold some itself.
  const plain = isNamed ? said : said.replace(/"[\s\S]*"/, '"…"')
  return plain.replace(/'[\s\S]*'/, "'…'").slice(0, 2_000)
}

/** The log of the server: one JSON line an event. No secret and nothing of what people wrote is in it, also where
 *  something fails: request lines name a path without its query, and errors come by `describeError`. */
export const createLog = (destination?: DestinationStream): Logger =>
  pino(
    {
      redact: { paths: redacted, censor: '…' },
      hooks: {
        logMethod([first, ...more], write) {
          // Without a text pino takes that of the error.
          const fields = first instanceof Error ? { err: first } : first
          const isSilent = typeof fields === 'object' && more.length === 0
          write.apply(this, [fields, ...(isSilent ? ['no text'] : more)] as Parameters<typeof write>)
        },
      },
      serializers: { err: (error: unknown) => describeError(error) },
    },
    destination as DestinationStream,
  )
