// One person's messenger: their chats on the left, the open chat on the right, or one of them where it is narrow.

import { act } from "./api.js";
import { Chat } from "./chat.js";
import { ChatList } from "./chats.js";
import { el } from "./dom.js";
import { chooseGroup } from "./groups.js";
import { icon } from "./icons.js";
import { announce, confirmIn, toast } from "./overlay.js";
import { previewOf } from "./preview.js";
import { chatOf, isBot, nameOf, personName, personOf, watch, world } from "./world.js";
import { say, scriptTag } from "./words.js";

export class Messenger {
  /** `columns` is true when it stands beside others; `hide()` takes it away. */
  constructor(personId, { columns = false, hide = null } = {}) {
    this.person = personId;
    const { name, language } = personOf(personId);
    this.pane = el("section", { class: "messenger", role: "region", "aria-label": name, lang: scriptTag(language), data: { person: personId, columns } });
    this.list = new ChatList(this, { hide });
    this.nothing = el("div", { class: "no-chat" }, el("span", { class: "pill", text: say("pickChat") }));
    this.panes = el("div", { class: "panes" }, this.list.node, this.nothing);
    this.pane.append(...(columns ? [this.list.head] : []), this.panes);
    this.chat = null;
    this.unwatch = [
      watch("people", () => { const person = personOf(personId); if (person) { this.pane.setAttribute("lang", scriptTag(person.language)); this.pane.setAttribute("aria-label", person.name); } }),
      watch("request", (request) => this.heardRequest(request)),
      watch("arrived", ({ chatId, message }) => this.heard(chatId, message)),
    ];
    if (columns) this.openChat(personId, { focus: false });
  }

  get node() { return this.pane; }

  heard(chatId, message) {
    if (!chatOf(this.person, chatId) || message.from?.id === this.person || !this.pane.isConnected) return;
    announce(say("saidTo", { who: nameOf(message.from ?? message.chat), person: personOf(this.person).name, text: previewOf(message).text }));
  }

  /** Tells the one who asked to join what became of it, and those who decide that somebody asks. */
  heardRequest({ chat_id: chatId, user_id: user, state }) {
    if (!this.pane.isConnected) return;
    const name = personName(user);
    const rules = ["creator", "administrator"].includes(chatOf(this.person, chatId)?.status);
    if (state === "waiting" ? rules : user === this.person || rules) toast(this.pane, say({ waiting: "requestWaiting", approved: "requestApproved", declined: "requestDeclined" }[state], { name }));
  }

  openChat(chatId, { focus = true } = {}) {
    if (!chatOf(this.person, chatId)) return;
    if (this.chat?.chatId !== chatId) {
      this.chat?.close();
      this.chat = new Chat(this, chatId);
      this.nothing.hidden = true;
      this.panes.append(this.chat.node);
      this.pane.dataset.open = chatId;
      this.chat.update();
      this.list.update();
    }
    if (focus) this.chat.focus();
  }

  /** Goes back to the list; `refocus` puts the focus on the chat that was open. */
  close(refocus = false) {
    const was = this.chat?.chatId;
    this.chat?.close();
    this.chat = null;
    delete this.pane.dataset.open;
    this.nothing.hidden = false;
    this.list.update();
    if (refocus) this.list.focusChat(was);
  }

  /** Opens a link as this person: start links and invite links act here, anything else opens a new tab. */
  async openUrl(url, ask = false) {
    const foreign = !/^(https?:\/\/)?(t\.me|telegram\.me)\//i.test(url) && !/^tg:/i.test(url);
    if (foreign && ask && !(await confirmIn(this.pane, { title: say("openLink"), text: url, yes: say("open") }))) return;
    try {
      const answer = await act(this.person, "open", { url });
      await this.opened(answer, url);
    } catch (problem) { toast(this.pane, say("failed", { why: problem.message })); }
  }

  async opened(answer, url) {
    if (answer.kind === "start") this.openChat(this.person);
    else if (answer.kind === "joined") { toast(this.pane, say("linkJoined")); await this.whenSeen(answer.chat_id); this.openChat(answer.chat_id); }
    else if (answer.kind === "asked") toast(this.pane, say("linkAsked"));
    else if (answer.kind === "mention") { if (isBot(answer.person) || url.toLowerCase().includes(world.bot.username.toLowerCase())) this.openChat(this.person); else if (answer.person) toast(this.pane, personOf(answer.person)?.name ?? url); }
    else if (answer.kind === "startgroup") await chooseGroup(this);
    else if (/^(https?|mailto|tel|tg):/i.test(answer.url ?? "")) window.open(answer.url, "_blank", "noopener,noreferrer");
  }

  /** Waits until the state names the chat among this person's, two seconds at most. */
  whenSeen(chatId) {
    if (chatOf(this.person, chatId)) return Promise.resolve();
    return new Promise((done) => {
      const stop = watch("people", () => { if (chatOf(this.person, chatId)) { stop(); done(); } });
      setTimeout(() => { stop(); done(); }, 2000);
    });
  }

  dispose() {
    this.chat?.close();
    this.list.close();
    for (const stop of this.unwatch) stop();
    this.pane.remove();
  }
}

export const emptyPane = (title, hint) => el("div", { class: "no-people" }, icon("person", 40), el("h2", { text: title }), el("p", { text: hint }));
