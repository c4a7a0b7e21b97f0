import { readFileSync } from 'node:fs'
import { type ReferenceLists, type ReferenceName, referenceBodies, referenceNames } from './reference.contract.ts'

const readShipped = <Name extends ReferenceName>(name: Name) =>
  referenceBodies[name].parse(
    JSON.parse(readFileSync(new URL(`../../../data/reference/${name}.json`, import.meta.url), 'utf8')),
  ) as ReferenceLists[Name]

/** The lists as they come with the program (data/reference). Throws where one is not as the contract says. */
export const readShippedLists = (): ReferenceLists =>
  Object.fromEntries(referenceNames.map((name) => [name, readShipped(name)])) as ReferenceLists
