import type { SnapChange } from '#api/coverage/snap-rings.ts'
import type { Sentence } from '#api/platform/http/problem.ts'

/** What was changed to make files fit that came with gaps and overlaps: a vertex, or (`border`) the border of a given
 *  area that was taken to be the union of its grids. */
export type ImportChange = Omit<SnapChange, 'kind'> & { kind: SnapChange['kind'] | 'border' }

/** A change in one sentence. Pure. */
export function describeChange({ kind, codes, lngLat, from, meters }: ImportChange): Sentence {
  const who = codes.join(', ')
  const place = lngLat.join(',')
  const far = meters.toFixed(2)
  switch (kind) {
    case 'moved':
      return {
        zh: `${who} 的顶点 ${from?.join(',')} 移到 ${place}（${far} 米）`,
        en: `${who}: vertex ${from?.join(',')} moved to ${place} (${far} m)`,
      }
    case 'added':
      return {
        zh: `${who} 的边界在 ${place} 增加一个顶点（边界移动 ${far} 米）`,
        en: `${who}: a vertex added at ${place} (the border moves by ${far} m)`,
      }
    case 'dropped':
      return { zh: `${who} 在 ${place} 的顶点并入相邻顶点`, en: `${who}: the vertex at ${place} joined the next one` }
    case 'border':
      return {
        zh: `${who} 的边界取其网格的合并边界（最多相差 ${far} 米）`,
        en: `${who}: its border is that of its grids put together (${far} m apart at most)`,
      }
  }
}
