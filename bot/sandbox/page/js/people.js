// The people one can be: the rail that chooses among them, the form that adds one, and the menu of one.

import { act, addPerson } from "./api.js";
import { avatar } from "./avatar.js";
import { el, reconcile, soon, walkable } from "./dom.js";
import { newGroup } from "./groups.js";
import { icon } from "./icons.js";
import { ask, confirmIn, copy, field, menu, toast } from "./overlay.js";
import { personOf, refresh, unreadOf, watch, world } from "./world.js";
import { languageName, number, pageLanguage, say } from "./words.js";

const SUGGESTED = ["en", "zh-hans", "zh-hant", "ru"];

/** The rail: `chosen()` is the set of people shown, `pick(id)` is called with a press, `many()` tells whether several may be chosen. */
export class Rail {
  constructor({ chosen, pick, many }) {
    Object.assign(this, { chosen, pick, many });
    this.items = el("div", { class: "rail-items" });
    this.add = el("button", { class: "rail-item rail-add", type: "button", on: { click: async () => { const id = await askForPerson(); if (id) this.pick(id); } } });
    this.node = el("nav", { class: "rail", "aria-label": say("people") }, this.items, this.add);
    walkable(this.node, ".rail-item");
    walkable(this.node, ".rail-item", { horizontal: true });
    watch("people", soon(() => this.update()));
  }

  update() {
    const chosen = this.chosen();
    const many = this.many();
    const held = document.activeElement?.closest?.(".rail-item")?.dataset.person;
    const tabbed = [...chosen][0] ?? world.people[0]?.id;
    reconcile(this.items, world.people.map((person) => {
      const shown = { id: person.id, name: person.name, short: person.first_name, note: person.note || languageName(person.language), unread: unreadOf(person), chosen: chosen.has(person.id), many, off: person.blocked || person.deactivated, tab: person.id === tabbed };
      return { key: String(person.id), mark: JSON.stringify([shown, pageLanguage()]), make: () => railItem(shown, () => this.pick(person.id)) };
    }));
    this.node.setAttribute("aria-label", say("people"));
    this.add.replaceChildren(el("span", { class: "rail-plus" }, icon("plus", 24)), el("span", { class: "rail-name", text: say("add") }));
    this.add.setAttribute("aria-label", say("addPerson"));
    this.add.title = say("addPerson");
    if (held) this.items.querySelector(`[data-person="${held}"]`)?.focus({ preventScroll: true });
  }
}

function railItem({ id, name, short, note, unread, chosen, many, off, tab }, press) {
  const label = [name, note, unread ? say("unread", { n: unread }) : null].filter(Boolean).join(", ");
  return el("button", { class: `rail-item ${off ? "off" : ""}`, type: "button", "aria-label": label, title: `${name} · ${note}`, [many ? "aria-pressed" : "aria-current"]: many ? String(chosen) : chosen ? "true" : null, tabindex: tab ? 0 : -1, data: { person: id, chosen }, on: { click: press } },
    el("span", { class: "rail-face" }, avatar({ id, name, size: 46 }), unread ? el("span", { class: "badge", text: unread > 99 ? "99+" : number(unread) }) : null), el("span", { class: "rail-name", dir: "auto", text: short || name }));
}

function languageChoice(value) {
  const codes = [...new Set([...SUGGESTED, ...world.languages, value].filter(Boolean))];
  const select = el("select", { class: "input", name: "language" }, codes.map((code) => el("option", { value: code, text: languageName(code) })));
  select.value = value ?? "en";
  return select;
}

/** Asks for a name and a language; resolves with the new person's id, or null. */
export async function askForPerson() {
  const text = (name, extra = {}) => el("input", { class: "input", name, maxlength: "64", dir: "auto", autocomplete: "off", ...extra });
  const result = await ask({
    title: say("addPerson"), kind: "form",
    content: [field(say("name"), text("name", { required: true, autofocus: true })), field(say("language"), languageChoice(pageLanguage().toLowerCase())),
      el("details", { class: "more-fields" }, el("summary", { text: say("moreFields") }), field(say("lastName"), text("last_name")), field(say("username"), text("username", { pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}" })), field(say("phone"), text("phone", { type: "tel" })), field(say("note"), text("note")))],
    buttons: [{ text: say("cancel") }, { text: say("add"), kind: "primary", submit: true }],
    submit: async (form) => {
      const fields = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
      if (!fields.name) return false;
      if (fields.username) fields.username = fields.username.replace(/^@/, "");
      try { return (await addPerson(fields)).person; } catch (problem) { toast(document.body, say("failed", { why: problem.message })); return false; }
    },
  });
  if (!result) return null;
  if (!personOf(result.id)) await refresh();
  return result.id;
}

/** The menu of a person: groups, the bot's link, blocking, language, leaving. */
export function personMenu(messenger, anchor) {
  const person = personOf(messenger.person);
  const { pane } = messenger;
  const perform = async (name, fields) => {
    try { await act(person.id, name, fields); } catch (problem) { toast(pane, say("failed", { why: problem.message })); }
  };
  const deactivate = async () => { if (await confirmIn(pane, { title: say("deactivate"), text: say("deactivateSure", { name: person.name }), yes: say("deactivate"), kind: "danger" })) perform("deactivate"); };
  menu(anchor, [
    { text: say("newGroup"), icon: "group", act: () => newGroup(messenger) },
    { text: say("copyLink"), icon: "link", act: () => copy(pane, world.bot.link) },
    { text: `${say("language")}: ${languageName(person.language)}`, icon: "globe", act: () => askLanguage(pane, person, perform) },
    "-",
    person.blocked ? { text: say("unblock"), icon: "unblock", act: () => perform("unblock") } : { text: say("block"), icon: "block", act: () => perform("block") },
    person.deactivated ? null : { text: say("deactivate"), icon: "trash", kind: "danger", act: deactivate },
  ], { label: say("personMenu", { name: person.name }) });
}

async function askLanguage(pane, person, perform) {
  const select = languageChoice(person.language);
  const language = await ask({ pane, title: say("languageOf", { name: person.name }), content: field(say("language"), select), buttons: [{ text: say("cancel") }, { text: say("save"), kind: "primary", submit: true }], submit: () => select.value });
  if (language && language !== person.language) await perform("language", { language });
}
