// The "/" menu: the bot's commands for this person's language and chat, narrowed down as they type.

import { avatar } from "./avatar.js";
import { el, fill } from "./dom.js";
import { isBot, world } from "./world.js";
import { say } from "./words.js";

let counter = 0;

export class CommandMenu {
  /** `pick(command, complete)` is told which command was chosen; complete: only put it into the text. */
  constructor(pick) {
    this.pick = pick;
    this.id = `commands-${(counter += 1)}`;
    this.node = el("div", { class: "command-menu", role: "listbox", id: this.id, "aria-label": say("commands"), hidden: true });
    this.found = [];
    this.at = 0;
  }

  get open() { return !this.node.hidden; }

  /** Shows the commands that begin with what is typed; `text` is the composer's whole text. */
  narrow(text, commands) {
    const typed = /^\/([a-z0-9_]*)(@\w*)?$/i.exec(text);
    this.show(typed ? commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : []);
  }

  show(commands) {
    this.found = commands;
    this.at = 0;
    this.node.hidden = commands.length === 0;
    fill(this.node, commands.map(({ command, description }, index) => el("div", { class: "command", role: "option", id: `${this.id}-${index}`, on: { click: () => this.pick(command, false), pointermove: () => this.light(index) } },
      avatar({ id: world.bot.id, name: world.bot.first_name, kind: isBot(world.bot.id) ? "bot" : "", size: 30 }), el("b", { text: `/${command}` }), el("span", { class: "command-about", dir: "auto", text: description }))));
    if (commands.length) this.light(0);
  }

  hide() { this.show([]); }

  light(index) {
    this.at = index;
    [...this.node.children].forEach((row, each) => row.setAttribute("aria-selected", String(each === index)));
    this.node.children[index]?.scrollIntoView({ block: "nearest" });
  }

  get lit() { return this.open ? `${this.id}-${this.at}` : null; }

  /** Uses a key meant for the menu; true when it was. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const last = this.found.length - 1;
    if (event.key === "ArrowDown") this.light(this.at === last ? 0 : this.at + 1);
    else if (event.key === "ArrowUp") this.light(this.at === 0 ? last : this.at - 1);
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Tab" && !event.shiftKey) this.pick(this.found[this.at].command, true);
    else if (event.key === "Enter" && !event.shiftKey) this.pick(this.found[this.at].command, false);
    else return false;
    return true;
  }
}
