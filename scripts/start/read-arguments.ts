import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StartError } from '#api/db/start-error.ts'

/** A command line that cannot be understood: the process leaves with exit code 2, as shells expect it. */
export class UsageError extends StartError {}

/** `parseArgs` of Node, whose refusals are English alone. Throws `UsageError`. */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw toUsageError(error as NodeJS.ErrnoException)
  }
}

function toUsageError(error: NodeJS.ErrnoException): unknown {
  if (!error.code?.startsWith('ERR_PARSE_ARGS_')) return error
  const given = /'([^']*)'/.exec(error.message)?.[1] ?? ''
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
        { zh: `选项 ${given} 不带值；用法见 --help。`, en: `The option ${given} takes no value; see --help.` },
        error,
      )
  }
}
