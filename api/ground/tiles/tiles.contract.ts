/** Zooms at which vector tiles exist (512-pixel tiles: map zoom 9.4 asks for z 9). The map overzooms from `max`. */
export const tileZooms = { min: 7, max: 14 } as const
/** Zooms at which terrain tiles exist: 256-pixel Terrarium, so a source declares `tileSize: 256`. The deepest has 68 m a
 *  pixel at 26° N: finer ones know no more than a raster of 110 m, and their shading shows its cells. */
export const terrainZooms = { min: 7, max: 11 } as const
export const terrainTileSize = 256

/** Highest level that an arc of the `border` layer bounds; `county` is the outer edge. */
export const borderLevels = ['county', 'township', 'village', 'grid'] as const

/**
 * Layers of `/tiles/{edition}/{z}/{x}/{y}` and the attributes each carries; every value is a string.
 * The feature id of polygons and labels is `Number(code)`: feature-state, metrics and selection share that key over all
 * editions and all layers.
 *
 * - `county` `township` `village` `grid`: polygons, on every zoom. For fills and for asking what is under the pointer.
 *   Draw outlines from `border`: two polygons draw their common side twice, and dashes would not meet.
 * - `border`: lines, each drawn once however many areas it bounds, one feature a level, without id. A level's lines are
 *   those with this level or a higher one: the edge of a township is also the edge of a village and of a grid.
 * - `…_label`: one point an area, its seat, the most populous first. From polygons a label would repeat in every tile.
 */
export const editionTileLayers = {
  county: ['code', 'name'],
  township: ['code', 'name'],
  village: ['code', 'name'],
  grid: ['code', 'name', 'kind'],
  border: ['level'],
  township_label: ['code', 'name'],
  village_label: ['code', 'name'],
  grid_label: ['code', 'name'],
} as const

/** The lowest zoom at which a label layer's points are in the tiles. */
export const editionFirstZooms = { township_label: 7, village_label: 10, grid_label: 12 } as const

/**
 * Layers of `/basemap/{version}/{z}/{x}/{y}` and their attributes. Attributes without a value are left out.
 *
 * - `water`: polygons. `kind`: `lake` or `reservoir`; `name`.
 * - `waterway`: lines. `class`: `river` or `stream`; `rank` (number) 1 most important … 4 for rivers, 5 … 8 for streams of
 *   Strahler order 4 … 1; `name`.
 * - `road`: lines. `class`: see `roadClasses`; `ref` (`G85`), `name`; `bridge`: true on the sections over a main river.
 * - `place`: points. `kind`: see `placeKinds`; `rank` (number, 1 first: symbol-sort-key); `name`; `elevation` (number,
 *   metres) of peaks and passes. Townships and villages are here too, for a basemap without grids: the console labels
 *   those from the edition's tiles.
 * - `neighbour`: polygons of the counties around, their inner edge exactly the county's; `neighbour_label`: points; `name`.
 */
export const basemapTileLayers = {
  water: ['name', 'kind'],
  waterway: ['class', 'rank', 'name'],
  road: ['class', 'ref', 'name', 'bridge'],
  place: ['name', 'kind', 'rank', 'elevation'],
  neighbour: ['name'],
  neighbour_label: ['name'],
} as const

export const roadClasses = ['expressway', 'national', 'provincial', 'county', 'township', 'village'] as const

export const placeKinds = ['county', 'township', 'village', 'hamlet', 'peak', 'pass', 'lake', 'reservoir'] as const

/** The lowest tile zoom at which features of a class, rank or kind appear. A style's own limit only makes it later. */
export const basemapFirstZooms = {
  road: { expressway: 7, national: 7, provincial: 8, county: 9, township: 11, village: 12 },
  /** By `rank` of a waterway. */
  waterway: { 1: 7, 2: 7, 3: 7, 4: 8, 5: 9, 6: 10, 7: 11, 8: 13 },
  /** By `rank` of a place. */
  place: { 1: 7, 2: 7, 3: 9, 4: 10, 5: 11, 6: 12, 7: 13 },
} as const
