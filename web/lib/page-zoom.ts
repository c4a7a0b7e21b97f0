/** How much larger than its own pixels an element is drawn, in tenths: on a wall the style sheet enlarges the page
 *  (tokens.css). Rounded, because a width of half a pixel is no enlargement. */
export const zoomOf = (element: HTMLElement): number =>
  element.offsetWidth > 0 ? Math.round((element.getBoundingClientRect().width / element.offsetWidth) * 10) / 10 : 1
