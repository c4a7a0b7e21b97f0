/** What an incident says of a work order: what happened, and the address as it was told, which says more than the point it was found
 *  at. Pure. */
export const describeOrder = ({ description, address }: { description?: string; address?: string }): string =>
  [description, address].filter((text) => text !== undefined).join('\n')
