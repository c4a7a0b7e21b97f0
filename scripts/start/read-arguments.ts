import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StartError } from '#api/db/start-error.ts'

/** A command line that cannot be understood: the process leaves with exit code 2, as shells expect it. */
export class UsageError extends StartError {}

/** `parseArgs` of Node, whose refusals are English alone. Throws `UsageError`. */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw toUsageError(error as NodeJS.ErrnoException, config.options)
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
