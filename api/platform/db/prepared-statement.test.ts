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

  it('comes with its values as the driver takes them', () => {
    const statement = prepareStatement<{ a: number }, never>(sql`SELECT ${sql.placeholder('a')}`)
    expect(statement.bind({ a: 1 })).toEqual({ sql: 'SELECT $1', params: [1] })
  })

  it('refuses one that the server would not keep', () => {
    const values = sql.join(
      Array.from({ length: 41 }, () => sql.placeholder('a')),
      sql`, `,
    )
    expect(() => prepareStatement(sql`SELECT ${values}`)).toThrow('too long')
    expect(() => prepareStatement(sql`SELECT ${sql.raw(`'${'x'.repeat(4000)}'`)}`)).toThrow('too long')
  })

  it('refuses a value that would stand in it for ever', () => {
    expect(() => prepareStatement(sql`SELECT ${1}`)).toThrow('placeholder')
  })
})
