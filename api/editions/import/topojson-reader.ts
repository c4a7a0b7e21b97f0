import { feature } from 'topojson-client'
import type { MultiPolygon, Polygon, Topology } from 'topojson-specification'

import { type AreaReader, isObject, type RawArea } from './area-reader.ts'
import type { ImportFault } from './import-fault.ts'

/** What a member of a collection should be; another type still becomes one feature and is refused later. */
type Member = Polygon | MultiPolygon

/** A topology with any number of objects; each object may mix levels. */
export const topoJsonReader: AreaReader = {
  format: 'TopoJSON',
  accepts: (document) => isObject(document) && document.type === 'Topology',
  read(document, sourceName) {
    const areas: RawArea[] = []
    const faults: ImportFault[] = []
    const topology = document as Topology
    if (!isObject(topology.objects) || !Array.isArray(topology.arcs)) {
      const reason = { zh: 'TopoJSON 缺少 objects 或 arcs。', en: 'The TopoJSON has no objects or no arcs.' }
      return { areas, faults: [{ kind: 'unreadable', code: null, place: sourceName, reason }] }
    }
    for (const [objectName, object] of Object.entries(topology.objects)) {
      const members = (
        object.type === 'GeometryCollection' && Array.isArray(object.geometries) ? object.geometries : [object]
      ) as Member[]
      members.forEach((member, position) => {
        const place = `${sourceName} · ${objectName}[${position}]`
        try {
          const { geometry, properties } = feature(topology, member as Polygon)
          areas.push({ geometry, properties: isObject(properties) ? properties : {}, source: sourceName, place })
        } catch {
          // An arc index out of range, or arcs that are not numbers.
          const reason = { zh: '图形引用的弧段不存在或无法解析。', en: 'The geometry names arcs that are not there.' }
          const code = isObject(member) && isObject(member.properties) ? member.properties.code : null
          faults.push({ kind: 'no_geometry', code: typeof code === 'string' ? code : null, place, reason })
        }
      })
    }
    return { areas, faults }
  },
}
