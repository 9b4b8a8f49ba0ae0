// The list of a person's chats: pictures, last words, times and unread counts; a box that searches or opens a link.

import { avatar } from "./avatar.js";
import { typingWords } from "./chathead.js";
import { shortWhen } from "./dates.js";
import { el, fill, reconcile, soon, walkable } from "./dom.js";
import { icon } from "./icons.js";
import { personMenu } from "./people.js";
import { previewOf } from "./preview.js";
import { isBot, personName, personOf, shopNow, talkOf, watch, world } from "./world.js";
import { languageName, number, pageLanguage, say } from "./words.js";

const LINK = /^(https?:\/\/)?(t\.me|telegram\.me)\/\S+$|^tg:\/\/\S+$/i;

export class ChatList {
  constructor(messenger, { hide }) {
    this.messenger = messenger;
    this.hide = hide;
    this.owner = el("button", { class: "owner", type: "button", "aria-haspopup": "menu", on: { click: () => personMenu(messenger, this.owner) } });
    this.head = el("header", { class: "list-head" }, this.owner, hide ? el("button", { class: "round small", type: "button", "aria-label": say("hideColumn"), title: say("hideColumn"), on: { click: hide } }, icon("close", 20)) : null);
    this.input = el("input", { class: "search-input", type: "search", autocomplete: "off", spellcheck: "false", placeholder: say("search"), "aria-label": say("search"), on: { input: () => this.update(), keydown: (event) => this.key(event) } });
    this.items = el("div", { class: "chat-items", role: "list", "aria-label": say("chats") });
    this.nothing = el("p", { class: "faint centred", text: say("noChats"), hidden: true });
    this.node = el("aside", { class: "chat-list" }, hide ? null : this.head, el("div", { class: "search" }, icon("search", 18), this.input), this.items, this.nothing);
    walkable(this.items, ".chat-item");
    this.later = soon(() => this.update());
    this.unwatch = ["people", "groups", "clock"].map((topic) => watch(topic, () => this.later()));
    this.update();
  }

  close() { for (const stop of this.unwatch) stop(); }

  key(event) {
    const text = this.input.value.trim();
    if (event.key === "Escape") { this.input.value = ""; this.update(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); this.items.querySelector(".chat-item")?.focus(); }
    else if (event.key === "Enter" && LINK.test(text)) { this.input.value = ""; this.update(); this.messenger.openUrl(text); }
    else if (event.key === "Enter") this.items.querySelector(".chat-item")?.click();
  }

  focusChat(chatId) { (this.items.querySelector(`[data-chat="${chatId}"]`) ?? this.items.querySelector(".chat-item"))?.focus(); }

  update() {
    const person = personOf(this.messenger.person);
    if (!person) return;
    this.drawOwner(person);
    const wanted = this.input.value.trim().toLowerCase();
    const title = (chat) => chat.title || world.bot.first_name;
    const chats = person.chats.filter((chat) => !wanted || LINK.test(wanted) || title(chat).toLowerCase().includes(wanted))
      .sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || (b.type === "private") - (a.type === "private"));
    this.nothing.hidden = chats.length > 0;
    const open = this.messenger.chat?.chatId ?? null;
    const tabbed = chats.some((chat) => chat.chat_id === open) ? open : chats[0]?.chat_id;
    const focused = document.activeElement?.closest?.(".chat-item")?.dataset.chat;
    const held = focused && this.items.contains(document.activeElement);
    reconcile(this.items, chats.map((chat) => {
      const typing = talkOf(chat.chat_id).typing;
      const shown = { chat_id: chat.chat_id, title: title(chat), unread: chat.unread, line: typing ? typingWords(typing) : lastLine(chat, person), live: Boolean(typing), when: chat.last ? shortWhen(chat.last.date, shopNow()) : "", open: chat.chat_id === open, tab: chat.chat_id === tabbed, bot: chat.type === "private" };
      return { key: String(chat.chat_id), mark: JSON.stringify([shown, pageLanguage()]), make: () => chatItem(shown, () => this.messenger.openChat(chat.chat_id)) };
    }));
    if (held) this.items.querySelector(`[data-chat="${focused}"]`)?.focus({ preventScroll: true });
  }

  drawOwner(person) {
    const state = person.deactivated ? say("deactivated") : person.blocked ? say("blocked") : [person.note, languageName(person.language)].filter(Boolean).join(" · ");
    const mark = JSON.stringify([person.name, state]);
    if (mark === this.ownerMark) return;
    this.ownerMark = mark;
    this.owner.setAttribute("aria-label", say("personMenu", { name: person.name }));
    fill(this.owner, avatar({ id: person.id, name: person.name, size: 38 }), el("span", { class: "head-text" }, el("span", { class: "head-title", dir: "auto", text: person.name }), el("span", { class: `head-state ${person.blocked || person.deactivated ? "bad" : ""}`, text: state })), icon("down", 18));
  }
}

function lastLine(chat, person) {
  if (!chat.last) return null;
  const preview = chat.last.message ? previewOf(chat.last.message) : { icon: null, text: chat.last.text };
  const from = chat.last.from_id;
  const service = chat.last.message && !chat.last.message.text && preview.text && !preview.icon;
  const who = service ? null : from === person.id ? say("you") : chat.type === "private" || !from || isBot(from) ? null : personName(from);
  return { ...preview, who: who === "?" ? null : who };
}

function chatItem({ chat_id: id, title, unread, line, live, when, open, tab, bot }, press) {
  const words = typeof line === "string" ? el("span", { class: "item-line live", text: line })
    : el("span", { class: "item-line" }, line?.who ? el("span", { class: "item-who", text: `${line.who}: ` }) : null, line?.icon ? icon(line.icon, 15) : null, el("span", { class: "item-words", dir: "auto", text: line?.text ?? "" }));
  return el("div", { role: "listitem" }, el("button", { class: "chat-item", type: "button", "aria-current": open ? "true" : null, tabindex: tab ? 0 : -1, data: { chat: id, live }, on: { click: press } },
    avatar({ id: bot ? world.bot.id : id, name: title, kind: bot ? "bot" : "group", size: 50 }),
    el("span", { class: "item-text" }, el("span", { class: "item-top" }, el("span", { class: "item-title", dir: "auto", text: title }), el("time", { class: "item-when", text: when })),
      el("span", { class: "item-bottom" }, words, unread ? el("span", { class: "badge", "aria-label": say("unread", { n: unread }), text: number(unread) }) : null))));
}
