// The page as a whole: the bar with the time machine, the people, and one messenger or several beside each other.

import { Clock } from "./clock.js";
import { el, fill, soon } from "./dom.js";
import { Faults } from "./faults.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { emptyPane, Messenger } from "./messenger.js";
import { menu } from "./overlay.js";
import { Rail } from "./people.js";
import { setTheme, theme } from "./theme.js";
import { chooseLanguage, pageLanguage, pageLanguages, say, setLanguage } from "./words.js";
import { begin, personOf, unreadOf, watch, world } from "./world.js";

const COLUMNS_AT_FIRST = 4;

class Page {
  constructor() {
    this.messengers = new Map();
    this.layout = recall("layout", "one");
    this.clock = new Clock();
    this.faults = new Faults();
    this.layoutButton = el("button", { class: "round layout-switch", type: "button", on: { click: () => this.setLayout(this.layout === "one" ? "side" : "one") } });
    this.settings = el("button", { class: "round", type: "button", "aria-haspopup": "menu", on: { click: () => this.openSettings() } });
    this.offline = el("div", { class: "offline", role: "status", hidden: true });
    this.rail = new Rail({ chosen: () => new Set(this.shown()), pick: (id) => this.pick(id), many: () => this.layout === "side" });
    this.stage = el("main", { class: "stage", id: "stage", tabindex: "-1" });
    this.brand = el("div", { class: "brand" });
    this.skip = el("a", { class: "skip", href: "#stage", on: { click: (event) => { event.preventDefault(); this.toChat(); } } });
    this.bar = el("header", { class: "topbar" }, this.brand, this.clock.node, el("div", { class: "tools" }, this.faults.button, this.layoutButton, this.settings));
    this.workspace = el("div", { class: "workspace" }, this.rail.node, this.stage);
    document.body.append(this.skip, this.bar, this.offline, this.workspace);
    watch("people", soon(() => this.update()));
    watch("online", () => this.showConnection());
    this.translate();
  }

  translate() {
    this.skip.textContent = say("skip");
    this.settings.setAttribute("aria-label", say("settings"));
    this.settings.title = say("settings");
    fill(this.settings, icon("sliders", 22));
    fill(this.brand, icon("shop", 24), el("span", { text: world.bot?.first_name ?? "Regulars" }));
    this.offline.textContent = say("connecting");
    this.clock.translate();
    this.faults.update();
    this.drawLayoutButton();
  }

  drawLayoutButton() {
    const label = say(this.layout === "one" ? "sideBySide" : "oneAtATime");
    this.layoutButton.setAttribute("aria-label", label);
    this.layoutButton.title = label;
    fill(this.layoutButton, icon(this.layout === "one" ? "columns" : "single", 22));
    this.workspace.dataset.layout = this.layout;
  }

  /** Puts the focus where one writes, or else on the first chat. */
  toChat() {
    const places = [".composer-text", ".big-button", ".chat-item"].flatMap((kind) => [...document.querySelectorAll(kind)]);
    (places.find((place) => place.offsetParent !== null) ?? this.stage).focus();
  }

  /** The people to be shown now, in the order of the rail. */
  shown() {
    const ids = world.people.map((person) => person.id);
    if (!ids.length) return [];
    if (this.layout === "one") { const id = recall("person"); return [ids.includes(id) ? id : ids[0]]; }
    const kept = recall("columns");
    const chosen = (Array.isArray(kept) ? kept : ids.slice(0, COLUMNS_AT_FIRST)).filter((id) => ids.includes(id));
    return ids.filter((id) => chosen.includes(id));
  }

  pick(id) {
    if (this.layout === "one") remember("person", id);
    else {
      const shown = this.shown();
      remember("columns", shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id]);
    }
    this.update();
    const pane = this.messengers.get(id)?.node;
    pane?.scrollIntoView({ inline: "nearest", block: "nearest", behavior: "smooth" });
    this.rail.node.querySelector(`[data-person="${id}"]`)?.focus({ preventScroll: true });
  }

  setLayout(layout) {
    this.layout = layout;
    remember("layout", layout);
    for (const messenger of this.messengers.values()) messenger.dispose();
    this.messengers.clear();
    this.drawLayoutButton();
    this.update();
  }

  update() {
    if (!world.ready) return;
    const shown = this.shown();
    for (const [id, messenger] of this.messengers) {
      if (shown.includes(id) && personOf(id)) continue;
      if (this.layout === "one" && personOf(id)) { messenger.node.remove(); continue; }
      messenger.dispose();
      this.messengers.delete(id);
    }
    this.blank?.remove();
    this.blank = null;
    if (!shown.length) this.stage.append(this.blank = emptyPane(say("nobody"), say("nobodyHint")));
    shown.forEach((id, index) => {
      if (!this.messengers.has(id)) {
        const columns = this.layout === "side";
        this.messengers.set(id, new Messenger(id, { columns, hide: columns ? () => this.pick(id) : null }));
      }
      const { node } = this.messengers.get(id);
      if (this.stage.children[index] !== node) this.stage.insertBefore(node, this.stage.children[index] ?? null);
    });
    for (const id of shown) this.messengers.get(id).chat?.later();
    if (this.layout === "one" && shown.length && !this.opened && innerWidth > 900) { this.opened = true; this.messengers.get(shown[0]).openChat(shown[0], { focus: true }); }
    this.rail.update();
    fill(this.brand, icon("shop", 24), el("span", { text: world.bot.first_name }));
    const waiting = world.people.reduce((sum, person) => sum + unreadOf(person), 0);
    document.title = `${waiting ? `(${waiting}) ` : ""}${world.bot.first_name}`;
  }

  showConnection() {
    clearTimeout(this.patience);
    if (world.online) { this.offline.hidden = true; return; }
    this.patience = setTimeout(() => { this.offline.hidden = world.online; }, 1500);
  }

  openSettings() {
    const themes = [["auto", "themeAuto", "auto"], ["light", "themeLight", "sun"], ["dark", "themeDark", "moon"]];
    menu(this.settings, [
      { head: say("theme") },
      ...themes.map(([name, key, picture]) => ({ text: say(key), icon: picture, checked: theme() === name, act: () => setTheme(name) })),
      { head: say("pageLanguage") },
      ...pageLanguages.map(({ code, name }) => ({ text: name, icon: "globe", checked: pageLanguage() === code, act: () => this.speak(code) })),
    ], { label: say("settings") });
  }

  speak(code) {
    remember("language", code);
    setLanguage(code);
    const open = [...this.messengers].map(([id, messenger]) => [id, messenger.chat?.chatId]);
    for (const messenger of this.messengers.values()) messenger.dispose();
    this.messengers.clear();
    this.translate();
    this.update();
    for (const [id, chat] of open) if (chat !== undefined) this.messengers.get(id)?.openChat(chat, { focus: false });
  }
}

setLanguage(recall("language") ?? chooseLanguage(navigator.languages ?? [navigator.language]));
const page = new Page();
page.showConnection();
begin().then(() => page.update());
