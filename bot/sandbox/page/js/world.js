// What the page knows of the messenger: people, groups, talks and the clock, kept fresh by events; views watch it by topic.

import { listen, readMessages, readState } from "./api.js";
import { setZone } from "./dates.js";

export const world = {
  ready: false, online: false, bot: null, people: [], groups: [], faults: [], faultKinds: [], languages: [],
  moving: false, clock: { instant: new Date(), at: 0 },
};

const talks = new Map();
const watchers = new Map();

/** Calls `then(detail)` whenever something of `topic` changed; returns a function that stops it. */
export function watch(topic, then) {
  if (!watchers.has(topic)) watchers.set(topic, new Set());
  watchers.get(topic).add(then);
  return () => watchers.get(topic).delete(then);
}

export function tell(topic, detail) {
  for (const then of [...(watchers.get(topic) ?? [])]) then(detail);
}

/** The shop's clock: the last instant the messenger told, plus what has passed here since. */
export const shopNow = () => new Date(world.clock.instant.getTime() + (world.moving ? 0 : performance.now() - world.clock.at));

export const personOf = (id) => world.people.find((person) => person.id === id);
export const groupOf = (id) => world.groups.find((group) => group.id === id);
export const chatOf = (person, chatId) => personOf(person)?.chats.find((chat) => chat.chat_id === chatId);
export const isBot = (id) => id === world.bot?.id;
export const unreadOf = (person) => person.chats.reduce((sum, chat) => sum + chat.unread, 0);
export const nameOf = (user) => [user?.first_name, user?.last_name].filter(Boolean).join(" ") || user?.title || user?.name || "?";
export const personName = (id) => (isBot(id) ? world.bot.first_name : personOf(id)?.name ?? "?");

/** The talk of a chat: messages oldest first, whether older ones exist, reactions by message, what is being sent, who is typing. */
export function talkOf(chatId) {
  if (!talks.has(chatId)) talks.set(chatId, { messages: [], more: false, loaded: false, reactions: new Map(), pending: [], typing: null, gone: new Set() });
  return talks.get(chatId);
}

export const messageOf = (chatId, messageId) => talkOf(chatId).messages.find((message) => message.message_id === messageId);

function keep(talk, message) {
  if (talk.gone.has(message.message_id)) return;
  const at = talk.messages.findIndex((each) => each.message_id >= message.message_id);
  if (at < 0) talk.messages.push(message);
  else if (talk.messages[at].message_id === message.message_id) talk.messages[at] = message;
  else talk.messages.splice(at, 0, message);
}

function keepReactions(talk, all = {}) {
  for (const [id, reactions] of Object.entries(all)) talk.reactions.set(Number(id), reactions);
}

/** Fetches the newest messages of a chat as `person` sees it. */
export async function loadTalk(chatId, person) {
  const talk = talkOf(chatId);
  const answer = await readMessages(chatId, person);
  const oldest = answer.messages[0]?.message_id ?? Infinity;
  const fetched = new Set(answer.messages.map((message) => message.message_id));
  talk.messages = talk.messages.filter((message) => message.message_id < oldest || fetched.has(message.message_id));
  for (const message of answer.messages) keep(talk, message);
  keepReactions(talk, answer.reactions);
  if (!talk.loaded || !talk.messages.length || talk.messages[0].message_id >= oldest) talk.more = answer.more;
  talk.loaded = true;
  tell("talk", chatId);
}

/** Fetches the page of messages before the oldest one known; true when there were any. */
export async function loadOlder(chatId, person) {
  const talk = talkOf(chatId);
  if (!talk.more || talk.fetching) return false;
  talk.fetching = true;
  try {
    const answer = await readMessages(chatId, person, talk.messages[0]?.message_id);
    for (const message of answer.messages) keep(talk, message);
    keepReactions(talk, answer.reactions);
    talk.more = answer.more;
    tell("talk", chatId);
    return answer.messages.length > 0;
  } finally { talk.fetching = false; }
}

/** Takes in a message this page itself has just sent, without waiting for its event. */
export function takeIn(message) {
  if (!message) return;
  const talk = talkOf(message.chat.id);
  if (talk.loaded) keep(talk, message);
  noteLast(message.chat.id, message);
  tell("talk", message.chat.id);
}

function noteLast(chatId, message) {
  for (const person of world.people) {
    const chat = person.chats.find((each) => each.chat_id === chatId);
    if (!chat || (chat.last && chat.last.message_id > message.message_id)) continue;
    chat.last = { message_id: message.message_id, date: message.date, from_id: message.from?.id, text: message.text ?? message.caption ?? "", message };
  }
  tell("people");
}

