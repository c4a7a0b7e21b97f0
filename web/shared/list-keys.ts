/** The list that `j` and `k` move in: the one that was shown last. */
export type ListKeys = {
  move(steps: number): void
  open(): void
  /** Takes the selected row to those that something is done with, or out of them; left out where it is one at a time. */
  check?(): void
}

const lists: ListKeys[] = []

/** Called by a list when it is shown; the returned function when it goes. */
export function registerList(list: ListKeys): () => void {
  lists.push(list)
  return () => {
    const index = lists.indexOf(list)
    if (index >= 0) lists.splice(index, 1)
  }
}

export const currentList = (): ListKeys | undefined => lists.at(-1)
