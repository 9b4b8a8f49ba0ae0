// The time machine: the shop's clock, and the buttons that move it on so that everything due happens.

import { moveClock } from "./api.js";
import { clockTime, fullWhen, instantOf, localInput, longDate } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { announce, ask, field, toast } from "./overlay.js";
import { shopNow, watch, world } from "./world.js";
import { say } from "./words.js";

const HOUR = 3600;
const STEPS = [["plusHour", HOUR], ["plusDay", 24 * HOUR], ["plusWeek", 7 * 24 * HOUR]];

export class Clock {
  constructor() {
    this.time = el("span", { class: "clock-time" });
    this.date = el("span", { class: "clock-date" });
    this.face = el("button", { class: "clock-face", type: "button", on: { click: () => this.press() } }, icon("clock", 20), this.time, this.date);
    this.steps = STEPS.map(([key, seconds]) => ({ key, node: el("button", { class: "step", type: "button", on: { click: () => this.move({ by: seconds }) } }) }));
    this.to = el("button", { class: "step step-date", type: "button", on: { click: () => this.askDate() } });
    this.progress = el("div", { class: "clock-progress", role: "progressbar", hidden: true });
    this.buttons = el("div", { class: "clock-steps" }, this.steps.map(({ node }) => node), this.to);
    this.node = el("div", { class: "clock", role: "group" }, this.face, this.buttons, this.progress);
    this.arrivals = 0;
    watch("arrived", ({ message }) => { if (this.busy && message.from?.is_bot) this.arrivals += 1; });
    watch("clock", () => this.update());
    setInterval(() => this.tick(), 1000);
    this.translate();
  }

  translate() {
    this.node.setAttribute("aria-label", say("timeMachine"));
    this.face.title = say("shopClock");
    this.date.textContent = "";
    this.progress.setAttribute("aria-label", say("moving"));
    for (const { key, node } of this.steps) node.textContent = say(key);
    this.to.replaceChildren(icon("calendar", 17), el("span", { text: say("toDate") }));
    this.to.setAttribute("aria-label", say("toDate"));
    this.update();
  }

  tick() {
    const now = shopNow();
    const time = clockTime(now.getTime() / 1000);
    const date = longDate(now);
    if (this.time.textContent !== time) this.time.textContent = time;
    if (this.date.textContent !== date) this.date.textContent = date;
    this.face.setAttribute("aria-label", say("clockIs", { when: `${date}, ${time}` }));
  }

  /** On a phone in a chat the buttons are folded away: the clock itself brings them out. Elsewhere it asks for a date. */
  press() {
    const folded = this.buttons.offsetParent === null || this.node.classList.contains("unfolded");
    if (folded) this.face.setAttribute("aria-expanded", String(this.node.classList.toggle("unfolded")));
    else this.askDate();
  }

  update() {
    const moving = Boolean(this.busy || world.moving);
    this.node.classList.toggle("moving", moving);
    this.node.setAttribute("aria-busy", String(moving));
    this.progress.hidden = !moving;
    for (const node of [...this.steps.map((step) => step.node), this.to]) node.setAttribute("aria-disabled", String(moving));
    this.tick();
  }

  /** Moves the clock ({by: seconds} or {to: instant}) and tells what came of it. */
  async move(where) {
    if (this.busy || world.moving) return;
    this.busy = true;
    this.arrivals = 0;
    this.update();
    announce(say("moving"));
    try {
      await moveClock(where);
      await new Promise((done) => { setTimeout(done, 120); });
      toast(document.body, say("arrived", { when: fullWhen(shopNow()), n: this.arrivals }));
    } catch (problem) {
      toast(document.body, say("failed", { why: problem.message }));
    } finally {
      this.busy = false;
      this.update();
    }
  }

  async askDate() {
    if (this.busy || world.moving) return;
    const now = shopNow();
    const tomorrow = instantOf(`${localInput(new Date(now.getTime() + 24 * HOUR * 1000)).slice(0, 10)}T09:00`);
    const input = el("input", { class: "input", type: "datetime-local", name: "when", required: true, min: localInput(now), value: localInput(tomorrow), autofocus: true });
    const to = await ask({ title: say("toDate"), content: field(say("shopClock"), input, say("forwardOnly")), buttons: [{ text: say("cancel") }, { text: say("go"), kind: "primary", submit: true }], submit: () => instantOf(input.value.slice(0, 16)).toISOString() });
    if (to) await this.move({ to });
  }
}
