// One bubble: who, what it answers, text and media, time and ticks, reactions, and the bot's buttons below it.

import { avatar, colourIndex } from "./avatar.js";
import { clockTime } from "./dates.js";
import { el } from "./dom.js";
import { rich } from "./entities.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboard.js";
import { albumPart, mediaPart } from "./media.js";
import { kindOf, previewOf } from "./preview.js";
import { serviceText } from "./service.js";
import { isBot, nameOf } from "./world.js";
import { say } from "./words.js";

const BARE = new Set(["sticker", "dice", "video_note"]);
const PICTURES = new Set(["photo", "video", "animation"]);
const senderOf = (message) => message.from ?? message.sender_chat ?? { id: 0, first_name: "?" };

/**
 * A row of the talk. `messages` is one message, or those of an album. `look` is {mine, first, last, named, faces, tag,
 * status, reactions}; `tools` is what a bubble may ask of its chat (press, react, menu, jump, copy, tapped, vote, votes).
 */
export function messageRow(messages, look, tools) {
  const message = messages[0];
  const captioned = messages.find((each) => each.caption) ?? message;
  const kind = kindOf(message);
  const bare = BARE.has(kind);
  const pictured = PICTURES.has(kind);
  const emoji = bigEmoji(message);
  const body = captioned.text ?? captioned.caption;
  const below = body && !captioned.show_caption_above_media ? textPart(captioned, tools) : null;
  const reactions = reactionRow(message, look, tools);
  const meta = metaLine(messages, look);
  const inside = reactions ?? below;
  if (inside) inside.append(meta);
  const parts = [
    look.named && look.first && !bare && !emoji ? senderLine(message, look) : null,
    message.forward_origin ? forwarded(message) : null,
    message.reply_to_message && !message.reply_to_message.forum_topic_created ? quoted(message, tools) : null,
    captioned.show_caption_above_media && body ? textPart(captioned, tools) : null,
    messages.length > 1 ? albumPart(messages) : mediaPart(message, kind, tools),
    below,
    kind === "unknown" ? el("p", { class: "text faint", text: say("unknownKind") }) : null,
    reactions,
    inside ? null : meta,
  ];
  const bubble = el("div", { class: "bubble", data: { tail: look.last && !bare, bare, pictured: pictured && !body, wide: pictured || messages.length > 1, emoji } }, parts);
  const markup = messages.find((each) => each.reply_markup?.inline_keyboard?.length)?.reply_markup;
  const row = el("div", { class: `row ${look.mine ? "out" : "in"}`, tabindex: "-1", role: "article", "aria-label": spoken(message, look),
    data: { id: message.message_id, first: look.first, last: look.last, status: look.status } },
  look.faces && !look.mine ? el("span", { class: "face" }, look.last ? avatar({ id: senderOf(message).id, name: nameOf(senderOf(message)), kind: isBot(senderOf(message).id) ? "bot" : "", size: 34 }) : null) : null,
  el("div", { class: "stack" }, bubble, markup ? inlineKeyboard(markup, (r, c, button) => tools.press(messages[0], r, c, button)) : null),
  el("button", { class: "row-menu", type: "button", tabindex: "-1", "aria-label": say("messageMenu"), "aria-haspopup": "menu", on: { click: (event) => tools.menu(message, event.currentTarget) } }, icon("more", 18)));
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img") && getSelection().toString()) return;
    event.preventDefault();
    tools.menu(message, event.clientX ? { x: event.clientX, y: event.clientY } : row);
  });
  row.addEventListener("dblclick", (event) => { if (!event.target.closest("button, a")) tools.reply(message); });
  return row;
}

const spoken = (message, look) => [look.mine ? say("you") : nameOf(senderOf(message)), clockTime(message.date)].join(", ");

function bigEmoji(message) {
  if (!message.text || message.entities?.length || message.text.length > 24) return false;
  const letters = [...new Intl.Segmenter().segment(message.text.trim())].map((each) => each.segment);
  return letters.length <= 3 && letters.every((letter) => /\p{Extended_Pictographic}/u.test(letter)) ? letters.length : false;
}

