// The scrolling part of a chat: days, groups of bubbles, the mark of new messages, typing; it stays where the reader is.

import { dayKey, dayName } from "./dates.js";
import { calmMotion, el, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { messageRow, pendingRow, serviceRow, typingRow } from "./message.js";
import { kindOf } from "./preview.js";
import { groupOf, isBot, loadOlder, shopNow, talkOf } from "./world.js";
import { number, pageLanguage, say } from "./words.js";

const TOGETHER = 6 * 60;
const NEAR = 90;

export class Talk {
  /** `view` is {person, chatId, group, thread(), hide()}; `tools` as in message.js; `empty()` makes what an empty talk shows. */
  constructor(view, tools, empty) {
    Object.assign(this, { view, tools, empty, newFrom: null, unseen: 0, fresh: true });
    this.rows = el("div", { class: "days" });
    this.inner = el("div", { class: "talk-inner" }, this.rows);
    this.scroller = el("div", { class: "talk", role: "log", "aria-live": "off", tabindex: "0", "aria-label": say("messagesOf", { name: view.title }) }, this.inner);
    this.badge = el("span", { class: "badge", hidden: true });
    this.jumper = el("button", { class: "to-bottom", type: "button", "aria-label": say("toBottom"), hidden: true, on: { click: () => this.toBottom(true) } }, this.badge, icon("down", 22));
    this.node = el("div", { class: "talk-frame" }, this.scroller, this.jumper);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    this.sizes = new ResizeObserver(() => { if (this.stuck) this.toBottom(false); });
    this.sizes.observe(this.scroller);
    this.sizes.observe(this.inner);
    this.stuck = true;
  }

  close() { this.sizes.disconnect(); }

  visible() {
    const thread = this.view.thread();
    const all = talkOf(this.view.chatId).messages;
    if (thread === null) return all;
    return all.filter((message) => (message.is_topic_message || message.forum_topic_created ? message.message_thread_id ?? 0 : 0) === thread);
  }

  update() {
    const talk = talkOf(this.view.chatId);
    const messages = this.visible();
    const before = this.newest;
    this.newest = messages.at(-1)?.message_id ?? 0;
    const arrived = messages.filter((message) => before !== undefined && message.message_id > before);
    const answered = arrived.some((message) => message.from?.id === this.view.person);
    if (answered && !this.fresh) this.newFrom = null;
    const days = this.days(messages, talk);
    const wasStuck = this.stuck;
    const focus = this.holdFocus();
    reconcile(this.rows, days.map((day) => ({ key: day.key, mark: "", make: () => daySection() })));
    for (const day of days) {
      const section = this.rows.kept.get(day.key).node;
      section.label.textContent = day.label;
      section.hidden = false;
      const shown = reconcile(section.list, day.rows, { leaving: vanish });
      for (const row of day.rows) if (row.arrives && !this.fresh) shown.get(row.key)?.node.classList.add("arriving");
    }
    focus();
    this.fill(messages, talk);
    if (this.fresh && talk.loaded) {
      this.fresh = false;
      const mark = this.rows.querySelector(".new-mark");
      if (mark) { mark.scrollIntoView({ block: "start" }); this.scrolled(); } else this.toBottom(false);
      return;
    }
    if (wasStuck || answered) this.toBottom(arrived.length > 0);
    else { this.unseen += arrived.length; this.scrolled(); }
  }

  /** Remembers which button of which message has the focus; the function it returns gives it back if the bubble was redrawn. */
  holdFocus() {
    const held = document.activeElement;
    const row = held?.closest?.(".row[data-id]");
    if (!row || !this.rows.contains(row)) return () => {};
    const { id } = row.dataset;
    const index = [...row.querySelectorAll("button, a")].indexOf(held);
    return () => {
      if (held.isConnected) return;
      const now = this.rows.querySelector(`[data-id="${id}"]`);
      const target = index < 0 ? now : [...(now?.querySelectorAll("button, a") ?? [])][index] ?? now;
      (target ?? this.scroller).focus({ preventScroll: true });
    };
  }

  fill(messages, talk) {
    const wanted = talk.loaded && !messages.length && !talk.pending.length;
    if (!wanted) { this.blank?.remove(); this.blank = null; return; }
    const blank = this.empty();
    if (this.blank) this.blank.replaceWith(blank); else this.inner.append(blank);
    this.blank = blank;
  }

  /** Marks where reading stopped: the oldest of the last `unread` messages of others. */
  markNew(unread) {
    const others = this.visible().filter((message) => message.from?.id !== this.view.person);
    this.newFrom = unread > 0 ? others.at(-Math.min(unread, others.length))?.message_id ?? null : null;
    this.unseen = unread;
  }

  days(messages, talk) {
    const days = [];
    const seenUpTo = Math.max(0, ...messages.filter((message) => isBot(message.from?.id)).map((message) => message.message_id));
    const items = together(messages);
    const rowFor = (date) => {
      const key = dayKey(date);
      if (days.at(-1)?.key !== key) days.push({ key, label: dayName(date, shopNow()), rows: [] });
      return days.at(-1).rows;
    };
    items.forEach((item, index) => {
      const rows = rowFor(item[0].date);
      if (item.some((message) => message.message_id === this.newFrom)) rows.push({ key: "new", mark: pageLanguage(), make: newMark });
      rows.push(this.row(item, items[index - 1], items[index + 1], talk, seenUpTo));
    });
    for (const pending of talk.pending.filter((each) => each.person === this.view.person)) {
      rowFor(pending.date).push({ key: pending.key, mark: `${pending.failed}`, arrives: true, make: () => pendingRow(pending, () => this.tools.retry(pending)) });
    }
    if (talk.typing && (this.view.thread() === null || !talk.typing.thread || talk.typing.thread === this.view.thread())) {
      rowFor(shopNow().getTime() / 1000).push({ key: "typing", mark: "", make: () => typingRow(say("typing")) });
    }
    return days;
  }

  row(item, before, after, talk, seenUpTo) {
    const message = item[0];
    const key = `m${message.message_id}`;
    if (kindOf(message) === "service") return { key, mark: pageLanguage(), make: () => serviceRow(message, this.tools) };
    const mine = message.from?.id === this.view.person;
    const look = {
      mine, first: !joins(before, item), last: !joins(item, after), named: this.view.group && !mine, faces: this.view.group,
      tag: message.sender_tag ?? message.author_signature ?? tagOf(this.view.chatId, message.from?.id),
      status: mine ? (message.message_id < seenUpTo ? "seen" : "sent") : null,
      reactions: item.flatMap((each) => talk.reactions.get(each.message_id) ?? []),
    };
    return { key, mark: JSON.stringify([item, look, pageLanguage(), item.map((each) => this.tools.votes(each.message_id))]), arrives: message.message_id === this.newest, make: () => messageRow(item, look, this.tools) };
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.stuck) this.unseen = 0;
    this.jumper.hidden = this.stuck;
    this.badge.hidden = !this.unseen;
    this.badge.textContent = number(this.unseen);
    if (this.stuck) this.tools.read();
    if (scrollTop < 240) this.older();
  }

  async older() {
    if (!talkOf(this.view.chatId).more) return;
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    if (await loadOlder(this.view.chatId, this.view.person).catch(() => false)) this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  toBottom(smooth) {
    this.stuck = true;
    this.unseen = 0;
    this.jumper.hidden = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calmMotion() ? "smooth" : "instant" });
    this.tools.read();
  }

  /** Scrolls to a message and lights it for a moment. */
  async jump(messageId) {
    let row = this.rows.querySelector(`[data-id="${messageId}"]`);
    for (let tries = 0; !row && tries < 5 && talkOf(this.view.chatId).more; tries += 1) {
      await loadOlder(this.view.chatId, this.view.person).catch(() => {});
      row = this.rows.querySelector(`[data-id="${messageId}"]`);
    }
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: calmMotion() ? "instant" : "smooth" });
    row.classList.remove("lit");
    requestAnimationFrame(() => row.classList.add("lit"));
    row.addEventListener("animationend", () => row.classList.remove("lit"), { once: true });
  }

  walk(event) {
    const rows = [...this.rows.querySelectorAll(".row[data-id]")];
    const here = rows.indexOf(event.target.closest(".row[data-id]"));
    const onRow = here >= 0 && event.target === rows[here];
    if (event.target !== this.scroller && !onRow) return;
    const to = { ArrowUp: here < 0 ? rows.length - 1 : Math.max(0, here - 1), ArrowDown: here < 0 ? rows.length - 1 : Math.min(rows.length - 1, here + 1), Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined && rows[to]) { event.preventDefault(); rows[to].focus(); rows[to].scrollIntoView({ block: "nearest" }); }
    if (onRow && (event.key === "Enter" || event.key === "ContextMenu")) { event.preventDefault(); rows[here].querySelector(".row-menu").click(); }
  }
}

