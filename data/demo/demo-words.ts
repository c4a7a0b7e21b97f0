import type { Severity } from '#api/operations/incidents/incidents.contract.ts'

/** Where a hazard of a type is found. */
export type HazardAnchor = 'road' | 'bridge' | 'stream' | 'reservoir' | 'slopeHouse' | 'house' | 'town' | 'forest'

export type DisputeType = {
  /** A code of data/reference/incident-types.json. */
  type: string
  /** How often, in a grid of each kind. */
  weights: Partial<Record<GridKind, number>> & { other: number }
  titles: readonly string[]
}
export type HazardType = {
  type: string
  anchor: HazardAnchor
  weight: number
  /** True where steep ground makes it likelier. */
  steep?: boolean
  usual: Severity
  titles: readonly string[]
}
type GridKind = 'residential' | 'rural' | 'commercial' | 'industrial' | 'forest' | 'special'

/** `{place}` is the grid's name without its number. Titles name places and things, never persons. */
export const disputeTypes: readonly DisputeType[] = [
  {
    type: 'noise',
    weights: { residential: 5, commercial: 4, other: 0.8 },
    titles: [
      '{place}夜间音响扰民',
      '{place}楼上楼下因噪声起争执',
      '{place}小作坊早晚加工声扰邻',
      '{place}广场舞音量过大',
    ],
  },
  {
    type: 'homestead',
    weights: { rural: 4, other: 1.2 },
    titles: [
      '{place}两户因宅基地通道起争执',
      '{place}入户路被堆柴占用',
      '{place}新建围墙占用公共通道',
      '{place}院坝边界不清',
    ],
  },
  {
    type: 'forest-land',
    weights: { forest: 8, rural: 2.6, other: 0.2 },
    titles: ['{place}两组山林地界不清', '{place}林地边界木桩被移动', '{place}退耕林地收益分配有争议'],
  },
  {
    type: 'irrigation',
    weights: { rural: 3, forest: 1.5, other: 0.3 },
    titles: [
      '{place}上下游争灌溉用水',
      '{place}沟渠被截流影响下游用水',
      '{place}抽水费用分摊有争议',
      '{place}人饮管道接水起争执',
    ],
  },
  {
    type: 'land-transfer',
    weights: { rural: 2.4, industrial: 1, other: 0.5 },
    titles: ['{place}土地流转租金拖欠', '{place}流转地块面积核对不一致', '{place}承包地边界有争议'],
  },
  {
    type: 'family',
    weights: { other: 1.8 },
    titles: [
      '{place}一户家庭矛盾需调解',
      '{place}老人赡养分担有争议',
      '{place}一户离婚财产分割有争议',
      '{place}彩礼返还有争议',
    ],
  },
  {
    type: 'labour',
    weights: { industrial: 6, residential: 1.5, commercial: 1.5, special: 1.5, other: 0.35 },
    titles: ['{place}工地拖欠农民工工资', '{place}包工结算数额有争议', '{place}零工工资未按时发放'],
  },
  {
    type: 'livestock',
    weights: { rural: 1.8, forest: 1.5, other: 0.1 },
    titles: ['{place}羊群进地吃了玉米苗', '{place}耕牛踩坏洋芋地', '{place}散养牲畜损毁果苗'],
  },
  {
    type: 'drainage-light',
    weights: { residential: 1.6, rural: 1.4, other: 0.6 },
    titles: ['{place}屋檐滴水冲刷邻家墙脚', '{place}加层遮挡邻居采光', '{place}排水沟改道淹到邻家院坝'],
  },
  {
    type: 'lending',
    weights: { commercial: 1.6, other: 0.8 },
    titles: ['{place}借款逾期未还', '{place}合伙生意账目不清', '{place}担保还款起争执'],
  },
  {
    type: 'property-service',
    weights: { residential: 3, other: 0.05 },
    titles: ['{place}电梯停运住户不满', '{place}物业费收取有争议', '{place}小区车位分配有争议'],
  },
  {
    type: 'consumer',
    weights: { commercial: 4, special: 1, other: 0.1 },
    titles: ['{place}农资质量有争议', '{place}家电维修退款有争议', '{place}集市缺斤短两引发争执'],
  },
  {
    type: 'land-taking',
    weights: { industrial: 2, rural: 0.7, other: 0.4 },
    titles: ['{place}道路征地青苗补偿有异议', '{place}房屋拆迁面积认定有争议', '{place}电站淹没区补偿有异议'],
  },
  {
    type: 'graves',
    weights: { forest: 2, rural: 0.6, other: 0.05 },
    titles: ['{place}迁坟用地起争执', '{place}修路临近坟地两家有争议'],
  },
  {
    type: 'traffic',
    weights: { commercial: 1.5, other: 0.5 },
    titles: ['{place}三轮车刮擦赔偿有争议', '{place}村道会车剐蹭起争执'],
  },
]

