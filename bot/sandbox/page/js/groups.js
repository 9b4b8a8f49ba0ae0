// Groups: making one, who is in it, its invite links, and the people who wait to be let in.

import { act, addGroup, changeGroup } from "./api.js";
import { avatar } from "./avatar.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { ask, checkbox, copy, field, menu, toast } from "./overlay.js";
import { chatOf, groupOf, isBot, nameOf, personOf, refresh, watch, world } from "./world.js";
import { say } from "./words.js";

const STANDING = ["creator", "administrator", "restricted"];
const refused = (pane) => (problem) => toast(pane, say("failed", { why: problem.message }));
const rules = (chatId, person) => ["creator", "administrator"].includes(chatOf(person, chatId)?.status);

/** Asks for a new group of the messenger's person and opens it. */
export async function newGroup(messenger) {
  const title = el("input", { class: "input", name: "title", maxlength: "128", required: true, autofocus: true, dir: "auto", autocomplete: "off" });
  const others = world.people.filter((person) => person.id !== messenger.person && !person.deactivated);
  const group = await ask({
    pane: messenger.pane, title: say("newGroup"), kind: "form",
    content: [field(say("groupTitle"), title),
      el("fieldset", { class: "choices" }, el("legend", { text: say("withMembers") }), others.map((person) => el("label", { class: "choice" }, el("input", { type: "checkbox", name: "member", value: person.id }), avatar({ id: person.id, name: person.name, size: 32 }), el("span", { dir: "auto", text: person.name })))),
      el("div", { class: "checks" }, checkbox(say("withBot"), "bot", true), checkbox(say("withBotAdmin"), "bot_admin", true), checkbox(say("withTopics"), "forum"), checkbox(say("smallGroup"), "small"))],
    buttons: [{ text: say("cancel") }, { text: say("create"), kind: "primary", submit: true }],
    submit: async (form) => {
      const data = new FormData(form);
      const fields = { title: title.value.trim(), owner: messenger.person, members: data.getAll("member").map(Number), bot: data.has("bot"), bot_admin: data.has("bot") && data.has("bot_admin"), forum: data.has("forum"), small: data.has("small") };
      if (!fields.title) return false;
      try { return (await addGroup(fields)).group; } catch (problem) { refused(messenger.pane)(problem); return false; }
    },
  });
  if (!group) return;
  if (!chatOf(messenger.person, group.id)) await refresh();
  messenger.openChat(group.id);
}

/** Shows a group: its members (with their tags), its links, and what may be done with them. */
export function groupInfo(pane, person, chatId) {
  const body = el("div", { class: "info" });
  const draw = () => {
    const group = groupOf(chatId);
    if (!group) return;
    const change = (fields) => changeGroup(chatId, { by: person, ...fields }).catch(refused(pane));
    const manage = rules(chatId, person);
    const absent = world.people.filter((each) => !each.deactivated && !group.members.some((member) => member.user_id === each.id && !["left", "kicked"].includes(member.status)));
    fill(body,
      group.description ? el("p", { class: "faint", dir: "auto", text: group.description }) : null,
      el("ul", { class: "info-list" }, group.members.map((member) => memberRow(member, manage && member.user_id !== person, change))),
      manage ? el("div", { class: "info-actions" },
        absent.length ? el("button", { class: "button small", type: "button", on: { click: (event) => menu(event.currentTarget, absent.map((each) => ({ text: each.name, icon: "person", act: () => change({ act: "add", user: each.id }) })), { label: say("addPerson") }) }, text: say("addPerson") }) : null,
        ["left", "kicked"].includes(group.bot) ? el("button", { class: "button small", type: "button", on: { click: () => change({ act: "add_bot" }) }, text: say("withBot") }) : null) : null,
      group.links?.length ? [el("h3", { text: say("links") }), el("ul", { class: "info-list" }, group.links.map((link) => linkRow(link, pane)))] : null);
  };
  draw();
  const stop = watch("groups", draw);
  ask({ pane, title: groupOf(chatId)?.title ?? say("groupInfo"), kind: "form", content: body, buttons: [{ text: say("leave"), kind: "danger-text", value: "leave" }, { text: say("ok"), kind: "primary", focus: true }] }).then((answer) => {
    stop();
    if (answer === "leave") act(person, "leave", { chat: chatId }).catch(refused(pane));
  });
}

