import { turnOf } from './turn.ts'

/** Does the edge cross the ray from the point to the east? The point is taken as if it lay a breath to the east and,
 *  far less, to the north: each point then has one side of every edge, also when it is on the edge or a vertex. So of
 *  the areas that share a border a point on it belongs to the one in the east (in the north where the border runs
 *  exactly east to west), and where areas meet in a vertex exactly one of them has it. Exact, pure. */
export function crossesRay(x1: number, y1: number, x2: number, y2: number, px: number, py: number): boolean {
  if (y1 <= py === y2 <= py) return false
  if (px < x1 && px < x2) return true
  if (px > x1 && px > x2) return false
  const turn = turnOf(x1, y1, x2, y2, px, py)
  return y2 > y1 ? turn > 0 : turn < 0
}

/** How often an edge may be listed in bands, on average. */
const entriesPerEdge = 4

/** Edges in bands of latitude, so that a point is compared with the edges of its band alone. */
export class RayIndex {
  readonly #edges: Float64Array
  readonly #bottom: number = 0
  readonly #bandsPerUnit: number = 0
  readonly #bandCount: number = 0
  readonly #bandStart: Int32Array
  readonly #bandEdges: Int32Array

  /** `edges` is x1, y1, x2, y2, … for `count` directed edges; it is kept, not copied. */
  constructor(edges: Float64Array, count: number) {
    this.#edges = edges
    let bottom = Infinity
    let top = -Infinity
    let heights = 0
    for (let i = 0; i < count; i++) {
      const y1 = edges[4 * i + 1] as number
      const y2 = edges[4 * i + 3] as number
      bottom = Math.min(bottom, y1, y2)
      top = Math.max(top, y1, y2)
      heights += Math.abs(y2 - y1)
    }
    // An edge is listed in every band it passes. Where there are thousands at any latitude (a star over the county) many
    // bands would shorten no question and take millions of entries: so few that all lists together stay short.
    const edgesAtOnce = heights / (top - bottom)
    this.#bottom = bottom
    this.#bandCount = Math.max(1, Math.min(1024, count >> 2, Math.floor((entriesPerEdge * count) / edgesAtOnce) || 1))
    this.#bandsPerUnit = top > bottom ? this.#bandCount / (top - bottom) : 0
    this.#bandStart = new Int32Array(this.#bandCount + 1)
    const eachBand = (visit: (edge: number, band: number) => void) => {
      for (let i = 0; i < count; i++) {
        const y1 = edges[4 * i + 1] as number
        const y2 = edges[4 * i + 3] as number
        const last = this.#bandOf(Math.max(y1, y2))
        for (let band = this.#bandOf(Math.min(y1, y2)); band <= last; band++) visit(i, band)
      }
    }
    eachBand((_, band) => {
      this.#bandStart[band + 1] = (this.#bandStart[band + 1] as number) + 1
    })
    for (let band = 0; band < this.#bandCount; band++) {
      this.#bandStart[band + 1] = (this.#bandStart[band + 1] as number) + (this.#bandStart[band] as number)
    }
    const cursor = this.#bandStart.slice()
    this.#bandEdges = new Int32Array(this.#bandStart[this.#bandCount] as number)
    eachBand((edge, band) => {
      this.#bandEdges[cursor[band] as number] = edge
      cursor[band] = (cursor[band] as number) + 1
    })
  }

  #bandOf(y: number): number {
    const band = Math.floor((y - this.#bottom) * this.#bandsPerUnit)
    return band >= this.#bandCount ? this.#bandCount - 1 : band
  }

  /** How often the edges wind counter-clockwise around the point, on-edge points as in `crossesRay`. For closed rings
   *  of whatever orientation odd means inside. */
  windingAt(px: number, py: number): number {
    const band = this.#bandOf(py)
    // Not `< 0` alone: a NaN must not find a band.
    if (!(band >= 0)) return 0
    const edges = this.#edges
    let winding = 0
    for (let i = this.#bandStart[band] as number; i < (this.#bandStart[band + 1] as number); i++) {
      const edge = 4 * (this.#bandEdges[i] as number)
      const y1 = edges[edge + 1] as number
      const y2 = edges[edge + 3] as number
      if (crossesRay(edges[edge] as number, y1, edges[edge + 2] as number, y2, px, py)) winding += y2 > y1 ? 1 : -1
    }
    return winding
  }
}
