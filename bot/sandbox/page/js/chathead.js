// What stands above a talk: whose chat it is and what they are doing, the pinned message, who asks to be let in, the topics.

import { avatar } from "./avatar.js";
import { el, fill, walkable } from "./dom.js";
import { groupInfo, newTopic, requestList } from "./groups.js";
import { icon } from "./icons.js";
import { ask, copy } from "./overlay.js";
import { personMenu } from "./people.js";
import { previewOf } from "./preview.js";
import { groupOf, messageOf, personOf, talkOf, world } from "./world.js";
import { say } from "./words.js";

const ACTIONS = {
  upload_photo: "sendingPhoto", record_photo: "sendingPhoto",
  upload_document: "sendingFile", upload_video: "sendingFile", upload_voice: "sendingFile", record_voice: "sendingFile",
};

/** What the bot is doing, as a line under its name. */
export const typingWords = (typing) => `${say(ACTIONS[typing.action] ?? "typing")}…`;

export class ChatHead {
  /** Stands above `chat` (a Chat); `nodes` are its bars from top to bottom. */
  constructor(chat) {
    this.chat = chat;
    this.bar = el("header", { class: "chat-head" });
    this.pinned = el("div", { class: "pinned", hidden: true });
    this.requests = el("button", { class: "requests", type: "button", hidden: true, on: { click: () => requestList(chat.pane, chat.person, chat.chatId) } });
    this.topics = el("div", { class: "topics", role: "tablist", "aria-label": say("topics"), hidden: true });
    walkable(this.topics, "button", { horizontal: true });
    this.nodes = [this.bar, this.pinned, this.requests, this.topics];
    this.marks = {};
  }

  update() {
    this.drawBar();
    this.drawPinned();
    this.drawRequests();
    this.drawTopics();
  }

  /** True, once, when what a part shows is no longer what it showed. */
  changed(part, ...shown) {
    const mark = JSON.stringify(shown);
    if (this.marks[part] === mark) return false;
    this.marks[part] = mark;
    return true;
  }

  drawBar() {
    const { chatId } = this.chat;
    const bot = chatId > 0;
    const title = this.chat.title();
    const { typing } = talkOf(chatId);
    const state = !world.online ? say("connecting") : typing ? typingWords(typing)
      : bot ? say("bot") : say("members", { n: groupOf(chatId)?.members.length ?? 0 });
    if (!this.changed("bar", title, state, Boolean(typing))) return;
    const held = [...this.bar.querySelectorAll("button")].indexOf(document.activeElement);
    const open = () => (bot ? this.aboutBot() : groupInfo(this.chat.pane, this.chat.person, chatId));
    fill(this.bar,
      el("button", { class: "round back", type: "button", "aria-label": say("back"), on: { click: () => this.chat.messenger.close(true) } }, icon("back", 24)),
      el("button", { class: "head-about", type: "button", "aria-label": bot ? title : `${title}, ${say("groupInfo")}`, on: { click: open } },
        avatar({ id: bot ? world.bot.id : chatId, name: title, kind: bot ? "bot" : "group", size: 40 }),
        el("span", { class: "head-text" },
          el("span", { class: "head-title", dir: "auto", text: title }),
          el("span", { class: `head-state ${typing ? "live" : ""}`, text: state }))),
      this.selfButton());
    this.bar.querySelectorAll("button")[held]?.focus();
  }

  /** On a phone the list with its owner is out of sight, so the head says who one is. */
  selfButton() {
    const { id, name } = personOf(this.chat.person);
    const button = el("button", { class: "round head-self", type: "button", "aria-haspopup": "menu", "aria-label": say("personMenu", { name }), title: name,
      on: { click: () => personMenu(this.chat.messenger, button) } }, avatar({ id, name, size: 34 }));
    return button;
  }

  async aboutBot() {
    const answer = await ask({
      pane: this.chat.pane, title: this.chat.title(),
      content: el("div", { class: "about" },
        el("p", { dir: "auto", text: this.chat.about() }),
        el("p", { class: "faint", text: `@${world.bot.username}` })),
      buttons: [{ text: say("copyLink"), value: "copy" }, { text: say("ok"), kind: "primary", focus: true }],
    });
    if (answer === "copy") copy(this.chat.pane, world.bot.link);
  }

  drawPinned() {
    const id = this.chat.chat.pinned?.at(-1);
    const message = id && messageOf(this.chat.chatId, id);
    this.pinned.hidden = !id;
    if (!id || !this.changed("pinned", id, message)) return;
    fill(this.pinned,
      el("button", { class: "pinned-go", type: "button", on: { click: () => this.chat.talk.jump(id) } },
        el("span", { class: "pinned-title", text: say("pinned") }),
        el("span", { class: "pinned-text", dir: "auto", text: message ? previewOf(message).text : "…" })),
      icon("pin", 18));
  }

  drawRequests() {
    const waiting = groupOf(this.chat.chatId)?.requests?.length ?? 0;
    this.requests.hidden = !waiting || !this.chat.rules();
    if (this.changed("requests", waiting)) fill(this.requests, icon("addPerson", 20), el("span", { text: say("requests", { n: waiting }) }));
  }

  drawTopics() {
    const group = groupOf(this.chat.chatId);
    const forum = Boolean(this.chat.chat.is_forum || group?.is_forum);
    this.topics.hidden = !forum;
    if (!forum) return;
    const topics = [
      { id: null, name: say("allTopics") },
      { id: 0, name: say("general") },
      ...(group?.topics ?? []).map((topic) => ({ id: topic.message_thread_id, name: topic.name, closed: topic.closed, colour: topic.icon_color })),
    ];
    if (!this.changed("topics", topics, this.chat.thread)) return;
    const held = this.topics.contains(document.activeElement);
    fill(this.topics, topics.map((topic) => this.topicTab(topic)), this.chat.rules() ? this.newTopicButton() : null);
    if (held) this.topics.querySelector("[aria-selected=true]")?.focus();
  }

  topicTab({ id, name, closed, colour }) {
    const chosen = id === this.chat.thread;
    return el("button", { class: "topic", type: "button", role: "tab", "aria-selected": String(chosen), tabindex: chosen ? 0 : -1, on: { click: () => this.chat.openThread(id) } },
      colour ? el("i", { class: "topic-dot", style: { background: `#${colour.toString(16).padStart(6, "0")}` } }) : null,
      el("span", { dir: "auto", text: name }),
      closed ? icon("block", 13) : null);
  }

  newTopicButton() {
    return el("button", { class: "round small", type: "button", "aria-label": say("newTopic"), title: say("newTopic"),
      on: { click: () => newTopic(this.chat.pane, this.chat.person, this.chat.chatId) } }, icon("plus", 19));
  }
}
