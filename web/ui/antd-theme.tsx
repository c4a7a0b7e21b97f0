import { theme as antdTheme, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import type { ReactNode } from 'react'

type AntdThemeProps = { theme: 'night' | 'day'; language: 'zh' | 'en'; children: ReactNode }

const tokens = {
  night: {
    colorPrimary: '#2BB3A3',
    colorBgBase: '#101A2A',
    colorBgContainer: '#0A111D',
    colorBgElevated: '#17243A',
    colorBorder: '#24344F',
    colorBorderSecondary: '#24344F',
    colorText: '#E8EEF7',
    colorTextSecondary: '#93A5BF',
    colorTextPlaceholder: '#93A5BF',
  },
  day: {
    colorPrimary: '#0E7C70',
    colorBgBase: '#FFFFFF',
    colorBgContainer: '#FFFFFF',
    colorBgElevated: '#FFFFFF',
    colorBorder: '#D3DCE6',
    colorBorderSecondary: '#D3DCE6',
    colorText: '#16202E',
    colorTextSecondary: '#5A6B80',
    colorTextPlaceholder: '#5A6B80',
  },
}

/** Ant Design in our colours and language. Only panels that load after the county is drawn import this file. */
export function AntdTheme({ theme, language, children }: AntdThemeProps) {
  const isNight = theme === 'night'
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={{
        algorithm: isNight ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        token: {
          ...tokens[theme],
          fontFamily: 'var(--font)',
          fontSize: 13,
          borderRadius: 6,
          controlHeight: 32,
        },
        components: {
          Table: {
            colorBgContainer: isNight ? '#101A2A' : '#FFFFFF',
            headerBg: isNight ? '#17243A' : '#EEF2F6',
            headerSortActiveBg: isNight ? '#1C2B44' : '#E2F2EF',
            headerSortHoverBg: isNight ? '#1C2B44' : '#E2F2EF',
            bodySortBg: 'transparent',
            rowHoverBg: isNight ? '#1C2B44' : '#EEF4F6',
            rowSelectedBg: isNight ? '#123C3D' : '#E2F2EF',
            rowSelectedHoverBg: isNight ? '#123C3D' : '#E2F2EF',
            headerSplitColor: 'transparent',
            cellPaddingBlockSM: 6,
          },
        },
      }}
    >
      {children}
    </ConfigProvider>
  )
}
