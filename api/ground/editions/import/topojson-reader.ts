import { feature } from 'topojson-client'
import type { MultiPolygon, Polygon, Topology } from 'topojson-specification'
import { type AreaReader, isObject, type RawArea, unreadable } from './area-reader.ts'
import type { ImportFault } from './import-fault.ts'

/** What a member of a collection should be; another type still becomes one feature and is refused later. */
type Member = Polygon | MultiPolygon

/** A topology with any number of objects; each object may mix levels. */
export const topoJsonReader: AreaReader = {
  format: 'TopoJSON',
  read(document, sourceName) {
    if (!isObject(document) || document.type !== 'Topology') return undefined
    if (!isObject(document.objects) || !Array.isArray(document.arcs))
      return {
        count: 0,
        areas: [unreadable(sourceName, 'TopoJSON 缺少 objects 或 arcs。', 'The TopoJSON has no objects or no arcs.')],
      }
    const topology = document as unknown as Topology
    const members = Object.entries(topology.objects).flatMap(([name, object]) =>
      (isObject(object) && object.type === 'GeometryCollection' && Array.isArray(object.geometries)
        ? object.geometries
        : [object]
      ).map((member, position) => ({ member: member as Member, place: `${sourceName} · ${name}[${position}]` })),
    )
    return { count: members.length, areas: readMembers(topology, members, sourceName) }
  },
}

function* readMembers(
  topology: Topology,
  members: readonly { member: Member; place: string }[],
  source: string,
): Generator<RawArea | ImportFault> {
  for (const { member, place } of members) {
    try {
      const { geometry, properties } = feature(topology, member as Polygon)
      yield { geometry, properties: isObject(properties) ? properties : {}, source, place }
    } catch {
      // An arc index out of range, or arcs that are not numbers.
      const reason = { zh: '图形引用的弧段不存在或无法解析。', en: 'The geometry names arcs that are not there.' }
      const code = isObject(member) && isObject(member.properties) ? member.properties.code : null
      yield { kind: 'no_geometry', code: typeof code === 'string' ? code : null, place, reason }
    }
  }
}
