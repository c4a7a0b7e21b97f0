/** Whether the pointer itself has moved. A list that opens beneath a resting pointer is entered by it as well, and what
 *  Enter chooses must not depend on where the mouse was left. Pure. */
export const hasMoved = ({ movementX, movementY }: { movementX: number; movementY: number }): boolean =>
  movementX !== 0 || movementY !== 0
