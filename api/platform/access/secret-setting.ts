import { readFileSync } from 'node:fs'
import { StartError } from '#api/platform/process/start-error.ts'

/** A secret as it stands in the variable, or what stands in the file that `…_FILE` names, without the line's end. Undefined
 *  where neither is set. Throws `StartError`, in whose sentence is no value: both are set, no such file, an empty one. */
export function readSecretSetting(environment: Record<string, string | undefined>, name: string): string | undefined {
  const path = environment[`${name}_FILE`]?.trim()
  if (!path) return environment[name] || undefined
  if (environment[name]?.trim())
    throw new StartError({
      zh: `${name} 和 ${name}_FILE 只能设置一个。`,
      en: `Set ${name} or ${name}_FILE, not both.`,
    })
  let text = ''
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new StartError(
      { zh: `读不到 ${name}_FILE 指的文件 ${path}。`, en: `The file ${path} that ${name}_FILE names cannot be read.` },
      error,
    )
  }
  if (text === '')
    throw new StartError({
      zh: `${name}_FILE 指的文件 ${path} 是空的。`,
      en: `The file ${path} that ${name}_FILE names is empty.`,
    })
  return text
}
