import { expect, it } from 'vitest'
import { maskName, maskPhone, maskText } from './mask-person.ts'

it('leaves of a person what somebody who knows it recognises', () => {
  expect([maskName('张三丰'), maskName('𠮷田'), maskName('')]).toEqual(['张*', '𠮷*', '*'])
  expect([maskPhone('13800000000'), maskPhone('0874-7120001'), maskPhone('110'), maskPhone('712000')]).toEqual([
    '138****0000',
    '087****0001',
    '****',
    '****',
  ])
  expect([maskText('欠薪'), maskText('')]).toEqual(['***', ''])
})
