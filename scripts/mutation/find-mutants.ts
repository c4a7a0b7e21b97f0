import { type Node, parseSync, Visitor } from 'oxc-parser'

/** One small change of a source: its characters `start` to `end` become `replacement`. */
export type Mutant = {
  start: number
  end: number
  line: number
  column: number
  original: string
  replacement: string
}

const binaryChanges: Record<string, string[]> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
}
const logicalChanges: Record<string, string> = { '&&': '||', '||': '&&', '??': '&&' }
const assignmentChanges: Record<string, string> = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '??=': '=' }
const nameChanges: Record<string, string> = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  some: 'every',
  every: 'some',
}

type Place = { start: number; end: number }

/** The mutants of a TypeScript source: operators, conditions (always, never), constants, and calls and jumps left out.
 *  Types, texts and what stands between [ and ] of an index are let be: a wrong index is a wrong number at once. Pure;
 *  the order is that of the source. */
export function findMutants(source: string): Mutant[] {
  const { program, errors } = parseSync('source.ts', source)
  if (errors.length > 0) throw new Error(errors[0]?.message)
  const mutants: Mutant[] = []
  const ignored: Place[] = []
  const add = ({ start, end }: Place, ...replacements: string[]) => {
    const linesBefore = source.slice(0, start).split('\n')
    const [line, column] = [linesBefore.length, (linesBefore.at(-1) ?? '').length + 1]
    const original = source.slice(start, end)
    for (const replacement of replacements) mutants.push({ start, end, line, column, original, replacement })
  }
  /** The operator between two operands: what lies between them may hold brackets and comments too. */
  const operatorOf = (left: Place, right: Place, operator: string): Place => {
    const between = source
      .slice(left.end, right.start)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (text) => ' '.repeat(text.length))
    const start = left.end + between.indexOf(operator)
    return { start, end: start + operator.length }
  }
  const decide = (test: Node | null) => {
    if (test && test.type !== 'Literal') add(test, 'true', 'false')
  }

  new Visitor({
    BinaryExpression({ left, right, operator }) {
      const isText = [left, right].some((side) => side.type === 'TemplateLiteral' || isTextLiteral(side))
      if (!isText) add(operatorOf(left, right, operator), ...(binaryChanges[operator] ?? []))
    },
    LogicalExpression({ left, right, operator }) {
      // What the types ask for and no array leaves out.
      if (operator === '??' && isPlain(right)) return void ignored.push(right)
      add(operatorOf(left, right, operator), logicalChanges[operator] ?? '')
    },
    AssignmentPattern({ right }) {
      if (isPlain(right)) ignored.push(right)
    },
    AssignmentExpression({ left, right, operator }) {
      const change = assignmentChanges[operator]
      if (change) add(operatorOf(left, right, operator), change)
    },
    UnaryExpression({ start, argument, operator }) {
      if (operator === '!' || operator === '-' || operator === '~') add({ start, end: argument.start }, ' ')
    },
    UpdateExpression({ start, end, prefix, operator }) {
      const place = prefix ? { start, end: start + 2 } : { start: end - 2, end }
      add(place, operator === '++' ? '--' : '++')
    },
    IfStatement({ test, consequent }) {
      // Where a long piece of work may be put down: a step more or less changes no answer.
      if (isBareYield(consequent)) ignored.push(test)
      decide(test)
    },
    ConditionalExpression({ test }) {
      decide(test)
    },
    // A loop that always goes on says nothing but that it hangs.
    WhileStatement({ test }) {
      if (test.type !== 'Literal') add(test, 'false')
    },
    ForStatement({ test }) {
      if (test) add(test, 'false')
    },
    Literal(literal) {
      if (typeof literal.value === 'number') add(literal, `${literal.value + 1}`)
      else if (typeof literal.value === 'boolean') add(literal, `${!literal.value}`)
    },
    MemberExpression(member) {
      if (member.computed) ignored.push(member.property)
      if (member.computed || member.property.type !== 'Identifier') return
      const change = nameChanges[member.property.name]
      if (change) add(member.property, change)
    },
    ExpressionStatement(statement) {
      if (statement.expression.type === 'CallExpression') add(statement, ';')
    },
    ContinueStatement(statement) {
      add(statement, ';')
    },
    BreakStatement(statement) {
      add(statement, ';')
    },
    TSLiteralType({ literal }) {
      ignored.push(literal)
    },
  }).visit(program)
  return mutants
    .filter(({ start, end }) => !ignored.some((place) => place.start <= start && end <= place.end))
    .filter(({ original, replacement }) => original !== replacement)
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

const isBareYield = (node: Node) =>
  node.type === 'ExpressionStatement' && node.expression.type === 'YieldExpression' && !node.expression.argument
const isPlain = (node: Node) =>
  node.type === 'Literal' || (node.type === 'ArrayExpression' && node.elements.length === 0)
const isTextLiteral = (node: Node) => node.type === 'Literal' && typeof node.value === 'string'
