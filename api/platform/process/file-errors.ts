import type { Sentence } from '#api/platform/http/problem.ts'

const noPermission = { zh: '没有写入权限', en: 'no permission to write there' }
const failures: Record<string, Sentence> = {
  ENOENT: { zh: '所在的文件夹不存在', en: 'its folder does not exist' },
  ENOTDIR: { zh: '所在的路径不是文件夹', en: 'the path to it leads through a file' },
  EISDIR: { zh: '这是文件夹，请写出文件名', en: 'it is a folder; name a file in it' },
  EEXIST: { zh: '已有同名文件', en: 'there is a file of that name' },
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: { zh: '所在的磁盘只读', en: 'its disk is read-only' },
  ENOSPC: { zh: '磁盘已满', en: 'the disk is full' },
  EDQUOT: { zh: '磁盘配额已满', en: 'the disk quota is used up' },
}

/** Why a file cannot be written, as the end of a sentence. */
export const describeWriteFailure = (code: string): Sentence =>
  failures[code] ?? { zh: `系统错误 ${code}`, en: `system error ${code}` }

/** The `code` of an error of the file system; undefined for any other. */
export function fileErrorCode(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall === undefined ? undefined : code
}
