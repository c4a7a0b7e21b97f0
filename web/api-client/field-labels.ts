type Language = 'zh' | 'en'

/** What the fields of requests are called, by the path an answer names them with; `*` stands for the place in a list. Where a form
 *  calls one otherwise, or the same name is something else in another form, it says so itself. */
export const fieldLabels: Readonly<Record<string, Record<Language, string>>> = {
  // Incidents
  kind: { zh: '类别', en: 'Kind' },
  type: { zh: '类型', en: 'Type' },
  title: { zh: '标题', en: 'Title' },
  description: { zh: '情况描述', en: 'What happened' },
  severity: { zh: '等级', en: 'Severity' },
  location: { zh: '事发地点', en: 'Where' },
  'location.lng': { zh: '经度', en: 'Longitude' },
  'location.lat': { zh: '纬度', en: 'Latitude' },
  'location.crs': { zh: '坐标系', en: 'Coordinate system' },
  'location.gridCode': { zh: '网格编码', en: 'Grid code' },
  foundAt: { zh: '发现时间', en: 'Found' },
  details: { zh: '详情', en: 'Details' },
  'details.complexity': { zh: '难易', en: 'Complexity' },
  'details.method': { zh: '调解方式', en: 'Mediation' },
  'details.partyCount': { zh: '涉及人数', en: 'People involved' },
  'details.size': { zh: '规模', en: 'Size' },
  'details.trigger': { zh: '诱因', en: 'Trigger' },
  'details.peopleExposed': { zh: '受威胁人数', en: 'People exposed' },
  'details.inspectionDays': { zh: '巡查间隔（天）', en: 'Inspect every (days)' },
  'details.isOngoing': { zh: '仍在发展', en: 'Still going on' },
  'details.isRoadBlocked': { zh: '道路中断', en: 'Road blocked' },
  'details.peopleAffected': { zh: '受影响人数', en: 'People affected' },
  'details.channel': { zh: '反映渠道', en: 'Came by' },
  version: { zh: '版本', en: 'Version' },
  to: { zh: '去向', en: 'Where to' },
  reason: { zh: '原因', en: 'Reason' },
  assignee: { zh: '派给', en: 'Assigned to' },
  'assignee.role': { zh: '派给的角色', en: 'Role assigned to' },
  'assignee.area': { zh: '派给的区域', en: 'Area assigned to' },
  'assignee.departmentId': { zh: '派给的部门', en: 'Department assigned to' },
  'assignee.unitId': { zh: '派给的队伍', en: 'Unit assigned to' },
  mergedInto: { zh: '并入的事件', en: 'Merged into' },
  text: { zh: '备注', en: 'Note' },
  ids: { zh: '选中的事件', en: 'Chosen incidents' },
  'ids.*': { zh: '选中的事件', en: 'Chosen incident' },
  format: { zh: '格式', en: 'Format' },
  // Whistles
  departments: { zh: '叫到的部门', en: 'Departments called' },
  'departments.*': { zh: '叫到的部门', en: 'Department called' },
  note: { zh: '说明', en: 'Note' },
  step: { zh: '步骤', en: 'Step' },
  assessment: { zh: '协同过程评价', en: 'How the working together went' },
  // Files
  files: { zh: '文件', en: 'Files' },
  body: { zh: '提交的内容', en: 'What was sent' },
  dryRun: { zh: '只检查', en: 'Check only' },
  map: { zh: '列的对应', en: 'Columns' },
  crs: { zh: '坐标系', en: 'Coordinate system' },
  system: { zh: '编码所属系统', en: 'System of the codes' },
  source: { zh: '来源系统', en: 'Where the numbers are from' },
  isNotEmergency: { zh: '非紧急', en: 'No emergency' },
  tried: { zh: '所依据的检查', en: 'The check it goes by' },
  // Units, accounts, keys, walls
  name: { zh: '名称', en: 'Name' },
  areaCode: { zh: '负责区域', en: 'Area' },
  isActive: { zh: '在用', en: 'In use' },
  password: { zh: '密码', en: 'Password' },
  username: { zh: '用户名', en: 'Username' },
  department: { zh: '所属部门', en: 'Department' },
  grants: { zh: '角色', en: 'Roles' },
  'grants.*': { zh: '角色', en: 'Role' },
  'grants.*.role': { zh: '角色', en: 'Role' },
  'grants.*.area': { zh: '角色的区域', en: 'Area of the role' },
  'grants.*.from': { zh: '角色生效时间', en: 'Role from' },
  'grants.*.until': { zh: '角色失效时间', en: 'Role until' },
  role: { zh: '角色', en: 'Role' },
  area: { zh: '区域', en: 'Area' },
  from: { zh: '开始时间', en: 'From' },
  until: { zh: '失效时间', en: 'Until' },
  isDisabled: { zh: '停用', en: 'Disabled' },
  scene: { zh: '画面', en: 'Scene' },
  items: { zh: '清单', en: 'List' },
  'items.*': { zh: '清单', en: 'List' },
  'items.*.role': { zh: '角色', en: 'Role' },
  'items.*.requiresSecondFactor': { zh: '须有第二验证因素', en: 'Second factor required' },
  // Lists of the reference data
  'items.*.code': { zh: '代码', en: 'Code' },
  'items.*.kind': { zh: '类别', en: 'Kind' },
  'items.*.type': { zh: '类型', en: 'Type' },
  'items.*.zh': { zh: '中文名称', en: 'Name in Chinese' },
  'items.*.en': { zh: '英文名称', en: 'Name in English' },
  'items.*.isRetired': { zh: '停用', en: 'Retired' },
  'items.*.complexity': { zh: '难易', en: 'Complexity' },
  'items.*.severity': { zh: '等级', en: 'Severity' },
  'items.*.unit': { zh: '单位', en: 'Unit' },
  'items.*.terms': { zh: '时限', en: 'Time limit' },
  'items.*.climbs': { zh: '到期自动上报', en: 'Goes up by itself' },
  'items.*.rung': { zh: '层级', en: 'Rung' },
  'items.*.departments': { zh: '叫到的部门', en: 'Departments called' },
  'items.*.reason': { zh: '吹哨原因', en: 'Reason' },
  'items.*.reportIn': { zh: '报到时限', en: 'To report in' },
  'items.*.done': { zh: '办结时限', en: 'To be done' },
  'items.*.isExample': { zh: '示例', en: 'Example' },
  'items.*.codes': { zh: '各类型的编码', en: 'Codes of the types' },
  hours: { zh: '上班时间', en: 'Working hours' },
  years: { zh: '已列全节假日的年份', en: 'Years whose holidays are all listed' },
  'days.*': { zh: '日期', en: 'Date' },
  'items.*.incidentId': { zh: '事件', en: 'Incident' },
  'items.*.mark': { zh: '标记', en: 'Mark' },
}

/** A path, without the body it is in, with `*` for each place in a list, and the last of those places, from 1 on. */
function readPath(path: string): { pattern: string; place: number | null } {
  let place: number | null = null
  const parts = path
    .replace(/^body\./, '')
    .split('.')
    .map((part) => {
      if (!/^\d+$/.test(part)) return part
      place = Number(part) + 1
      return '*'
    })
  return { pattern: parts.join('.'), place }
}

/** What a field of a request is called; `own`: what the form calls it. Of one that nothing is known of, what it is part of; undefined
 *  where that is nothing either. Pure. */
export function labelField(path: string, language: Language, own: Readonly<Record<string, string>> = {}) {
  const { pattern, place } = readPath(path)
  for (let part = pattern; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const label = own[part] ?? fieldLabels[part]?.[language]
    if (label === undefined) continue
    if (place === null || !part.includes('*')) return label
    return language === 'zh' ? `${label}（第 ${place} 项）` : `${label} (item ${place})`
  }
  return undefined
}
