// Times and days as the shop's zone has them, written as the page's language writes them.

import { pageLocale, say } from "./words.js";

let zone;

/** The zone (IANA name) in which the page shows times; undefined is the browser's own. */
export function setZone(name) { zone = name || undefined; }

// Making a DateTimeFormat costs far more than using it, and a long talk asks for thousands of days: made once, kept.
const formats = new Map();
function formatOf(tag, options) {
  const key = `${tag} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag, { timeZone: zone, ...options }));
  return formats.get(key);
}
const format = (options, date) => formatOf(pageLocale(), options).format(date);

const MINUTE = 60000;
const days = new Map();
/** The local day (2026-11-20) of an instant; every zone's days begin at a whole minute, so days are kept by the minute. */
function dayOf(date) {
  const key = `${zone} ${Math.floor(date.getTime() / MINUTE)}`;
  if (!days.has(key)) days.set(key, formatOf("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(date));
  return days.get(key);
}

/** 21:05, in the shop's zone. `seconds` are Unix seconds. */
export const clockTime = (seconds) => format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, new Date(seconds * 1000));
/** A key that is the same for all instants of one local day. */
export const dayKey = (seconds) => dayOf(new Date(seconds * 1000));
/** Today, Yesterday, or the date, as the shop's clock `now` (a Date) sees it. */
export function dayName(seconds, now) {
  const date = new Date(seconds * 1000);
  const key = dayOf(date);
  if (key === dayOf(now)) return say("today");
  if (key === dayOf(new Date(now.getTime() - 86400000))) return say("yesterday");
  const sameYear = key.slice(0, 4) === dayOf(now).slice(0, 4);
  return format({ day: "numeric", month: "long", year: sameYear ? undefined : "numeric" }, date);
}
/** For the chat list: the time today, the weekday this week, else the date. */
export function shortWhen(seconds, now) {
  const date = new Date(seconds * 1000);
  if (dayOf(date) === dayOf(now)) return clockTime(seconds);
  if (now - date < 6 * 86400000) return format({ weekday: "short" }, date);
  if (dayOf(date).slice(0, 4) === dayOf(now).slice(0, 4)) return format({ day: "numeric", month: "short" }, date);
  return format({ day: "2-digit", month: "2-digit", year: "2-digit" }, date);
}
/** The date and the full instant of the shop's clock, for the time machine. */
export const longDate = (date) => format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }, date);
export const fullWhen = (date) => format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, date);
/** Date and time as <input type=datetime-local> wants them, in the shop's zone. */
export function localInput(date) {
  const parts = Object.fromEntries(formatOf("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .formatToParts(date).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}
/** The instant that <input type=datetime-local> names in the shop's zone (corrected twice, so that clock changes come out right). */
export function instantOf(local) {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - Date.parse(`${localInput(new Date(guess))}:00Z`);
  return new Date(guess);
}
