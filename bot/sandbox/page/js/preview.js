// One line that stands for a message: in the chat list, the pinned bar, quotes and announcements.

import { serviceText } from "./service.js";
import { say } from "./words.js";

const MEDIA = { animation: "animation", photo: "photo", video: "video", video_note: "video", voice: "voice", audio: "audio", document: "file", sticker: "sticker",
  location: "location", venue: "location", contact: "contact", poll: "poll", invoice: "invoice", dice: "dice" };
const ICONS = { animation: "photo", photo: "photo", video: "play", video_note: "play", voice: "voice", audio: "voice", document: "file", location: "place", venue: "place", contact: "person", invoice: "gift" };

/** The kind of a message's content: text, photo, voice, poll..., service, or unknown. */
export function kindOf(message) {
  if (message.text !== undefined) return "text";
  const media = Object.keys(MEDIA).find((key) => message[key] !== undefined);
  if (media) return media;
  return serviceText(message) ? "service" : "unknown";
}

/** {icon, text}: the icon's name or null, and one line of plain text. */
export function previewOf(message) {
  const kind = kindOf(message);
  if (kind === "text") return { icon: null, text: flat(message.text) };
  if (kind === "service") return { icon: null, text: serviceText(message) };
  if (kind === "unknown") return { icon: null, text: say("unknownKind") };
  const detail = { document: message.document?.file_name, audio: message.audio?.title ?? message.audio?.file_name, sticker: message.sticker?.emoji,
    poll: message.poll?.question, invoice: message.invoice?.title, contact: message.contact?.first_name, dice: message.dice?.emoji }[kind];
  const named = kind === "document" && detail ? detail : [say(MEDIA[kind]), detail].filter(Boolean).join(" · ");
  return { icon: ICONS[kind] ?? null, text: message.caption ? flat(message.caption) : named };
}

const flat = (text) => text.replace(/\s+/g, " ").trim().slice(0, 200);
