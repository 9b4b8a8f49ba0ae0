// One chat as one person sees it: what stands above it, the talk, the composer, and what a press in it does.

import { act, actWithFiles } from "./api.js";
import { avatar } from "./avatar.js";
import { ChatHead } from "./chathead.js";
import { Composer } from "./composer.js";
import { dayKey } from "./dates.js";
import { el, soon } from "./dom.js";
import { messageMenu } from "./messagemenu.js";
import { alertIn, ask, confirmIn, copy, field, toast } from "./overlay.js";
import { Talk } from "./talk.js";
import { chatOf, groupOf, isBot, loadTalk, personName, personOf, refresh, shopNow, takeIn, talkOf, tell, watch, world } from "./world.js";
import { say } from "./words.js";

const ANSWER_PATIENCE = 15000;
const myVotes = new Map();
let pendingCount = 0;

export class Chat {
  /** `messenger` is {person, pane, close(), openChat(id)}. */
  constructor(messenger, chatId) {
    Object.assign(this, { messenger, chatId, person: messenger.person, pane: messenger.pane, thread: null, waiting: new Set() });
    const title = this.title();
    const view = { person: this.person, chatId, group: chatId < 0, title, pane: this.pane, thread: () => this.thread };
    this.talk = new Talk(view, this.tools(), () => this.emptyTalk());
    this.composer = new Composer(view, this.does());
    this.head = new ChatHead(this);
    this.drop = el("div", { class: "drop", hidden: true, text: say("dropHere") });
    this.node = el("section", { class: "chat", "aria-label": title }, this.head.nodes, this.talk.node, this.composer.node, this.drop);
    this.later = soon(() => { if (this.node.isConnected) this.update(); });
    document.addEventListener("visibilitychange", this.later);
    this.unwatch = [
      () => document.removeEventListener("visibilitychange", this.later),
      watch("talk", (id) => { if (id === chatId) this.later(); }), watch("people", () => this.later()), watch("groups", () => this.later()),
      watch("clock", () => { const today = dayKey(shopNow().getTime() / 1000); if (today !== this.today) { this.today = today; this.later(); } }),
      watch("answer", (answer) => this.answered(answer)),
    ];
    this.dragging();
    this.load();
  }

  async load() {
    const unread = this.chat?.unread ?? 0;
    try { if (!talkOf(this.chatId).loaded) await loadTalk(this.chatId, this.person); } catch (problem) { toast(this.pane, say("failed", { why: problem.message })); return; }
    this.talk.markNew(unread);
    this.update();
  }

  close() {
    this.talk.close();
    for (const stop of this.unwatch) stop();
    this.node.remove();
  }

  get chat() { return chatOf(this.person, this.chatId); }
  title() { return this.chatId > 0 ? this.chat?.title || world.bot.first_name : this.chat?.title ?? groupOf(this.chatId)?.title ?? say("group"); }
  about() { return this.chat?.description || world.bot.description || world.bot.short_description || ""; }
  focus() { this.composer.focus(); }

  update() {
    if (!this.chat) { this.messenger.close(); return; }
    this.head.update();
    this.talk.update();
    this.composer.update();
  }

  /** Shows one topic of a forum: null all of them, 0 the general one. */
  openThread(thread) {
    this.thread = thread;
    this.talk.fresh = true;
    this.update();
  }

  emptyTalk() {
    if (this.chatId < 0) return el("div", { class: "empty-talk" }, el("span", { class: "pill", text: say("emptyGroup") }));
    return el("div", { class: "empty-talk" }, el("div", { class: "welcome" }, avatar({ id: world.bot.id, name: world.bot.first_name, kind: "bot", size: 84 }), el("h2", { dir: "auto", text: this.title() }),
      this.about() ? [el("h3", { text: say("whatCanBotDo") }), el("p", { dir: "auto", text: this.about() })] : null));
  }

  rules() { return ["creator", "administrator"].includes(this.chat?.status); }
  place() { return this.chatId > 0 ? {} : { chat: this.chatId, ...(this.thread ? { thread: this.thread } : {}) }; }

  /** Performs an act and shows a refusal as a toast; resolves with the answer, or null. */
  async perform(name, fields = {}) {
    try {
      const answer = await act(this.person, name, { ...this.place(), ...fields });
      takeIn(answer?.message);
      return answer ?? {};
    } catch (problem) {
      toast(this.pane, say("failed", { why: problem.message }));
      return null;
    }
  }

