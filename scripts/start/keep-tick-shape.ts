import { executionAsyncResource } from 'node:async_hooks'

const kept: object[] = []

/**
 * Keeps one of the objects alive that Node 20 makes for each `process.nextTick`, about eight for a request. A full
 * collection that finds none of them, as the first reading of an edition causes one, lets V8 forget their shape, and
 * every `nextTick` afterwards takes the slow way: 300 ns instead of 60, 2.5 of the 29 µs of sending a tile
 * (`npm run bench -- tiles`). To be called once, before anything big is read.
 */
export function keepTickShape(): void {
  process.nextTick(() => kept.push(executionAsyncResource()))
}
