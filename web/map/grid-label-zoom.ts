/** From here on the grids have their names on the map: farther out nobody sees which of them a place lies in. */
export const gridLabelZoom = 13.4