function senderLine(message, look) {
  const sender = senderOf(message);
  return el("div", { class: "sender", style: { color: `var(--sender-${colourIndex(sender.id)})` } }, el("span", { class: "sender-name", dir: "auto", text: nameOf(sender) }), look.tag ? el("span", { class: "sender-tag", dir: "auto", text: look.tag }) : null);
}

function forwarded(message) {
  const origin = message.forward_origin;
  const name = origin.sender_user_name ?? nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat);
  return el("div", { class: "forwarded", text: say("forwardedFrom", { name }) });
}

function quoted(message, tools) {
  const target = message.reply_to_message;
  const sender = senderOf(target);
  const preview = previewOf(target);
  return el("button", { class: "quote", type: "button", style: { "--strip": `var(--sender-${colourIndex(sender.id)})` }, on: { click: () => tools.jump(target.message_id) } },
    target.photo ? el("span", { class: "quote-icon" }, icon("photo", 16)) : null,
    el("span", { class: "quote-body" }, el("span", { class: "quote-name", dir: "auto", text: nameOf(sender) }), el("span", { class: "quote-text", dir: "auto", text: message.quote?.text ?? preview.text })));
}

function textPart(message, tools) {
  const text = message.text ?? message.caption;
  return el("div", { class: "text", dir: "auto" }, rich(text, message.entities ?? message.caption_entities ?? [], tools.tapped));
}

function reactionRow(message, look, tools) {
  const counts = new Map();
  for (const { user_id: user, reaction } of look.reactions) {
    for (const each of reaction) {
      const emoji = each.emoji ?? "★";
      const row = counts.get(emoji) ?? { n: 0, mine: false };
      row.n += 1;
      row.mine ||= user === tools.person;
      counts.set(emoji, row);
    }
  }
  if (!counts.size) return null;
  return el("div", { class: "reactions" }, [...counts].map(([emoji, { n, mine }]) =>
    el("button", { class: "reaction", type: "button", "aria-pressed": String(mine), "aria-label": `${emoji} ${n}`, on: { click: () => tools.react(message, mine ? "" : emoji) } }, el("span", { text: emoji }), n > 1 ? el("span", { class: "reaction-count", text: n }) : null)));
}

const STATUS = { sending: ["clock", "sending"], sent: ["tick", "sent"], seen: ["ticks", "seen"], failed: ["info", "notSent"] };

function metaLine(messages, look) {
  const message = messages[0];
  const status = look.mine ? STATUS[look.status] : null;
  return el("span", { class: "meta" },
    messages.some((each) => each.edit_date) ? el("span", { class: "meta-edited", text: say("edited") }) : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString(), text: clockTime(message.date) }),
    status ? el("span", { class: `status ${look.status}`, role: "img", "aria-label": say(status[1]) }, icon(status[0], 16)) : null);
}

/** A pill in the middle of the talk: joins, titles, pins, topics. */
export function serviceRow(message, tools) {
  const text = serviceText(message);
  const pinned = message.pinned_message;
  return el("div", { class: "service", role: "note" }, pinned ? el("button", { class: "pill", type: "button", dir: "auto", text, on: { click: () => tools.jump(pinned.message_id) } }) : el("span", { class: "pill", dir: "auto", text }));
}

/** A message on its way: text only, with a clock; tapped again when it failed. */
export function pendingRow(pending, retry) {
  const status = pending.failed ? "failed" : "sending";
  const row = messageRow([{ message_id: pending.key, date: pending.date, text: pending.text, from: { id: pending.person, first_name: "" } }],
    { mine: true, first: true, last: true, named: false, faces: false, status, reactions: [] }, { press() {}, react() {}, menu() {}, jump() {}, reply() {}, tapped: () => {}, votes: () => [], person: pending.person });
  if (pending.failed) row.querySelector(".bubble").addEventListener("click", retry);
  return row;
}

/** Three dots that breathe. */
export function typingRow(label) {
  return el("div", { class: "row in typing-row", data: { first: true, last: true } }, el("div", { class: "stack" }, el("div", { class: "bubble", data: { tail: true } }, el("span", { class: "dots", role: "img", "aria-label": label }, el("i"), el("i"), el("i")))));
}
