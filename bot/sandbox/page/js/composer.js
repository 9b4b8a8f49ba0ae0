// Where a person writes: text, files, replies and edits, the "/" menu and the bot's keyboard; or one big button instead.

import { CommandMenu } from "./commands.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboard.js";
import { ask, menu } from "./overlay.js";
import { previewOf } from "./preview.js";
import { chatOf, nameOf, personOf } from "./world.js";
import { say } from "./words.js";

export class Composer {
  /** `view` is {person, chatId, pane}; `does` holds what the composer asks of its chat: say, edit, files, start, unblock, contact, location, poll, key, escape, editLast. */
  constructor(view, does) {
    Object.assign(this, { view, does, replying: null, editing: null, keysShown: true, keysSeen: "", keysUsed: "" });
    this.commands = new CommandMenu((command, complete) => this.pickCommand(command, complete));
    this.area = el("textarea", { class: "composer-text", rows: "1", dir: "auto", "aria-autocomplete": "list", "aria-controls": this.commands.id, enterkeyhint: "send", autocomplete: "off", maxlength: "4096",
      on: { input: () => this.typed(), keydown: (event) => this.key(event), paste: (event) => this.pasted(event) } });
    this.menuButton = this.button("menu-button", "commands", "menu", () => this.toggleCommands());
    this.keysButton = this.button("", "hideKeyboard", "keyboard", () => this.toggleKeys());
    this.attachButton = this.button("", "attach", "attach", () => this.attach());
    this.sendButton = el("button", { class: "send", type: "button", "aria-label": say("send"), title: say("send"), on: { click: () => this.send() } }, icon("send", 22));
    this.context = el("div", { class: "composer-context", hidden: true });
    this.keys = el("div", { class: "reply-holder", hidden: true });
    this.bar = el("div", { class: "composer-bar" }, this.menuButton, this.attachButton, this.area, this.keysButton, this.sendButton);
    this.writing = el("div", { class: "writing" }, this.commands.node, this.context, this.bar, this.keys);
    this.big = el("button", { class: "big-button", type: "button" });
    this.node = el("footer", { class: "composer" }, this.writing, this.big);
    this.files = el("input", { type: "file", multiple: true, hidden: true, "data-role": "files" });
    this.node.append(this.files);
    this.files.addEventListener("change", () => { const chosen = [...this.files.files]; this.files.value = ""; if (chosen.length) this.offerFiles(chosen, this.files.dataset.as); });
  }

  button(kind, label, picture, press) {
    return el("button", { class: `round ${kind}`, type: "button", "aria-label": say(label), title: say(label), on: { click: press } }, icon(picture, 23));
  }

  get chat() { return chatOf(this.view.person, this.view.chatId); }
  focus() { (this.big.hidden ? this.area : this.big).focus({ preventScroll: true }); }

  update() {
    const person = personOf(this.view.person);
    const chat = this.chat;
    if (!person || !chat) return;
    const gate = person.deactivated ? "deactivated" : chat.type !== "private" ? null : person.blocked ? "restart" : chat.started ? null : "start";
    const held = document.activeElement === this.big;
    this.big.hidden = !gate;
    this.writing.hidden = Boolean(gate);
    this.node.classList.toggle("gated", Boolean(gate));
    if (gate) {
      this.big.textContent = say(gate);
      this.big.disabled = gate === "deactivated";
      this.big.className = `big-button ${gate}`;
      this.big.onclick = gate === "start" ? () => this.does.start() : () => this.does.unblock();
      return;
    }
    this.menuButton.hidden = !chat.commands?.length || chat.type !== "private";
    this.updateKeys(chat.keyboard);
    this.grow();
    if (held) this.area.focus();
  }

  updateKeys(keyboard) {
    const mark = JSON.stringify(keyboard ?? null);
    const buttons = keyboard?.keyboard?.length ? keyboard : null;
    if (mark !== this.keysSeen) {
      this.keysSeen = mark;
      this.keysShown = this.keysUsed !== mark;
      fill(this.keys, buttons ? replyKeyboard(buttons, (button) => this.pressKey(button, keyboard)) : null);
      if (keyboard?.force_reply) this.does.forceReply();
    }
    this.keysButton.hidden = !buttons;
    this.keys.hidden = !buttons || !this.keysShown;
    const label = say(this.keys.hidden ? "showKeyboard" : "hideKeyboard");
    this.keysButton.setAttribute("aria-label", label);
    this.keysButton.title = label;
    this.keysButton.setAttribute("aria-expanded", String(!this.keys.hidden));
    this.area.placeholder = keyboard?.input_field_placeholder || say("message");
    this.area.setAttribute("aria-label", say("messageIn", { name: this.view.title }));
  }

  pressKey(button, keyboard) {
    if (keyboard.one_time_keyboard && !keyboard.is_persistent) { this.keysUsed = this.keysSeen; this.keysShown = false; this.updateKeys(keyboard); }
    if (button.request_contact) this.does.contact();
    else if (button.request_location) this.does.location();
    else this.does.key(button);
  }

