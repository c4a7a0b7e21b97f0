/** Short names of the provinces by the first two digits of their codes. */
export const provinceNames: Readonly<Record<string, string>> = {
  ...{ 11: '北京', 12: '天津', 13: '河北', 14: '山西', 15: '内蒙古', 21: '辽宁', 22: '吉林', 23: '黑龙江' },
  ...{ 31: '上海', 32: '江苏', 33: '浙江', 34: '安徽', 35: '福建', 36: '江西', 37: '山东', 41: '河南', 42: '湖北' },
  ...{ 43: '湖南', 44: '广东', 45: '广西', 46: '海南', 50: '重庆', 51: '四川', 52: '贵州', 53: '云南', 54: '西藏' },
  ...{ 61: '陕西', 62: '甘肃', 63: '青海', 64: '宁夏', 65: '新疆', 71: '台湾', 81: '香港', 82: '澳门' },
}

/** Short names of prefectures by the first four digits of their codes, with those of their counties and districts where people of a
 *  county mix them up with their own: of one province. */
export const prefectures: Readonly<Record<string, { name: string; counties: string }>> = {
  5301: {
    name: '昆明',
    counties: '五华区 盘龙区 官渡区 西山区 东川区 呈贡区 晋宁区 富民县 宜良县 石林县 嵩明县 禄劝县 寻甸县 安宁市',
  },
  5303: { name: '曲靖', counties: '麒麟区 沾益区 马龙区 陆良县 师宗县 罗平县 富源县 会泽县 宣威市' },
  5304: { name: '玉溪', counties: '红塔区 江川区 通海县 华宁县 易门县 峨山县 新平县 元江县 澄江市' },
  5305: { name: '保山', counties: '隆阳区 施甸县 龙陵县 昌宁县 腾冲市' },
  5306: {
    name: '昭通',
    counties: '昭阳区 鲁甸县 巧家县 盐津县 大关县 永善县 绥江县 镇雄县 彝良县 威信县 水富市',
  },
  5307: { name: '丽江', counties: '古城区 玉龙县 永胜县 华坪县 宁蒗县' },
  5308: { name: '普洱', counties: '思茅区 宁洱县 墨江县 景东县 景谷县 镇沅县 江城县 孟连县 澜沧县 西盟县' },
  5309: { name: '临沧', counties: '临翔区 凤庆县 云县 永德县 镇康县 双江县 耿马县 沧源县' },
  5323: { name: '楚雄', counties: '楚雄市 禄丰市 双柏县 牟定县 南华县 姚安县 大姚县 永仁县 元谋县 武定县' },
  5325: {
    name: '红河',
    counties: '个旧市 开远市 蒙自市 弥勒市 屏边县 建水县 石屏县 泸西县 元阳县 红河县 金平县 绿春县 河口县',
  },
  5326: { name: '文山', counties: '文山市 砚山县 西畴县 麻栗坡县 马关县 丘北县 广南县 富宁县' },
  5328: { name: '西双版纳', counties: '景洪市 勐海县 勐腊县' },
  5329: {
    name: '大理',
    counties: '大理市 漾濞县 祥云县 宾川县 弥渡县 南涧县 巍山县 永平县 云龙县 洱源县 剑川县 鹤庆县',
  },
  5331: { name: '德宏', counties: '瑞丽市 芒市 梁河县 盈江县 陇川县' },
  5333: { name: '怒江', counties: '泸水市 福贡县 贡山县 兰坪县' },
  5334: { name: '迪庆', counties: '香格里拉市 德钦县 维西县' },
}

/** Of the provinces around, as people shorten them. */
export const fartherPrefectures: readonly string[] = [
  ...['贵阳', '遵义', '六盘水', '安顺', '毕节', '铜仁', '黔西南', '黔东南', '黔南', '成都', '攀枝花', '凉山', '宜宾'],
  ...['泸州', '西昌', '乐山', '绵阳', '南宁', '百色', '广州', '深圳', '武汉', '长沙', '杭州', '南京', '西安', '拉萨'],
]
export const fartherCounties: readonly string[] = [
  '威宁县',
  '赫章县',
  '水城区',
  '盘州市',
  '会东县',
  '宁南县',
  '会理市',
  '金阳县',
  '布拖县',
]

/** What stands before 区 where it is no district, 小区 and 林区: the last character. */
export const commonBeforeDistrict =
  '小社园厂林矿城街片景校辖库灾山牧营宅业新老活属民示范护发东南西北中上下前后左右一二三四五六七八九十甲乙丙丁分院公舍务车禁地郊灌湖棚镇坝村乡源水植殖工故放病方坡陷空户学息油动心冲游态济理税险洼没费饮餐烤迁置旧合用生居农商住作值楼栋期号电货仓展售'
/** What stands before 市 where it is no city, 超市 and 集市. */
export const commonBeforeCity = '超城都集门菜夜花早米肉鱼牛马猪羊木药书股上闹房楼街灯花鸟农贸易场本全我该各'
/** What follows 市 or 县 where the word is another, 市场 and 县道, or says which county without its name, 县医院. */
export const commonAfter =
  '场|政|民|区|集|委|府|郊|面|价|值|容|级|道|城|人|医|中|一|二|三|四|五|六|七|八|九|十|公|法|检|立|第|直|属|里|外|内|老|东|南|西|北'
/** How a part begins that is no name: 在县城, 原县医院. */
export const commonBeginnings = '原老新本全我在到去从往至各该由离靠近'