  async sayText(text, replyTo) {
    const talk = talkOf(this.chatId);
    const pending = { key: `p${(pendingCount += 1)}`, person: this.person, text, date: shopNow().getTime() / 1000, failed: false, replyTo };
    talk.pending.push(pending);
    this.talk.stuck = true;
    tell("talk", this.chatId);
    await this.sendPending(pending);
  }

  async sendPending(pending) {
    const talk = talkOf(this.chatId);
    pending.failed = false;
    tell("talk", this.chatId);
    try {
      const answer = await act(this.person, "say", { ...this.place(), text: pending.text, reply_to: pending.replyTo });
      talk.pending = talk.pending.filter((each) => each !== pending);
      takeIn(answer.message);
      tell("talk", this.chatId);
    } catch (problem) {
      pending.failed = true;
      tell("talk", this.chatId);
      toast(this.pane, say("failed", { why: problem.message }));
    }
  }

  async sendFiles(files, as, caption, replyTo) {
    const fields = { ...this.place(), caption, reply_to: replyTo };
    const pictures = as === "media" && files.every((file) => file.type.startsWith("image/"));
    const send = (name, group, extra = {}) => actWithFiles(this.person, name, group, { ...fields, ...extra }).then((answer) => takeIn(answer.message)).catch((problem) => toast(this.pane, say("failed", { why: problem.message })));
    if (pictures && files.length > 1) { await send("album", files); return; }
    for (const [index, file] of files.entries()) {
      const medium = as !== "media" ? as : file.type.startsWith("image/") ? "photo" : file.type.startsWith("video/") ? "video" : file.type.startsWith("audio/") ? "audio" : "document";
      await send(medium, [file], index ? { caption: "" } : {});
    }
  }

  does() {
    return {
      say: (text, replyTo) => this.sayText(text, replyTo),
      edit: (message, text) => this.perform("edit", { message_id: message.message_id, text }),
      files: (...all) => this.sendFiles(...all),
      start: () => this.perform("start").then(refresh),
      unblock: () => this.perform("unblock").then(refresh),
      contact: () => this.shareContact(),
      location: () => this.shareLocation(),
      poll: () => this.sendPoll(),
      key: (button) => (button.web_app || button.request_users || button.request_chat || button.request_poll ? toast(this.pane, say("notHere")) : this.sayText(button.text)),
      escape: () => this.messenger.close(true),
      editLast: () => this.editLast(),
      forceReply: () => this.replyToLast(),
    };
  }

  tools() {
    return {
      person: this.person,
      press: (message, row, column, button) => this.press(message, row, column, button),
      react: (message, emoji) => this.perform("react", { message_id: message.message_id, emoji }),
      menu: (message, anchor) => messageMenu(this, message, anchor),
      reply: (message) => this.composer.reply(message),
      jump: (id) => this.talk.jump(id),
      copy: (text) => copy(this.pane, text),
      tapped: (meaning) => this.tapped(meaning),
      vote: (message, option) => this.vote(message, option),
      votes: (id) => myVotes.get(`${this.person}:${this.chatId}:${id}`) ?? [],
      retry: (pending) => this.sendPending(pending),
      read: () => this.read(),
    };
  }

  read() {
    if (!this.chat?.unread || this.reading || document.hidden || !this.node.isConnected || !talkOf(this.chatId).loaded) return;
    this.reading = true;
    act(this.person, "read", this.chatId > 0 ? {} : { chat: this.chatId }).catch(() => {}).finally(() => { this.reading = false; });
    this.chat.unread = 0;
    tell("people");
  }

  /** Presses an inline button; settles when the bot has answered (or patience ran out). */
  async press(message, row, column, button) {
    const result = await this.perform("tap", { message_id: message.message_id, row, column });
    if (!result) return;
    if (result.copied !== undefined) { copy(this.pane, result.copied); return; }
    if (result.url) { this.openUrl(result.url, false); return; }
    if (result.web_app) { toast(this.pane, say("notHere")); return; }
    if (!result.callback_query_id || button.callback_data === undefined) return;
    if (this.early?.delete(result.callback_query_id)) return;
    await new Promise((done) => {
      const wait = { id: result.callback_query_id, message: message.message_id, done: () => { this.waiting.delete(wait); done(); } };
      this.waiting.add(wait);
      setTimeout(wait.done, ANSWER_PATIENCE);
    });
  }

