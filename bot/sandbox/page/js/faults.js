// The fault switch: makes the pocket Telegram misbehave in a chosen way, shows what is active, and clears it.

import { addFault, clearFault, clearFaults } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { field, toast } from "./overlay.js";
import { personName, watch, world } from "./world.js";
import { number, say } from "./words.js";

const METHODS = ["sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText", "editMessageReplyMarkup", "deleteMessage", "answerCallbackQuery", "copyMessage", "getUpdates", "approveChatJoinRequest", "createChatInviteLink", "setChatMemberTag"];

export class Faults {
  constructor() {
    this.badge = el("span", { class: "badge alarm", hidden: true });
    this.button = el("button", { class: "round", type: "button", "aria-haspopup": "dialog", on: { click: () => this.open() } }, icon("fault", 22), this.badge);
    watch("faults", () => this.update());
    this.update();
  }

  update() {
    const n = world.faults.length;
    this.badge.hidden = !n;
    this.badge.textContent = number(n);
    this.button.classList.toggle("alarmed", n > 0);
    this.button.setAttribute("aria-label", n ? `${say("faults")}, ${say("activeFaults")}: ${n}` : say("faults"));
    this.button.title = say("faults");
  }

  open() {
    const active = el("div", { class: "fault-active", "aria-live": "polite" });
    const kind = el("select", { class: "input", name: "kind", autofocus: true }, ["methods", "updates"].map((side) => {
      const kinds = world.faultKinds.filter((each) => (each.side ?? "methods") === side);
      return kinds.length ? el("optgroup", { label: say(side === "methods" ? "sideMethods" : "sideUpdates") }, kinds.map((each) => el("option", { value: each.kind, text: each.kind.replaceAll("_", " ") }))) : null;
    }));
    const about = el("p", { class: "fault-about", dir: "auto" });
    const method = el("input", { class: "input", name: "method", list: "fault-methods", autocomplete: "off", spellcheck: "false", placeholder: "sendMessage" });
    const chat = el("select", { class: "input", name: "chat" }, el("option", { value: "", text: say("everybody") }), world.people.map((person) => el("option", { value: person.id, text: person.name })), world.groups.map((group) => el("option", { value: group.id, text: group.title })));
    const whole = (name, extra) => el("input", { class: "input", name, type: "number", inputmode: "numeric", ...extra });
    const times = whole("times", { min: "1", placeholder: say("faultAlways") });
    const retry = whole("retry_after", { min: "1", value: "5" });
    const chance = whole("chance", { min: "1", max: "100", placeholder: "100" });
    const retryField = field(say("faultRetry"), retry);
    const form = el("form", { class: "fault-form", on: { submit: (event) => { event.preventDefault(); this.inject({ kind, method, chat, times, retry, chance }); } } },
      field(say("faultKind"), kind), about, field(say("faultMethod"), method), el("datalist", { id: "fault-methods" }, METHODS.map((name) => el("option", { value: name }))), field(say("faultChat"), chat),
      el("div", { class: "pair" }, field(say("faultTimes"), times), field(say("faultChance"), chance)), retryField, el("button", { class: "button primary wide", type: "submit", text: say("inject") }));
    const chosen = () => {
      const found = world.faultKinds.find((each) => each.kind === kind.value);
      about.textContent = found?.about ?? "";
      retryField.hidden = !/too_many|429|flood/.test(`${kind.value} ${found?.about ?? ""}`);
      method.closest("label").hidden = found?.side === "updates";
    };
    kind.addEventListener("change", chosen);
    chosen();
    const draw = () => fill(active, this.activeRows());
    draw();
    const stop = watch("faults", draw);
    const panel = el("dialog", { class: "drawer", "aria-labelledby": "faults-title" },
      el("header", { class: "drawer-head" }, el("h2", { id: "faults-title", text: say("faults") }), el("button", { class: "round", type: "button", "aria-label": say("close"), on: { click: () => panel.close() } }, icon("close", 22))),
      el("p", { class: "faint", text: say("faultsHint") }), active, form);
    panel.addEventListener("close", () => { stop(); panel.remove(); this.button.focus(); });
    panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
    document.body.append(panel);
    this.panel = panel;
    panel.showModal();
  }

  activeRows() {
    if (!world.faults.length) return el("p", { class: "all-well" }, icon("check", 18), el("span", { text: say("noFaults") }));
    return [el("div", { class: "fault-head" }, el("h3", { text: say("activeFaults") }), el("button", { class: "button small", type: "button", on: { click: () => this.attempt(clearFaults()) }, text: say("clearAll") })),
      el("ul", { class: "info-list" }, world.faults.map((fault) => el("li", { class: "fault-row" }, el("span", { class: "head-text" }, el("span", { class: "head-title", text: fault.kind.replaceAll("_", " ") }), el("span", { class: "head-state", text: describe(fault) })),
        el("button", { class: "round small", type: "button", "aria-label": `${say("remove")}: ${fault.kind}`, on: { click: () => this.attempt(clearFault(fault.id)) } }, icon("close", 18)))))];
  }

  inject({ kind, method, chat, times, retry, chance }) {
    const value = (input) => (input.value === "" ? undefined : Number(input.value));
    const fields = { kind: kind.value, method: method.closest("label").hidden ? undefined : method.value.trim() || undefined, chat: value(chat), times: value(times), chance: value(chance) === undefined ? undefined : value(chance) / 100, retry_after: retry.closest("label").hidden ? undefined : value(retry) };
    this.attempt(addFault(Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== undefined))));
  }

  attempt(promise) { promise.catch((problem) => toast(this.panel ?? document.body, say("failed", { why: problem.message }))); }
}

function describe(fault) {
  return [fault.method, fault.chat ? personName(fault.chat) : null, fault.times ? say("faultTimesLeft", { n: fault.times }) : null, fault.chance && fault.chance < 1 ? `${Math.round(fault.chance * 100)} %` : null, fault.retry_after ? `${fault.retry_after} s` : null, say("faultHits", { n: fault.hits ?? 0 })].filter(Boolean).join(" · ");
}
