/** Every icon, drawn on a 24 × 24 grid with one stroke. One export each, so that a bundle carries only what it uses. */

/** Strokes as path data; `solid` parts are filled. */
export type Drawing = string | { readonly lines: string; readonly solid: string };

export const microphone: Drawing = 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1 -3 3a3 3 0 0 1 -3 -3v-5a3 3 0 0 1 3 -3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3';
export const microphoneOff: Drawing = 'M15 9V6a3 3 0 0 0-5.8-1M9 9.5V11a3 3 0 0 0 4.6 2.5M5.5 11.5a6.5 6.5 0 0 0 9.9 5.5M18.5 11.5a6.4 6.4 0 0 1-.6 2.7M12 18v3M4 4l16 16';
export const camera: Drawing = 'M6 6h6a3.5 3.5 0 0 1 3.5 3.5v5a3.5 3.5 0 0 1 -3.5 3.5h-6a3.5 3.5 0 0 1 -3.5 -3.5v-5a3.5 3.5 0 0 1 3.5 -3.5ZM15.5 11l5.2-3a.5.5 0 0 1 .8.4v7.2a.5.5 0 0 1-.8.4l-5.2-3';
export const cameraOff: Drawing = 'M10 6h2a3.5 3.5 0 0 1 3.5 3.5v1.5l5.2-3a.5.5 0 0 1 .8.4v7.2M15.5 15.5A3.5 3.5 0 0 1 12 18H6a3.5 3.5 0 0 1-3.5-3.5v-5A3.5 3.5 0 0 1 5 6.2M3.5 3.5l17 17';
export const screen: Drawing = 'M5 4h14a2.5 2.5 0 0 1 2.5 2.5v8a2.5 2.5 0 0 1 -2.5 2.5h-14a2.5 2.5 0 0 1 -2.5 -2.5v-8a2.5 2.5 0 0 1 2.5 -2.5ZM12 13.5v-6m-2.8 2.7L12 7.4l2.8 2.8M8 20.5h8';
export const chat: Drawing = 'M12 4c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1.2 0-2.3-.2-3.4-.5L4.5 20.5l.8-3.7A7.2 7.2 0 0 1 3 11.7C3 7.4 7 4 12 4Z';
export const hangUp: Drawing = 'M3 14.6v-1.4C5.3 10.6 8.5 9 12 9s6.7 1.6 9 4.2v1.4c0 .9-.8 1.5-1.6 1.3l-2.7-.6c-.6-.1-1-.6-1.1-1.2l-.2-1.7a10.5 10.5 0 0 0-6.8 0l-.2 1.7c-.1.6-.5 1.1-1.1 1.2l-2.7.6c-.8.2-1.6-.4-1.6-1.3Z';
export const phone: Drawing = 'M8.2 3.5H5.5a2 2 0 0 0-2 2.1c.5 8 6.9 14.4 14.9 14.9a2 2 0 0 0 2.1-2v-2.7c0-.7-.5-1.3-1.2-1.5l-2.6-.6c-.6-.1-1.2.1-1.5.6l-.8 1.1a12.5 12.5 0 0 1-5.8-5.8l1.1-.8c.5-.3.7-.9.6-1.5l-.6-2.6c-.2-.7-.8-1.2-1.5-1.2Z';
export const close: Drawing = 'M6 6l12 12M18 6 6 18';
export const minus: Drawing = 'M6 12h12';
export const send: Drawing = 'M12 19V5.5M6 11l6-6 6 6';
export const check: Drawing = 'M5 12.5l4.5 4.5L19 7';
export const checks: Drawing = 'M2.5 12.5l4 4L14 8M11 15.5l1 1L20.5 8';
export const forward: Drawing = 'M9.5 5.5l6.5 6.5-6.5 6.5';
export const down: Drawing = 'M6 9.5l6 6 6-6';
export const clock: Drawing = 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0ZM12 7.5V12l3 2';
export const turn: Drawing = 'M4 10a8.2 8.2 0 0 1 14.5-3.5L20 8M20 3.5V8h-4.5M20 14a8.2 8.2 0 0 1-14.5 3.5L4 16M4 20.5V16h4.5';
export const star: Drawing = 'M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 3.8Z';
export const copy: Drawing = 'M11 8.5h7a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1 -2.5 2.5h-7a2.5 2.5 0 0 1 -2.5 -2.5v-7a2.5 2.5 0 0 1 2.5 -2.5ZM5 15.5A1.5 1.5 0 0 1 3.5 14V6A2.5 2.5 0 0 1 6 3.5h8A1.5 1.5 0 0 1 15.5 5';
export const globe: Drawing = 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0ZM3.5 12h17M12 3.5c2.5 2.3 3.7 5.1 3.7 8.5s-1.2 6.2-3.7 8.5c-2.5-2.3-3.7-5.1-3.7-8.5s1.2-6.2 3.7-8.5Z';
export const callBack: Drawing = 'M14.5 4v5h5M20 3.5 14.5 9M8 4.5H5.7a2 2 0 0 0-2 2.1c.5 7.3 6.4 13.2 13.7 13.7a2 2 0 0 0 2.1-2V16c0-.7-.5-1.2-1.1-1.4l-2.4-.5c-.6-.1-1.1.1-1.4.5l-.7 1a11.4 11.4 0 0 1-5.4-5.4l1-.7c.5-.3.7-.9.6-1.4l-.6-2.4C9.3 5 8.7 4.5 8 4.5Z';
export const record: Drawing = { lines: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0Z', solid: 'M8.5 12a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z' };
export const alert: Drawing = 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0ZM12 7.5v5.5M12 16.3v.2';
export const leave: Drawing = 'M14 4.5H7A2.5 2.5 0 0 0 4.5 7v10A2.5 2.5 0 0 0 7 19.5h7M10 12h10.5m-4-4 4 4-4 4';
export const up: Drawing = 'M12 19V6M6.5 11.5 12 6l5.5 5.5';
export const inbox: Drawing = 'M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18v-5Z';
export const sliders: Drawing = 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0a2 2 0 1 0 -4 0ZM7 17a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z';
export const help: Drawing = 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 17h.01';
export const hold: Drawing = 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM10 9v6M14 9v6';
export const arrow: Drawing = 'M5 19 19 5M10 5h9v9';
export const wifi: Drawing = 'M2.5 9a14 14 0 0 1 19 0M6 12.7a9 9 0 0 1 12 0M9.2 16.2a4.5 4.5 0 0 1 5.6 0M12 19.5h.01';
export const again: Drawing = 'M20 5v4h-4M19.5 9A8 8 0 1 0 20 14';
export const tag: Drawing = 'M4 4h8l8 8-8 8-8-8ZM8 8h.01';
export const stateOk: Drawing = 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM8 12.5l2.8 2.8L16 9.5';
export const stateWarn: Drawing = 'M12 3.5 21.5 20h-19ZM12 10v4.5M12 17.3h.01';
export const stateBad: Drawing = 'M8 3h8l5 5v8l-5 5H8l-5-5V8ZM12 8v5M12 16h.01';
export const stateOff: Drawing = 'M4 12a8 8 0 1 0 16 0a8 8 0 1 0 -16 0Z';
export const stateInfo: Drawing = 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM12 11v5M12 8h.01';
export const stateBusy: Drawing = 'M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1 -3 3h-10a3 3 0 0 1 -3 -3v-10a3 3 0 0 1 3 -3ZM8 12h8';
export const stateRinging: Drawing = 'M12 7v5l3 2M12 3a9 9 0 1 1-8 5';
export const brand: Drawing = 'M2.25 12c3-4.9 6.2-7.1 9.75-7.1s6.75 2.2 9.75 7.1M8.6 12.75a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0ZM4.5 18.75h15';
