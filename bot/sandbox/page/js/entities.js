// Text with Telegram's entities as elements: bold, links, code, spoilers, quotes, commands. Offsets are UTF-16 units, as in JS.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?:|mailto:|tel:|tg:)/i;

/**
 * The nodes of `text`. `tapped` gets what a press means: {command}, {url}, {mention}, {user}, {copy}; without it (previews,
 * quotes) entities are drawn but nothing can be pressed.
 */
export function rich(text, entities = [], tapped = null) {
  const sorted = [...entities].filter((each) => each.length > 0).sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, tapped);
}

function build(text, from, to, entities, tapped) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length;) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    index += 1;
    if (end <= start) continue;
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    const inner = [];
    while (index < entities.length && entities[index].offset < end) inner.push(entities[index++]);
    nodes.push(wrap(entity, text.slice(start, end), build(text, start, end, inner, tapped), tapped));
    at = BLOCKS.has(entity.type) && text[end] === "\n" && end < to ? end + 1 : end;
  }
  if (at < to) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
}

const WRAPS = {
  text_link: (entity, text, inner, tapped) => link(entity.url, inner, tapped, true),
  url: (entity, text, inner, tapped) => link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`, inner, tapped),
  email: (entity, text, inner, tapped) => link(`mailto:${text}`, inner, tapped),
  phone_number: (entity, text, inner, tapped) => link(`tel:${text.replace(/[^+\d]/g, "")}`, inner, tapped),
  mention: (entity, text, inner, tapped) => pressable(inner, tapped, { mention: text }),
  text_mention: (entity, text, inner, tapped) => pressable(inner, tapped, { user: entity.user }),
  bot_command: (entity, text, inner, tapped) => pressable(inner, tapped, { command: text }),
  hashtag: (entity, text, inner) => el("span", { class: "tag-word" }, inner),
  cashtag: (entity, text, inner) => el("span", { class: "tag-word" }, inner),
  code: (entity, text, inner, tapped) => (tapped
    ? el("button", { class: "code", type: "button", title: say("copy"), on: { click: () => tapped({ copy: text }) } }, el("code", {}, inner))
    : el("code", { class: "code" }, inner)),
  pre: preformatted,
  spoiler,
  blockquote: (entity, text, inner) => el("blockquote", {}, inner),
  expandable_blockquote: expandable,
};

function wrap(entity, text, inner, tapped) {
  if (SIMPLE[entity.type]) return el(SIMPLE[entity.type], {}, inner);
  return WRAPS[entity.type]?.(entity, text, inner, tapped) ?? el("span", {}, inner);
}

function link(url, inner, tapped, named = false) {
  if (!SAFE.test(url)) return el("span", {}, inner);
  const press = (event) => { event.preventDefault(); tapped({ url, named }); };
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: named ? url : null, tabindex: tapped ? null : -1, on: tapped ? { click: press } : {} }, inner);
}

function pressable(inner, tapped, meaning) {
  if (!tapped) return el("span", { class: "tag-word" }, inner);
  return el("button", { class: "word-link", type: "button", on: { click: () => tapped(meaning) } }, inner);
}

function preformatted(entity, text, inner, tapped) {
  if (!tapped) return el("code", { class: "code" }, inner);
  return el("div", { class: "pre" },
    el("div", { class: "pre-head" }, el("span", { text: entity.language ?? "" }),
      el("button", { type: "button", "aria-label": say("copy"), on: { click: () => tapped({ copy: text }) } }, icon("copy", 15))),
    el("pre", { dir: "ltr" }, el("code", {}, inner)));
}

function spoiler(entity, text, inner, tapped) {
  const cover = el("span", { class: "spoiler" }, el("span", { class: "spoiler-text" }, inner));
  if (!tapped) return cover;
  cover.setAttribute("role", "button");
  cover.setAttribute("tabindex", "0");
  cover.setAttribute("aria-label", say("spoiler"));
  cover.firstChild.setAttribute("aria-hidden", "true");
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    cover.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    cover.firstChild.removeAttribute("aria-hidden");
    cover.removeEventListener("click", reveal, true);
    cover.removeEventListener("keydown", reveal);
  };
  cover.addEventListener("click", reveal, true);
  cover.addEventListener("keydown", reveal);
  return cover;
}

function expandable(entity, text, inner, tapped) {
  const quote = el("blockquote", { class: "folded" }, inner);
  if (!tapped || (text.length < 140 && text.split("\n").length < 4)) { quote.className = ""; return quote; }
  const button = el("button", { class: "unfold", type: "button", "aria-expanded": "false", text: say("more") });
  button.addEventListener("click", () => {
    const open = quote.classList.toggle("folded") === false;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = say(open ? "less" : "more");
  });
  return el("div", { class: "quote-fold" }, quote, button);
}
