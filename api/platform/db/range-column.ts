import { customType } from 'drizzle-orm/pg-core'

/** `int4range` as its text form, e.g. `[3,)`. Compared in SQL: `${editions} @> 3`. */
export const int4range = (name: string) => customType<{ data: string }>({ dataType: () => 'int4range' })(name)
/** `tstzrange` as its text form. */
export const tstzrange = (name: string) => customType<{ data: string }>({ dataType: () => 'tstzrange' })(name)
/** `bytea` as a Buffer. */
export const bytea = (name: string) => customType<{ data: Buffer }>({ dataType: () => 'bytea' })(name)