export const hazardTypes: readonly HazardType[] = [
  {
    type: 'landslide',
    anchor: 'slopeHouse',
    weight: 14,
    steep: true,
    usual: 'yellow',
    titles: ['{place}屋后裂缝疑似滑坡', '{place}屋后坡体有新裂缝', '{place}坡脚鼓胀渗浑水', '{place}院坝下错开裂'],
  },
  {
    type: 'rockfall',
    anchor: 'road',
    weight: 12,
    steep: true,
    usual: 'yellow',
    titles: ['{place}路段边坡落石', '{place}弯道上方危岩松动', '{place}路面有滚石'],
  },
  {
    type: 'slope-crack',
    anchor: 'road',
    weight: 8,
    steep: true,
    usual: 'yellow',
    titles: ['{place}公路边坡开裂', '{place}挡墙外倾有裂缝', '{place}边沟外侧坡面剥落'],
  },
  {
    type: 'road',
    anchor: 'road',
    weight: 9,
    steep: true,
    usual: 'yellow',
    titles: ['{place}路基外侧塌陷', '{place}路肩被水冲空', '{place}路面下沉出现坑洞'],
  },
  {
    type: 'bridge',
    anchor: 'bridge',
    weight: 3,
    usual: 'blue',
    titles: ['{place}桥护栏缺失', '{place}桥头路面沉降', '{place}涵洞堵塞积水'],
  },
  {
    type: 'flash-flood',
    anchor: 'stream',
    weight: 10,
    usual: 'yellow',
    titles: ['{place}沟道被弃渣堵塞', '{place}山洪沟水位上涨快', '{place}便桥处漂木淤堵', '{place}沟边住户临水'],
  },
  {
    type: 'debris-flow',
    anchor: 'stream',
    weight: 6,
    steep: true,
    usual: 'yellow',
    titles: ['{place}沟内松散堆积增多', '{place}沟口见泥流痕迹', '{place}上游小塌方堵沟'],
  },
  {
    type: 'reservoir',
    anchor: 'reservoir',
    weight: 3,
    usual: 'orange',
    titles: ['{place}水库坝脚渗水', '{place}库岸坡面开裂', '{place}溢洪道杂物淤积', '{place}坝坡有蚁穴需排查'],
  },
  {
    type: 'unsafe-house',
    anchor: 'house',
    weight: 10,
    usual: 'blue',
    titles: ['{place}土坯房墙体开裂', '{place}老屋檩条下沉', '{place}空置老房外墙倾斜'],
  },
  {
    type: 'electricity',
    anchor: 'house',
    weight: 9,
    usual: 'blue',
    titles: ['{place}电杆倾斜', '{place}低压线垂落近地', '{place}线路下树枝过高', '{place}电表箱门破损'],
  },
  {
    type: 'electricity',
    anchor: 'town',
    weight: 6,
    usual: 'blue',
    titles: ['{place}路灯线缆裸露', '{place}路灯杆底座锈蚀', '{place}配电箱未上锁'],
  },
  {
    type: 'fire-access',
    anchor: 'town',
    weight: 5,
    usual: 'blue',
    titles: ['{place}消防通道被车辆占用', '{place}楼道堆放杂物', '{place}消火栓无水'],
  },
  {
    type: 'manhole',
    anchor: 'town',
    weight: 3,
    usual: 'blue',
    titles: ['{place}污水井盖缺失', '{place}沟盖板断裂'],
  },
  {
    type: 'forest-fire',
    anchor: 'forest',
    weight: 6,
    usual: 'yellow',
    titles: ['{place}林缘烧地埂', '{place}林区坟地用火需看守', '{place}防火隔离带杂草过高'],
  },
  {
    type: 'subsidence',
    anchor: 'slopeHouse',
    weight: 2,
    usual: 'yellow',
    titles: ['{place}耕地出现塌坑', '{place}老矿洞上方地面下沉'],
  },
]

export type PlainType = { type: string; weight: number; usual: Severity; titles: readonly string[] }

