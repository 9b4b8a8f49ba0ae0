// Pictures, files, voices, places, contacts, polls: the part of a bubble that isn't text.

import { fileUrl } from "./api.js";
import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { lightbox } from "./lightbox.js";
import { money, number, say } from "./words.js";

const WIDEST = 400;
const TALLEST = 430;

/** Width and height (CSS pixels) at which a picture of this size is shown. */
function fitted(width, height) {
  const scale = Math.min(WIDEST / width, TALLEST / height, Math.max(1, 240 / width));
  return { width: Math.max(120, Math.round(width * scale)), height: Math.max(60, Math.round(height * scale)) };
}

const biggest = (sizes) => sizes.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best));
const captionOf = (message) => message.caption ?? "";

/** The part for one message's medium, or null when it has none. `tools` is what a bubble can ask of its chat. */
export function mediaPart(message, kind, tools) {
  return PARTS[kind]?.(message, tools) ?? null;
}

/** Several pictures sent together as one mosaic. */
export function albumPart(messages) {
  const shown = messages.map((message) => ({ message, url: pictureUrl(message), alt: captionOf(message) || say("photo") }));
  return el("div", { class: "album", data: { count: Math.min(messages.length, 10) } }, shown.map((each, index) =>
    pictureButton(each.url, each.alt, () => lightbox(shown, index), each.message)));
}

const pictureUrl = (message) => (message.photo ? fileUrl(biggest(message.photo).file_id) : fileUrl((message.video ?? message.document ?? message.animation).file_id));

function pictureButton(url, alt, open, message) {
  const inner = message.video ? el("video", { src: url, muted: true, preload: "metadata", "aria-label": alt }) : el("img", { src: url, alt, loading: "lazy", decoding: "async" });
  const node = el("button", { class: `picture ${message.has_media_spoiler ? "covered" : ""}`, type: "button", "aria-label": `${say("openPhoto")}: ${alt}` }, inner,
    message.video ? el("span", { class: "picture-play" }, icon("play", 26)) : null);
  inner.addEventListener("error", () => node.classList.add("broken"));
  node.addEventListener("click", () => { if (node.classList.contains("covered")) node.classList.remove("covered"); else open(); });
  return node;
}

function photo(message) {
  const size = biggest(message.photo);
  const box = fitted(size.width, size.height);
  const url = fileUrl(size.file_id);
  const alt = captionOf(message) || say("photo");
  const node = pictureButton(url, alt, () => lightbox([{ url, alt, message }], 0), message);
  node.style.setProperty("--w", `${box.width}px`);
  node.style.aspectRatio = `${box.width} / ${box.height}`;
  return node;
}

function moving(message) {
  const clip = message.animation ?? message.video ?? message.video_note;
  const box = fitted(clip.width || clip.length || 320, clip.height || clip.length || 240);
  const video = el("video", { class: "clip", src: fileUrl(clip.file_id), controls: !message.animation, loop: Boolean(message.animation), muted: Boolean(message.animation), autoplay: Boolean(message.animation), playsinline: true, preload: "metadata", "aria-label": say(message.animation ? "animation" : "video") });
  video.style.setProperty("--w", `${box.width}px`);
  video.style.aspectRatio = `${box.width} / ${box.height}`;
  return el("div", { class: message.video_note ? "clip-round" : "clip-box" }, video);
}

export function fileSize(bytes) {
  if (bytes === undefined) return "";
  const units = ["B", "KB", "MB", "GB"];
  const step = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  return `${number(Number((bytes / 1024 ** step).toFixed(step ? 1 : 0)))} ${units[step]}`;
}

function fileRow(file, name, extra) {
  const suffix = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? "";
  return el("a", { class: "file", href: fileUrl(file.file_id), download: name, "aria-label": say("download", { name }) },
    el("span", { class: "file-badge", "aria-hidden": "true" }, suffix ? el("span", { text: suffix }) : icon("file", 22), el("span", { class: "file-get" }, icon("download", 20))),
    el("span", { class: "file-text" }, el("span", { class: "file-name", dir: "auto", text: name }), el("span", { class: "file-size", text: [fileSize(file.file_size), extra].filter(Boolean).join(" · ") })));
}

const duration = (seconds) => `${Math.floor((seconds ?? 0) / 60)}:${String(Math.round(seconds ?? 0) % 60).padStart(2, "0")}`;

