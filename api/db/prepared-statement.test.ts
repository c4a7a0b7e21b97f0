import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { prepareStatement } from './prepared-statement.ts'

describe('a prepared statement', () => {
  it('lists its values in the order of its text, a name that comes twice too', () => {
    const { text, list } = prepareStatement<{ a: number; b: string }, never>(
      sql`SELECT ${sql.placeholder('b')}, ${sql.placeholder('a')}, ${sql.placeholder('b')}`,
    )
    expect(text).toBe('SELECT $1, $2, $3')
    expect(list({ a: 1, b: 'x' })).toEqual(['x', 1, 'x'])
  })

  it('refuses a value that would stand in it for ever', () => {
    expect(() => prepareStatement(sql`SELECT ${1}`)).toThrow('placeholder')
  })
})
