export type Language = 'zh' | 'en'

/** A leaf holds both languages; a branch groups leaves (`kind: { dispute: { zh, en } }`). A leaf is a sentence or a
 *  function that makes one. */
type Leaf = { zh: string; en: string } | { zh: (...values: never[]) => string; en: (...values: never[]) => string }
export type Dictionary = { [key: string]: Leaf | Dictionary }

export type Translated<D> = {
  [K in keyof D]: D[K] extends { zh: infer Zh; en: unknown }
    ? Zh extends string
      ? string
      : Zh
    : D[K] extends Dictionary
      ? Translated<D[K]>
      : never
}

const isLeaf = (value: Leaf | Dictionary): value is Leaf => 'zh' in value && 'en' in value

/** The dictionary in one language. Pure. */
export function translateDictionary<D extends Dictionary>(dictionary: D, language: Language): Translated<D> {
  return Object.fromEntries(
    Object.entries(dictionary).map(([key, value]) => [
      key,
      isLeaf(value) ? value[language] : translateDictionary(value, language),
    ]),
  ) as Translated<D>
}