function voice(message) {
  const sound = message.voice ?? message.audio;
  const audio = el("audio", { src: fileUrl(sound.file_id), preload: "none" });
  const button = el("button", { class: "voice-play", type: "button", "aria-label": say("play") }, icon("play", 22));
  const bars = waveform(sound.file_unique_id ?? sound.file_id);
  const time = el("span", { class: "voice-time", text: duration(sound.duration) });
  const shown = (playing) => { button.replaceChildren(icon(playing ? "pause" : "play", 22)); button.setAttribute("aria-label", say(playing ? "pause" : "play")); };
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => shown(false)) : audio.pause()));
  audio.addEventListener("play", () => shown(true));
  for (const event of ["pause", "ended", "error"]) audio.addEventListener(event, () => shown(false));
  audio.addEventListener("timeupdate", () => {
    const part = audio.currentTime / (audio.duration || sound.duration || 1);
    [...bars.children].forEach((bar, index) => bar.classList.toggle("played", index / bars.childElementCount < part));
    time.textContent = duration(audio.ended ? sound.duration : audio.currentTime);
  });
  const title = message.audio?.title ?? message.audio?.file_name;
  return el("div", { class: "voice" }, button, el("div", { class: "voice-body" }, title ? el("span", { class: "file-name", dir: "auto", text: title }) : bars, time), audio);
}

/** Bars that look like a voice; they are drawn from the file's id, since the page has no decoder. */
function waveform(seed) {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return el("div", { class: "wave", "aria-hidden": "true" }, Array.from({ length: 36 }, (_, index) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const height = 18 + (state / 2 ** 32) * 62 * Math.abs(Math.sin(index / 3.1)) + 12;
    return el("i", { style: { height: `${Math.min(100, height)}%` } });
  }));
}

function place(message) {
  const spot = message.venue?.location ?? message.location;
  const words = `${spot.latitude.toFixed(5)}, ${spot.longitude.toFixed(5)}`;
  return el("div", { class: "place" }, el("div", { class: "place-map", "aria-hidden": "true" }, el("span", { class: "place-pin" }, icon("place", 34))),
    el("div", { class: "place-text" }, el("span", { class: "file-name", dir: "auto", text: message.venue?.title ?? say("location") }), el("span", { class: "file-size", text: message.venue?.address ?? words })));
}

function contact(message, tools) {
  const { contact: card } = message;
  const name = [card.first_name, card.last_name].filter(Boolean).join(" ");
  const phone = card.phone_number.startsWith("+") ? card.phone_number : `+${card.phone_number}`;
  return el("button", { class: "contact", type: "button", on: { click: () => tools.copy(phone) }, "aria-label": `${name}, ${phone}. ${say("copy")}` }, avatar({ id: card.user_id ?? 0, name }),
    el("span", { class: "file-text" }, el("span", { class: "file-name", dir: "auto", text: name }), el("span", { class: "file-size", text: phone })));
}

function poll(message, tools) {
  const { poll: asked } = message;
  const mine = tools.votes(message.message_id);
  const done = asked.is_closed || mine.length > 0;
  return el("div", { class: "poll" }, el("div", { class: "poll-question", dir: "auto", text: asked.question }),
    el("div", { class: "file-size", text: say(asked.type === "quiz" ? "quiz" : asked.is_anonymous ? "anonymousPoll" : "poll") }),
    asked.options.map((option, index) => {
      const share = asked.total_voter_count ? Math.round((option.voter_count / asked.total_voter_count) * 100) : 0;
      return el("button", { class: `poll-option ${done ? "done" : ""} ${mine.includes(index) ? "mine" : ""}`, type: "button", "aria-pressed": String(mine.includes(index)), disabled: Boolean(asked.is_closed), style: { "--share": `${done ? share : 0}%` }, on: { click: () => tools.vote(message, index) } },
        el("span", { class: "poll-share", text: done ? `${share}%` : "" }), el("span", { class: "poll-text", dir: "auto", text: option.text }), el("span", { class: "poll-bar" }));
    }),
    el("div", { class: "file-size poll-count", text: say("votes", { n: asked.total_voter_count }) }));
}

const PARTS = {
  photo,
  video: moving, video_note: moving, animation: moving,
  document: (message) => fileRow(message.document, message.document.file_name ?? say("file")),
  voice, audio: voice,
  sticker: (message) => el("img", { class: "sticker", src: fileUrl(message.sticker.file_id), alt: `${say("sticker")} ${message.sticker.emoji ?? ""}` }),
  location: place, venue: place,
  contact, poll,
  dice: (message) => el("div", { class: "dice", role: "img", "aria-label": `${say("dice")}: ${message.dice.value}` }, el("span", { text: message.dice.emoji }), el("b", { text: message.dice.value })),
  invoice: (message) => el("div", { class: "invoice" }, el("div", { class: "file-name", dir: "auto", text: message.invoice.title }), el("div", { dir: "auto", text: message.invoice.description }),
    el("div", { class: "invoice-sum", text: money(message.invoice.total_amount, message.invoice.currency) })),
};