function together(messages) {
  const items = [];
  for (const message of messages) {
    const last = items.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id && (message.photo || message.video)) last.push(message);
    else items.push([message]);
  }
  return items;
}

function joins(one, other) {
  if (!one || !other) return false;
  const [a, b] = [one.at(-1), other[0]];
  return a.from?.id === b.from?.id && b.date - a.date < TOGETHER && dayKey(a.date) === dayKey(b.date) && kindOf(a) !== "service" && kindOf(b) !== "service";
}

function tagOf(chatId, userId) {
  const member = groupOf(chatId)?.members.find((each) => each.user_id === userId);
  if (!member) return null;
  return member.tag || member.custom_title || (member.status === "creator" || member.status === "administrator" ? say(member.status) : null);
}

function daySection() {
  const label = el("span", { class: "pill" });
  const list = el("div", { class: "day-list" });
  const section = el("section", { class: "day" }, el("div", { class: "day-label" }, label), list);
  return Object.assign(section, { label, list });
}

const newMark = () => el("div", { class: "new-mark", role: "separator" }, el("span", { text: say("newMessages") }));

function vanish(node) {
  if (!node.classList.contains("row") || node.classList.contains("typing-row") || !node.dataset.id || node.dataset.id.startsWith("p") || calmMotion()) { node.remove(); return; }
  node.style.height = `${node.offsetHeight}px`;
  node.classList.add("vanishing");
  requestAnimationFrame(() => requestAnimationFrame(() => { node.style.height = "0px"; }));
  setTimeout(() => node.remove(), 320);
}