/** What people ask for. */
export const requestTypes: readonly PlainType[] = [
  { type: 'street-light', weight: 5, usual: 'blue', titles: ['{place}路灯不亮', '{place}巷道夜间无照明'] },
  { type: 'water-supply', weight: 5, usual: 'blue', titles: ['{place}停水两日', '{place}水管漏水', '{place}水质发黄'] },
  {
    type: 'roads',
    weight: 5,
    usual: 'blue',
    titles: ['{place}路面坑洼请修补', '{place}会车处请加凸面镜', '{place}请增设减速带'],
  },
  {
    type: 'sanitation',
    weight: 5,
    usual: 'blue',
    titles: ['{place}垃圾未及时清运', '{place}公厕无人打扫', '{place}污水沟异味'],
  },
  { type: 'power-supply', weight: 3, usual: 'blue', titles: ['{place}电压不稳', '{place}频繁跳闸停电'] },
  { type: 'welfare', weight: 3, usual: 'blue', titles: ['{place}咨询临时救助办理', '{place}反映补助未到账'] },
  { type: 'health-care', weight: 2, usual: 'blue', titles: ['{place}咨询医保报销', '{place}村卫生室缺药'] },
  { type: 'schooling', weight: 2, usual: 'blue', titles: ['{place}咨询入学划片', '{place}请开通校车线路'] },
  { type: 'farming', weight: 3, usual: 'blue', titles: ['{place}请农技人员查看洋芋病害', '{place}机耕路不通'] },
  { type: 'advice', weight: 2, usual: 'blue', titles: ['{place}咨询危房改造政策', '{place}咨询创业贷款'] },
]

/** What cannot wait. */
export const emergencyTypes: readonly PlainType[] = [
  { type: 'natural-disaster', weight: 4, usual: 'orange', titles: ['{place}强降雨引发塌方', '{place}大风掀翻屋顶'] },
  { type: 'flood', weight: 3, usual: 'orange', titles: ['{place}河水漫过便桥', '{place}农田被淹'] },
  { type: 'fire', weight: 3, usual: 'orange', titles: ['{place}柴堆起火', '{place}山边冒烟'] },
  { type: 'accident', weight: 2, usual: 'yellow', titles: ['{place}道路塌陷车辆被困', '{place}施工点支架倒塌'] },
  { type: 'missing-person', weight: 1, usual: 'yellow', titles: ['{place}有人进山未归'] },
]

/** The grid's name without "第三网格", "专属网格" and the like: what people call the place. */
export const placeOfGrid = (gridName: string): string =>
  gridName.replace(/(专属|林区)?(第[一二三四五六七八九十百零〇\d]+)?网格$/u, '').replace(/(专属|林区)$/u, '') ||
  gridName

export const timelineNotes = {
  reported: {
    dispute: ['网格员走访时了解到', '群众到网格服务点反映', '村民小组长报来', '群众电话反映'],
    hazard: ['网格员巡查发现', '群众扫码上报', '护林员巡查发现', '养护人员报来', '雨后排查发现'],
    request: ['群众到便民服务点反映', '群众电话反映', '网格员走访时了解到'],
    emergency: ['网格员电话报来', '群众电话报来', '值班人员报来'],
  },
  accepted: ['已受理，核实地点', '已受理，电话回复反映人', '已受理，安排现场查看'],
  assigned: {
    grid: ['交网格员就地处理', '网格员上门查看'],
    village: ['交村调解委员会办理', '交村级应急小组办理', '村干部与网格员一同上门'],
    township: ['上报乡镇，交综治中心办理', '上报乡镇，交应急办办理', '上报乡镇，请派出所、司法所参与'],
    county: ['上报县级，交主管部门办理', '上报县级，组织联合会商'],
  },
  in_progress: {
    dispute: ['已约双方面谈', '首次调解，双方各作让步', '查看现场并量清边界'],
    hazard: ['已拉警戒线，立警示牌', '专业人员到场查看', '临时处置，安排专人盯守', '组织清理'],
    request: ['已联系主管站所', '已上门查看', '已报维修'],
    emergency: ['队伍已到场', '已转移附近住户', '已封控路段'],
  },
  resolved: {
    dispute: ['双方达成一致，待回访', '签订调解协议，待回访', '口头和解，待回访'],
    hazard: ['已修复，待复查', '已清除，待复查', '已设监测点，待复查'],
    request: ['已修好，待回访', '已答复，待回访', '已办理，待回访'],
    emergency: ['险情已控制', '人员已全部安全', '道路已抢通'],
  },
  closed: {
    dispute: ['回访无异议，办结'],
    hazard: ['复查无险，办结', '列入日常监测，办结'],
    request: ['回访满意，办结', '回访无异议，办结'],
    emergency: ['处置结束，办结'],
  },
  returned: ['地点不清，退回补充', '材料不全，退回补充'],
  merged: ['与同一地点的另一件合并办理'],
  cancelled: ['反映人撤回', '现场查看不属实，撤销'],
} as const