function keepGroup(group) {
  const at = world.groups.findIndex((each) => each.id === group.id);
  if (at < 0) world.groups.push(group);
  else world.groups[at] = group;
  tell("groups");
}

function setClock(instant, moving) {
  world.clock = { instant: new Date(instant), at: performance.now() };
  world.moving = moving;
  tell("clock");
}

let refreshing = null;
/** Fetches the whole state again (once, however many ask for it at the same time). */
export function refresh() {
  refreshing ??= new Promise((done) => { setTimeout(done, 30); }).then(readState).then((state) => {
    Object.assign(world, { ready: true, bot: state.bot, people: state.people, groups: state.groups, faults: state.faults ?? [], faultKinds: state.fault_kinds ?? [], languages: state.languages ?? [] });
    setZone(state.clock?.zone);
    if (!world.moving) setClock(state.now, false);
    for (const topic of ["people", "groups", "faults"]) tell(topic);
  }).finally(() => { refreshing = null; });
  return refreshing;
}

const HEARD = {
  message({ chat_id: chatId, message }) {
    const talk = talkOf(chatId);
    talk.typing = null;
    const at = talk.pending.findIndex((each) => each.person === message.from?.id && each.text === message.text && !each.failed);
    if (at >= 0) talk.pending.splice(at, 1);
    if (talk.loaded) keep(talk, message);
    noteLast(chatId, message);
    const own = chatId > 0 ? chatOf(chatId, chatId) : null;
    if (own && !own.started && message.from?.id === chatId) own.started = true;
    tell("talk", chatId);
    tell("arrived", { chatId, message });
  },
  edited({ chat_id: chatId, message }) {
    const talk = talkOf(chatId);
    if (talk.messages.some((each) => each.message_id === message.message_id)) keep(talk, message);
    for (const person of world.people) {
      const last = person.chats.find((each) => each.chat_id === chatId)?.last;
      if (last?.message_id === message.message_id) Object.assign(last, { text: message.text ?? message.caption ?? "", message });
    }
    tell("talk", chatId);
    tell("people");
  },
  deleted({ chat_id: chatId, message_ids: ids }) {
    const talk = talkOf(chatId);
    for (const id of ids) talk.gone.add(id);
    talk.messages = talk.messages.filter((message) => !talk.gone.has(message.message_id));
    tell("talk", chatId);
    refresh();
  },
  typing({ chat_id: chatId, action, message_thread_id: thread }) {
    const talk = talkOf(chatId);
    const typing = { action, thread };
    talk.typing = action === "cancel" ? null : typing;
    tell("talk", chatId);
    tell("people");
    setTimeout(() => { if (talk.typing === typing) { talk.typing = null; tell("talk", chatId); tell("people"); } }, 5500);
  },
  answer(answer) { tell("answer", answer); },
  chat({ group }) { if (group) keepGroup(group); refresh(); },
  people({ people }) { world.people = people; tell("people"); },
  clock({ now, moving }) { setClock(now, Boolean(moving)); },
  commands() { refresh(); },
  reaction({ chat_id: chatId, message_id: id, reactions }) { talkOf(chatId).reactions.set(id, reactions); tell("talk", chatId); },
  pinned({ chat_id: chatId, pinned }) {
    for (const person of world.people) for (const chat of person.chats) if (chat.chat_id === chatId) chat.pinned = pinned;
    tell("people");
    tell("talk", chatId);
  },
  join_request(request) { tell("request", request); refresh(); },
  unread({ person, chat_id: chatId, unread }) {
    const chat = chatOf(person, chatId);
    if (chat && chat.unread !== unread) { chat.unread = unread; tell("people"); }
  },
  faults({ faults }) { world.faults = faults; tell("faults"); },
};

/** Starts listening; the promise is kept when the first state is here. */
export function begin() {
  return new Promise((done) => {
    listen({
      heard: (name, data) => { if (world.ready) HEARD[name]?.(data); },
      opened: async function opened() {
        world.moving = false;
        try { await refresh(); } catch { setTimeout(opened, 1000); return; }
        world.online = true;
        tell("online");
        for (const [chatId, talk] of talks) if (talk.loaded) reload(chatId);
        done();
      },
      lost: () => { world.online = false; tell("online"); },
    });
  });
}

function reload(chatId) {
  const reader = chatId > 0 ? personOf(chatId) : world.people.find((person) => person.chats.some((chat) => chat.chat_id === chatId));
  if (reader) loadTalk(chatId, reader.id).catch(() => {});
}
