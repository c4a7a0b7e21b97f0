import type { MapLanguage } from './map-types.ts'

const zh = {
  'AttributionControl.ToggleAttribution': '显示或收起数据来源',
  'AttributionControl.MapFeedback': '地图反馈',
  'FullscreenControl.Enter': '全屏',
  'FullscreenControl.Exit': '退出全屏',
  'GeolocateControl.FindMyLocation': '查找我的位置',
  'GeolocateControl.LocationNotAvailable': '无法取得位置',
  'LogoControl.Title': 'MapLibre 标志',
  'Map.Title': '地图',
  'Marker.Title': '地图标记',
  'NavigationControl.ResetBearing': '拖动旋转地图，点击回到正北',
  'NavigationControl.ZoomIn': '放大',
  'NavigationControl.ZoomOut': '缩小',
  'Popup.Close': '关闭',
  'ScaleControl.Feet': '英尺',
  'ScaleControl.Meters': '米',
  'ScaleControl.Kilometers': '公里',
  'ScaleControl.Miles': '英里',
  'ScaleControl.NauticalMiles': '海里',
  'GlobeControl.Enable': '显示为地球',
  'GlobeControl.Disable': '显示为平面',
  'TerrainControl.Enable': '显示地形',
  'TerrainControl.Disable': '隐藏地形',
  'CooperativeGesturesHandler.WindowsHelpText': '按住 Ctrl 并滚动可缩放地图',
  'CooperativeGesturesHandler.MacHelpText': '按住 ⌘ 并滚动可缩放地图',
  'CooperativeGesturesHandler.MobileHelpText': '用两根手指移动地图',
}

/** What MapLibre says by itself, in words of ours; its own are English. */
export const mapLocale = (language: MapLanguage): Record<string, string> => (language === 'zh' ? zh : {})

/** What the map is called. MapLibre says it once, when it is made. */
export const mapTitle = (language: MapLanguage): string => mapLocale(language)['Map.Title'] ?? 'Map'