  toggleKeys() {
    this.keysShown = !this.keysShown;
    this.updateKeys(this.chat.keyboard);
  }

  toggleCommands() {
    if (this.commands.open) this.commands.hide(); else this.commands.show(this.chat.commands ?? []);
    this.area.focus();
    this.mirror();
  }

  pickCommand(command, complete) {
    this.commands.hide();
    if (complete) { this.area.value = `/${command} `; this.area.focus(); this.grow(); this.mirror(); return; }
    this.area.value = "";
    this.grow();
    this.mirror();
    this.does.say(`/${command}`);
    this.area.focus();
  }

  typed() {
    this.grow();
    if (this.editing) this.commands.hide(); else this.commands.narrow(this.area.value, this.chat?.commands ?? []);
    this.mirror();
  }

  mirror() {
    this.area.setAttribute("aria-expanded", String(this.commands.open));
    if (this.commands.lit) this.area.setAttribute("aria-activedescendant", this.commands.lit); else this.area.removeAttribute("aria-activedescendant");
    this.sendButton.classList.toggle("ready", this.area.value.trim().length > 0);
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 180)}px`;
    this.area.style.overflowY = this.area.scrollHeight > 180 ? "auto" : "hidden";
  }

  key(event) {
    if (this.commands.key(event)) { event.preventDefault(); event.stopPropagation(); this.mirror(); return; }
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.send(); }
    else if (event.key === "ArrowUp" && !this.area.value && !this.editing) { event.preventDefault(); this.does.editLast(); }
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.replying || this.editing) this.settle(); else this.does.escape();
    }
  }

  send() {
    const text = this.area.value.trim();
    if (!text) { this.area.focus(); return; }
    const { replying, editing } = this;
    this.settle();
    this.area.value = "";
    this.typed();
    this.area.focus();
    if (editing) this.does.edit(editing, text); else this.does.say(text, replying?.message_id);
  }

  /** Leaves replying or editing. */
  settle() {
    if (this.editing) this.area.value = "";
    this.replying = null;
    this.editing = null;
    this.context.hidden = true;
    this.typed();
  }

  reply(message) { this.settle(); this.replying = message; this.showContext(message, "reply", say("replyTo", { name: nameOf(message.from ?? message.sender_chat) })); }

  edit(message) {
    this.settle();
    this.editing = message;
    this.area.value = message.text ?? message.caption ?? "";
    this.showContext(message, "edit", say("editing"));
    this.typed();
  }

  showContext(message, picture, title) {
    fill(this.context, icon(picture, 22), el("div", { class: "context-body" }, el("span", { class: "context-title", dir: "auto", text: title }), el("span", { class: "context-text", dir: "auto", text: previewOf(message).text })),
      el("button", { class: "round small", type: "button", "aria-label": say(picture === "reply" ? "removeReply" : "cancel"), on: { click: () => { this.settle(); this.area.focus(); } } }, icon("close", 20)));
    this.context.hidden = false;
    this.area.focus();
  }

  attach() {
    const choose = (accept, as) => { this.files.accept = accept; this.files.dataset.as = as; this.files.click(); };
    menu(this.attachButton, [
      { text: say("attachPhoto"), icon: "photo", act: () => choose("image/*,video/*", "media") },
      { text: say("attachFile"), icon: "file", act: () => choose("", "document") },
      { text: say("voice"), icon: "voice", act: () => choose("audio/*", "voice") },
      { text: say("attachContact"), icon: "person", act: () => this.does.contact() },
      { text: say("attachLocation"), icon: "place", act: () => this.does.location() },
      { text: say("poll"), icon: "menu", act: () => this.does.poll() },
    ], { label: say("attach") });
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.offerFiles(files, "media");
  }

  /** Shows what is about to be sent and asks for a caption. */
  async offerFiles(files, as = "media") {
    const addresses = files.map((file) => (file.type.startsWith("image/") ? URL.createObjectURL(file) : null));
    const caption = el("input", { class: "input", name: "caption", maxlength: "1024", placeholder: say("caption"), "aria-label": say("caption"), dir: "auto", autofocus: true });
    caption.value = this.area.value;
    const shown = el("div", { class: "offer" }, files.map((file, index) => (addresses[index] && as === "media" ? el("img", { src: addresses[index], alt: file.name }) : el("div", { class: "offer-file" }, icon("file", 22), el("span", { dir: "auto", text: file.name })))));
    const sure = await ask({ pane: this.view.pane, title: say("sendFiles", { n: files.length }), content: [shown, caption], buttons: [{ text: say("cancel") }, { text: say("send"), kind: "primary", submit: true }], submit: () => ({ caption: caption.value.trim() }) });
    for (const address of addresses) if (address) URL.revokeObjectURL(address);
    if (!sure) return;
    this.area.value = "";
    this.typed();
    this.does.files(files, as, sure.caption, this.replying?.message_id);
    this.settle();
  }
}