  answered(answer) {
    if (answer.person !== this.person || (answer.chat_id ?? this.chatId) !== this.chatId) return;
    const wait = [...this.waiting].find((each) => each.id === answer.callback_query_id);
    if (wait) wait.done(); else (this.early ??= new Set()).add(answer.callback_query_id);
    if (answer.url) this.openUrl(answer.url, false);
    if (!answer.text) return;
    if (answer.show_alert) alertIn(this.pane, answer.text); else toast(this.pane, answer.text);
  }

  tapped({ command, url, named, mention, user, copy: text }) {
    if (text !== undefined) copy(this.pane, text);
    else if (command) this.sayText(this.chatId < 0 && !command.includes("@") ? `${command}@${world.bot.username}` : command);
    else if (url) this.openUrl(url, named);
    else if (mention) this.openUrl(`https://t.me/${mention.slice(1)}`, false);
    else if (user) this.mention(user.id);
  }

  async openUrl(url, named) { await this.messenger.openUrl(url, named); }
  mention(id) { if (isBot(id)) this.messenger.openChat(this.person); else toast(this.pane, personName(id)); }

  async vote(message, option) {
    const key = `${this.person}:${this.chatId}:${message.message_id}`;
    const before = myVotes.get(key) ?? [];
    const options = before.includes(option) ? before.filter((each) => each !== option) : message.poll.allows_multiple_answers ? [...before, option] : [option];
    myVotes.set(key, options);
    if (!(await this.perform("vote", { message_id: message.message_id, options }))) myVotes.set(key, before);
    this.later();
  }

  async shareContact() {
    const person = personOf(this.person);
    const text = say("shareContactHint", { bot: this.title(), name: person.name, phone: person.phone ? ` ${person.phone.startsWith("+") ? "" : "+"}${person.phone}` : "" });
    if (await confirmIn(this.pane, { title: say("shareContact"), text, yes: say("share") })) this.perform("contact");
  }

  async shareLocation() {
    const latitude = el("input", { class: "input", name: "latitude", type: "number", step: "any", min: "-90", max: "90", value: "31.2304", required: true });
    const longitude = el("input", { class: "input", name: "longitude", type: "number", step: "any", min: "-180", max: "180", value: "121.4737", required: true });
    const spot = await ask({ pane: this.pane, title: say("shareLocation"), content: el("div", { class: "pair" }, field(say("latitude"), latitude), field(say("longitude"), longitude)), buttons: [{ text: say("cancel") }, { text: say("share"), kind: "primary", submit: true }],
      submit: () => ({ latitude: latitude.valueAsNumber, longitude: longitude.valueAsNumber }) });
    if (spot) this.perform("location", spot);
  }

  async sendPoll() {
    const question = el("input", { class: "input", name: "question", maxlength: "300", required: true, dir: "auto", autofocus: true });
    const options = el("textarea", { class: "input", name: "options", rows: "4", required: true, dir: "auto" });
    const asked = await ask({ pane: this.pane, title: say("poll"), content: [field(say("pollQuestion"), question), field(say("pollAnswers"), options)], buttons: [{ text: say("cancel") }, { text: say("send"), kind: "primary", submit: true }],
      submit: () => ({ question: question.value.trim(), options: options.value }) });
    if (asked) this.perform("poll", asked);
  }

  editLast() {
    const mine = talkOf(this.chatId).messages.filter((message) => message.from?.id === this.person && message.text !== undefined).at(-1);
    if (mine) this.composer.edit(mine);
  }

  replyToLast() {
    const last = talkOf(this.chatId).messages.filter((message) => isBot(message.from?.id)).at(-1);
    if (last && this.pane.contains(document.activeElement)) this.composer.reply(last);
  }

  dragging() {
    const has = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    this.node.addEventListener("dragover", (event) => { if (has(event)) { event.preventDefault(); this.drop.hidden = false; } });
    this.node.addEventListener("dragleave", (event) => { if (!this.node.contains(event.relatedTarget)) this.drop.hidden = true; });
    this.node.addEventListener("drop", (event) => {
      this.drop.hidden = true;
      if (!has(event)) return;
      event.preventDefault();
      this.composer.offerFiles([...event.dataTransfer.files], "media");
    });
  }
}
