import type { Metric, MetricHeader, MetricResolution } from '#api/ground/grids/grids.contract.ts'
import { request } from '#web/api-client/client.ts'

/** One figure of every grid, as columns. `gridIds` are codes as numbers, ascending, the feature ids of the tiles;
 *  `values[i]` belongs to `gridIds[i]` and is NaN where there is no data. */
export type MetricValues = {
  metric: Metric
  resolution: MetricResolution
  edition: number
  at: string
  gridIds: Float64Array
  values: Float64Array
}

/** The figure of a grid, null without data or for an unknown grid. `gridId` = the code as a number. Pure, binary search. */
export function valueOfGrid(
  { gridIds, values }: Pick<MetricValues, 'gridIds' | 'values'>,
  gridId: number,
): number | null {
  let low = 0
  let high = gridIds.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const id = gridIds[middle] as number
    if (id === gridId) {
      const value = values[middle] as number
      return Number.isNaN(value) ? null : value
    }
    if (id < gridId) low = middle + 1
    else high = middle - 1
  }
  return null
}

/** Reads the binary answer of `GET /api/grids/metrics/:metric` (its layout: `MetricHeader`). Throws RangeError when the
 *  answer is cut short or has bytes left over. Pure. */
export function decodeMetric(bytes: Uint8Array): MetricValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4) throw new RangeError('the metric answer is cut short')
  const headerLength = view.getUint32(0, true)
  const headerEnd = 4 + headerLength
  if (headerEnd > bytes.length) throw new RangeError('the metric answer is cut short')
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, headerEnd))) as MetricHeader
  const gridIds = new Float64Array(header.count)
  let offset = headerEnd
  let id = 0
  for (let index = 0; index < header.count; index++) {
    // a first code has 15 digits, more than the 32 bits of shifts: hence multiplication
    let delta = 0
    let weight = 1
    for (;;) {
      const byte = bytes[offset++]
      if (byte === undefined) throw new RangeError('the metric answer is cut short')
      delta += (byte & 0x7f) * weight
      if (byte < 0x80) break
      weight *= 128
    }
    id += delta
    gridIds[index] = id
  }
  if (offset + header.count * 2 !== bytes.length) throw new RangeError('the metric answer has the wrong length')
  const values = new Float64Array(header.count)
  for (let index = 0; index < header.count; index++) {
    const raw = view.getUint16(offset + index * 2, true)
    values[index] = raw === header.noData ? Number.NaN : header.offset + header.scale * raw
  }
  return {
    metric: header.metric,
    resolution: header.resolution,
    edition: header.edition,
    at: header.at,
    gridIds,
    values,
  }
}

/** One figure of all grids. Throws what `request` throws. */
export async function fetchMetric(metric: Metric, signal?: AbortSignal): Promise<MetricValues> {
  const response = await request(`/api/grids/metrics/${metric}`, { signal, accept: 'application/octet-stream' })
  return decodeMetric(new Uint8Array(await response.arrayBuffer()))
}
