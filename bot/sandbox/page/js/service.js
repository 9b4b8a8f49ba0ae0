// Sentences for what happens to a group (joins, titles, pins, topics), from the service fields of a message.

import { nameOf } from "./world.js";
import { money, say } from "./words.js";

const KINDS = [
  ["new_chat_members", (message, by) => {
    const who = message.new_chat_members.map(nameOf).join(", ");
    const alone = message.new_chat_members.length === 1 && message.new_chat_members[0].id === message.from?.id;
    return alone || !message.from ? say("srvJoined", { who }) : say("srvAdded", { by, who });
  }],
  ["left_chat_member", (message, by) => {
    const who = nameOf(message.left_chat_member);
    return message.left_chat_member.id === message.from?.id ? say("srvLeft", { who }) : say("srvRemoved", { by, who });
  }],
  ["new_chat_title", (message, by) => say("srvTitle", { by, title: message.new_chat_title })],
  ["new_chat_photo", (message, by) => say("srvPhoto", { by })],
  ["delete_chat_photo", (message, by) => say("srvPhoto", { by })],
  ["pinned_message", (message, by) => {
    const text = message.pinned_message.text ?? message.pinned_message.caption ?? "…";
    return say("srvPinned", { by, text: text.length > 40 ? `${text.slice(0, 39)}…` : text });
  }],
  ["group_chat_created", (message, by) => say("srvCreated", { by })],
  ["supergroup_chat_created", (message, by) => say("srvCreated", { by })],
  ["forum_topic_created", (message, by) => say("srvTopic", { by, title: message.forum_topic_created.name })],
  ["forum_topic_edited", (message, by) => say("srvTopicEdited", { by })],
  ["forum_topic_closed", (message, by) => say("srvTopicClosed", { by })],
  ["forum_topic_reopened", (message, by) => say("srvTopicReopened", { by })],
  ["migrate_to_chat_id", () => say("srvUpgraded")],
  ["migrate_from_chat_id", () => say("srvUpgraded")],
  ["successful_payment", (message, by) => say("srvPaid", { by, amount: money(message.successful_payment.total_amount, message.successful_payment.currency) })],
  ...["message_auto_delete_timer_changed", "general_forum_topic_hidden", "general_forum_topic_unhidden", "users_shared", "chat_shared", "write_access_allowed",
    "chat_owner_left", "chat_owner_changed", "boost_added", "video_chat_started", "video_chat_ended"].map((field) => [field, () => say("srvOther")]),
];

/** The sentence of a service message, or null when it isn't one. */
export function serviceText(message) {
  const found = KINDS.find(([field]) => message[field] !== undefined);
  return found ? found[1](message, nameOf(message.from ?? message.sender_chat)) : null;
}
