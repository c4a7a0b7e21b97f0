import { sql } from 'drizzle-orm'
import { customType } from 'drizzle-orm/pg-core'
import type { LineString, MultiPolygon, Point } from 'geojson'

type GeometryOf = { Point: Point; LineString: LineString; MultiPolygon: MultiPolygon }

/** A PostGIS column in EPSG:4326 that is written from GeoJSON. drizzle's own `geometry()` makes points only, whatever
 *  type it is given (drizzle-orm#3040). Read it with `ST_AsGeoJSON(column, 7)`: a bare
 *  select gives EWKB text. */
export const geometryColumn = <Type extends keyof GeometryOf>(name: string, type: Type) =>
  customType<{ data: GeometryOf[Type]; driverData: string }>({
    dataType: () => `geometry(${type}, 4326)`,
    toDriver: (value) => sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(value)}), 4326)`,
  })(name)
