// The bot's buttons: those under a message, and the keyboard under the composer.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const MARKS = [["url", "out"], ["login_url", "out"], ["copy_text", "copy"], ["web_app", "columns"], ["switch_inline_query", "reply"], ["switch_inline_query_current_chat", "reply"], ["switch_inline_query_chosen_chat", "reply"]];
const PRESSABLE = ["callback_data", "url", "login_url", "copy_text", "web_app", "pay", "callback_game"];

/** Buttons attached to a message; `press(row, column, button)` may return a promise, and the button shows that it is waiting until it settles. */
export function inlineKeyboard(markup, press) {
  return el("div", { class: "inline-keys", role: "group", "aria-label": say("buttonsOf") }, markup.inline_keyboard.map((row, r) =>
    el("div", { class: "key-row" }, row.map((button, c) => inlineKey(button, () => press(r, c, button))))));
}

function inlineKey(button, press) {
  const mark = MARKS.find(([field]) => button[field] !== undefined);
  const dead = !PRESSABLE.some((field) => button[field] !== undefined);
  const node = el("button", { class: `key ${button.style ?? ""}`, type: "button", dir: "auto", title: button.url ?? null, data: { dead } },
    el("span", { class: "key-text", text: button.text }), mark ? el("span", { class: "key-mark" }, icon(mark[1], 12)) : null);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    try { await press(); } finally { node.removeAttribute("aria-busy"); }
  });
  return node;
}

/** The keyboard under the composer; `press(button)` is called with the button's object. */
export function replyKeyboard(markup, press) {
  return el("div", { class: `reply-keys ${markup.resize_keyboard ? "" : "tall"}`, role: "group", "aria-label": say("keyboardOf") }, markup.keyboard.map((row) =>
    el("div", { class: "key-row" }, row.map((each) => {
      const button = typeof each === "string" ? { text: each } : each;
      const mark = button.request_contact ? "phone" : button.request_location ? "place" : button.web_app ? "columns" : null;
      return el("button", { class: `reply-key ${button.style ?? ""}`, type: "button", dir: "auto", on: { click: () => press(button) } },
        mark ? icon(mark, 17) : null, el("span", { text: button.text }));
    }))));
}