function memberRow(member, manage, change) {
  const bot = isBot(member.user_id);
  const name = bot ? world.bot.first_name : member.name;
  const status = member.tag || member.custom_title || (STANDING.includes(member.status) ? say(member.status) : "");
  const ruler = member.status === "administrator";
  const words = bot ? { remove: "remove_bot", promote: "promote_bot", demote: "demote_bot" } : { remove: "remove", promote: "promote", demote: "demote" };
  const user = bot ? undefined : member.user_id;
  const open = (event) => menu(event.currentTarget, [
    ruler ? { text: say("demote"), icon: "person", act: () => change({ act: words.demote, user }) } : { text: say("promote"), icon: "check", act: () => change({ act: words.promote, user }) },
    { text: say("remove"), icon: "trash", kind: "danger", act: () => change({ act: words.remove, user }) },
  ], { label: name });
  return el("li", { class: "info-row" }, avatar({ id: member.user_id, name, kind: bot ? "bot" : "", size: 38 }),
    el("span", { class: "head-text" }, el("span", { class: "head-title", dir: "auto", text: name }), el("span", { class: "head-state", dir: "auto", text: status || (bot ? say("bot") : "") })),
    manage && member.status !== "creator" ? el("button", { class: "round small", type: "button", "aria-label": say("personMenu", { name }), "aria-haspopup": "menu", on: { click: open } }, icon("more", 20)) : null);
}

function linkRow(link, pane) {
  const state = [link.name, link.creates_join_request ? say("byRequest") : null, link.is_revoked ? say("revoked") : null].filter(Boolean).join(" · ");
  return el("li", { class: "info-row" }, icon("link", 20), el("span", { class: "head-text" }, el("span", { class: "head-title link-text", text: link.invite_link.replace("https://", "") }), el("span", { class: "head-state", dir: "auto", text: state })),
    el("button", { class: "round small", type: "button", "aria-label": say("copy"), on: { click: () => copy(pane, link.invite_link) } }, icon("copy", 19)));
}

/** Asks for a topic's name and opens it. */
export async function newTopic(pane, person, chatId) {
  const name = el("input", { class: "input", name: "name", maxlength: "128", required: true, autofocus: true, dir: "auto", autocomplete: "off" });
  const wanted = await ask({ pane, title: say("newTopic"), content: field(say("topicName"), name), buttons: [{ text: say("cancel") }, { text: say("create"), kind: "primary", submit: true }], submit: () => name.value.trim() });
  if (wanted) changeGroup(chatId, { act: "topic", name: wanted, by: person }).catch(refused(pane));
}

/** Asks which of the person's groups the bot shall join (a startgroup link), and lets it in. */
export async function chooseGroup(messenger) {
  const { pane, person } = messenger;
  const groups = personOf(person).chats.filter((chat) => chat.chat_id < 0 && rules(chat.chat_id, person));
  const chosen = await ask({ pane, title: say("chooseGroup"), content: groups.length ? [] : el("p", { class: "faint", text: say("noChats") }),
    buttons: [{ text: say("newGroup"), value: "new", kind: "danger-text plain" }, ...groups.map((chat) => ({ text: chat.title, value: chat.chat_id, kind: "small" }))] });
  if (chosen === "new") { await newGroup(messenger); return; }
  if (chosen === null) return;
  await changeGroup(chosen, { act: "add_bot", by: person }).catch(refused(pane));
  messenger.openChat(chosen);
}

/** Those who wait to be let into a group, each with Approve and Decline. */
export function requestList(pane, person, chatId) {
  const body = el("ul", { class: "info-list" });
  const decide = (name, user) => act(person, name, { chat: chatId, user }).catch(refused(pane));
  const draw = () => {
    const waiting = groupOf(chatId)?.requests ?? [];
    if (!waiting.length) { pane.querySelector("dialog[open]")?.close(); return; }
    fill(body, waiting.map((request) => el("li", { class: "info-row" }, avatar({ id: request.user_id, name: request.name, size: 40 }),
      el("span", { class: "head-text" }, el("span", { class: "head-title", dir: "auto", text: request.name ?? nameOf(personOf(request.user_id)) }), el("span", { class: "head-state", dir: "auto", text: request.bio ?? "" })),
      el("button", { class: "button small primary", type: "button", on: { click: () => decide("approve", request.user_id) }, text: say("approve") }), el("button", { class: "button small", type: "button", on: { click: () => decide("decline", request.user_id) }, text: say("decline") }))));
  };
  draw();
  const stop = watch("groups", draw);
  ask({ pane, title: say("requests", { n: groupOf(chatId)?.requests?.length ?? 0 }), kind: "form", content: body, buttons: [{ text: say("ok") }] }).then(stop);
}
