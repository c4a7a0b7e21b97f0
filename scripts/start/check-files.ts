import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { StartError } from '#api/platform/process/start-error.ts'
import { UsageError } from './read-arguments.ts'

/** Whether every path is a file that can be read, asked before a database is opened. Throws `UsageError`
 *  where it is none, `StartError` where it cannot be read. */
export function checkFiles(paths: readonly string[]): void {
  const refuse = (isWrong: (path: string) => boolean, zh: string, en: string, Refusal = UsageError) => {
    const wrong = paths.filter(isWrong)
    if (wrong.length > 0) throw new Refusal({ zh: `${zh}${wrong.join('、')}。`, en: `${en}${wrong.join(', ')}.` })
  }
  refuse((path) => find(path) === 'missing', '找不到文件：', 'No such file: ')
  refuse(
    (path) => {
      const found = find(path)
      return typeof found === 'object' && found.isDirectory()
    },
    '这是文件夹，请写出其中要导入的文件：',
    'A folder, and files are wanted; name the ones in it: ',
  )
  refuse((path) => !isReadable(path), '没有权限读取文件：', 'No permission to read: ', StartError)
}

/** `hidden`: it may be there, in a folder that may not be entered. */
function find(path: string): Stats | 'missing' | 'hidden' {
  try {
    return statSync(path)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'hidden' : 'missing'
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
