/** How something that lies over the page is left. It may ask first, and then calls `then` only where it really goes; where nothing
 *  but its own buttons ends it, it stays. */
type Leave = (then: () => void) => void

/** The last one lies on top. */
let open: readonly Leave[] = []

/** From now on whoever goes elsewhere has to leave this first. Returns the function that ends it. */
export function holdDialog(leave: Leave): () => void {
  // a function of its own: the same may be held twice
  const held: Leave = (then) => leave(then)
  open = [...open, held]
  return () => {
    open = open.filter((each) => each !== held)
  }
}

/** Leaves the one on top, as "back" does; false where none is open. */
export function leaveTopDialog(): boolean {
  const top = open.at(-1)
  top?.(() => {})
  return top !== undefined
}

/** Leaves all of them from the top down, and then does what they were in the way of; at once where none is open. */
export function leaveDialogs(then: () => void): void {
  const leaves = open
  const leaveFrom = (place: number): void => {
    const leave = leaves[place]
    if (leave) leave(() => leaveFrom(place - 1))
    else then()
  }
  leaveFrom(leaves.length - 1)
}
