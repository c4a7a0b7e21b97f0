import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StartError } from '#api/platform/process/start-error.ts'

/** A command line that cannot be understood: the process leaves with exit code 2, as shells expect it. */
export class UsageError extends StartError {}

/** `parseArgs` of Node, whose refusals are English alone. Throws `UsageError`. */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    const args = joinNegatives(config.args ?? process.argv.slice(2), config.options)
    const { tokens = [] } = parseArgs({ ...config, args, tokens: true })
    refuseRepeated(tokens, config.options)
    return parseArgs({ ...config, args } as Config)
  } catch (error) {
    throw toUsageError(error as NodeJS.ErrnoException, config.options)
  }
}

/** `--snap -1` is a value that the option refuses in its own words, and no option `-1`. */
function joinNegatives(args: readonly string[], options: ParseArgsConfig['options'] = {}): string[] {
  const joined: string[] = []
  for (const argument of args) {
    const before = joined.at(-1) ?? ''
    if (/^-\d/.test(argument) && before.startsWith('--') && options[before.slice(2)]?.type === 'string')
      joined.splice(-1, 1, `${before}=${argument}`)
    else joined.push(argument)
  }
  return joined
}

/** Of two values the last would count, and the other would be gone without a word. */
function refuseRepeated(tokens: readonly { kind: string; name?: string }[], options: ParseArgsConfig['options'] = {}) {
  const seen = new Set<string>()
  for (const { kind, name = '' } of tokens) {
    if (kind !== 'option' || options[name]?.type !== 'string' || options[name].multiple) continue
    if (seen.has(name))
      throw new UsageError({
        zh: `选项 --${name} 只能写一次；用法见 --help。`,
        en: `The option --${name} may be given once; see --help.`,
      })
    seen.add(name)
  }
}

function toUsageError(error: NodeJS.ErrnoException, options: ParseArgsConfig['options'] = {}): unknown {
  if (!error.code?.startsWith('ERR_PARSE_ARGS_')) return error
  const given = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  // Node names it with its short form before and `<value>` behind.
  const option = /--[^\s=]+/.exec(given)?.[0] ?? given
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return new UsageError(
        { zh: `没有选项 ${given}；用法见 --help。`, en: `There is no option ${given}; see --help.` },
        error,
      )
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return new UsageError(
        { zh: `不需要参数 ${given}；用法见 --help。`, en: `The argument ${given} means nothing here; see --help.` },
        error,
      )
    default:
      return new UsageError(
        options[option.slice(2)]?.type === 'string'
          ? { zh: `选项 ${option} 需要一个值；用法见 --help。`, en: `The option ${option} needs a value; see --help.` }
          : { zh: `选项 ${option} 不带值；用法见 --help。`, en: `The option ${option} takes no value; see --help.` },
        error,
      )
  }
}
