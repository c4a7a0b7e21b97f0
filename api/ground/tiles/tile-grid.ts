/** Units of a tile's own grid along one side, as in the vector tile format. */
export const tileExtent = 4096
/** What lies beyond a tile's side and is in it all the same, in those units: 8 px, so that wide lines and outlines come
 *  out of the neighbour without a cut. */
export const tileBuffer = 64
