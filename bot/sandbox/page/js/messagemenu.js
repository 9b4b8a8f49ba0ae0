// What can be done with one message: answer, react, copy, edit, delete, approve whom it concerns.

import { el } from "./dom.js";
import { confirmIn, copy, menu } from "./overlay.js";
import { say } from "./words.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "👎"];

/** Opens the menu of `message` in `chat` (a Chat) at `anchor`. */
export function messageMenu(chat, message, anchor) {
  const mine = message.from?.id === chat.person;
  const text = message.text ?? message.caption;
  const faces = el("div", { class: "menu-faces", role: "group", "aria-label": say("react") }, REACTIONS.map((emoji) =>
    el("button", { class: "menu-face", type: "button", "aria-label": `${say("react")} ${emoji}`, text: emoji, on: { click: () => { close(); chat.perform("react", { message_id: message.message_id, emoji }); } } })));
  faces.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const all = [...faces.children];
    all[Math.min(all.length - 1, Math.max(0, all.indexOf(event.target) + step))].focus();
  });
  const remove = async () => {
    if (await confirmIn(chat.pane, { title: say("delete"), text: text ?? "", yes: say("delete"), kind: "danger" })) chat.perform("delete", { message_id: message.message_id });
  };
  const close = menu(anchor, [
    { text: say("reply"), icon: "reply", act: () => chat.composer.reply(message) },
    text ? { text: say("copyText"), icon: "copy", act: () => copy(chat.pane, text) } : null,
    mine && message.text !== undefined ? { text: say("edit"), icon: "edit", act: () => chat.composer.edit(message) } : null,
    mine || chat.chatId > 0 || ["creator", "administrator"].includes(chat.chat?.status) ? { text: say("delete"), icon: "trash", kind: "danger", act: remove } : null,
  ], { head: faces, label: say("messageMenu") });
}
