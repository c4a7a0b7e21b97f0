import { toPinyin } from '#api/ground/editions/import/pinyin.ts'

/** How a title is read, to be searched: all of it and the initials, `ü` as `v`: `墙倒` → `qiangdao qd`. Pure. */
export function readTitle(title: string): string {
  const tokens = toPinyin(title)
    .replaceAll(/[üǖǘǚǜ]/g, 'v')
    .split(' ')
    .filter((token) => token !== '')
  return `${tokens.join('')} ${tokens.map((token) => token[0]).join('')}`
}
