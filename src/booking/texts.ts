import type { Booking, BookingState } from "./state.ts";

// The SMS of an appointment. The provider puts the hall's signature in front.

type Text = (state: BookingState, booking: Booking) => string;

const what: Text = ({ rules }, { queue, slot, until }) =>
  `${rules.when(slot, until)}，${rules.sectorName(queue)}`;
const how: Text = ({ rules }, { code, slot }) =>
  `预约码${code}。请${rules.clock(slot - rules.earlyMs)}后到${rules.hall}取号机按“预约取号”`;

export const bookedText: Text = (state, booking) =>
  `预约成功：${what(state, booking)}，${how(state, booking)}。来不了请提前取消。`;

export const changedText: Text = (state, booking) =>
  `预约已改到：${what(state, booking)}，${how(state, booking)}。`;

export const cancelledText: Text = (state, booking) => `您的预约已取消：${what(state, booking)}。`;

export const reminderText: Text = (state, booking) =>
  `提醒您预约的时间：${what(state, booking)}，${how(state, booking)}。来不了请提前取消。`;

/** Whoever held a number that can't be served today (延时服务 or a slot of one's own). */
export const rebookedText: Text = (state, booking) =>
  `很抱歉，今天来不及为您办理，已为您改约：${what(state, booking)}，${how(state, booking)}，届时优先办理。`;
