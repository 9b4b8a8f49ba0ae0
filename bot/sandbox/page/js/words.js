// What the page itself says (not what the bot says), in four languages.

const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "zh-Hans", name: "简体中文" },
  { code: "zh-Hant", name: "繁體中文" },
  { code: "ru", name: "Русский" },
];

// One row a sentence: English, 简体中文, 繁體中文, русский. {names} are filled in; forms of a plural are parted by | (Russian: one, few, many).
const TABLE = {
  people: ["People", "人物", "人物", "Люди"],
  chats: ["Chats", "聊天", "聊天", "Чаты"],
  back: ["Back to chats", "返回聊天列表", "返回聊天列表", "Назад к чатам"],
  close: ["Close", "关闭", "關閉", "Закрыть"],
  cancel: ["Cancel", "取消", "取消", "Отмена"],
  ok: ["OK", "好", "好", "ОК"],
  skip: ["Skip to the chat", "跳到聊天", "跳到聊天", "Перейти к чату"],
  bot: ["bot", "机器人", "機器人", "бот"],
  you: ["You", "你", "你", "Вы"],
  group: ["Group", "群组", "群組", "Группа"],
  search: ["Search, or paste a link", "搜索，或粘贴链接", "搜尋，或貼上連結", "Поиск или ссылка"],
  noChats: ["Nothing found", "没有找到", "找不到", "Ничего не найдено"],
  pickChat: ["Choose a chat to start messaging", "选择一个聊天，开始对话", "選擇一個聊天，開始對話", "Выберите чат, чтобы начать общение"],
  nobody: ["Nobody is here yet", "还没有人", "還沒有人", "Здесь пока никого нет"],
  nobodyHint: ["Add a person and write to the bot as them.", "添加一个人物，以其身份与机器人对话。", "新增一個人物，以其身分與機器人對話。", "Добавьте человека и напишите боту от его имени."],

  message: ["Message", "消息", "訊息", "Сообщение"],
  messageIn: ["Message to {name}", "发给{name}的消息", "傳給{name}的訊息", "Сообщение: {name}"],
  send: ["Send", "发送", "傳送", "Отправить"],
  attach: ["Attach", "附件", "附件", "Прикрепить"],
  start: ["Start", "开始", "開始", "Начать"],
  restart: ["Unblock the bot", "解除屏蔽", "解除封鎖", "Разблокировать бота"],
  menu: ["Menu", "菜单", "選單", "Меню"],
  commands: ["Commands", "命令", "指令", "Команды"],
  showKeyboard: ["Show the bot's keyboard", "显示机器人键盘", "顯示機器人鍵盤", "Показать клавиатуру бота"],
  hideKeyboard: ["Hide the bot's keyboard", "隐藏机器人键盘", "隱藏機器人鍵盤", "Скрыть клавиатуру бота"],
  keyboardOf: ["The bot's keyboard", "机器人键盘", "機器人鍵盤", "Клавиатура бота"],
  buttonsOf: ["Buttons of this message", "此消息的按钮", "此訊息的按鈕", "Кнопки сообщения"],
  whatCanBotDo: ["What can this bot do?", "这个机器人能做什么？", "這個機器人能做什麼？", "Что умеет этот бот?"],
  emptyGroup: ["No messages here yet", "这里还没有消息", "這裡還沒有訊息", "Здесь пока нет сообщений"],
  newMessages: ["New messages", "新消息", "新訊息", "Новые сообщения"],
  toBottom: ["Go to the newest message", "跳到最新消息", "跳到最新訊息", "К последнему сообщению"],
  messagesOf: ["Messages in {name}", "{name}中的消息", "{name}中的訊息", "Сообщения: {name}"],
  typing: ["typing", "正在输入", "正在輸入", "печатает"],
  sendingPhoto: ["sending a photo", "正在发送图片", "正在傳送圖片", "отправляет фото"],
  sendingFile: ["sending a file", "正在发送文件", "正在傳送檔案", "отправляет файл"],
  edited: ["edited", "已编辑", "已編輯", "изменено"],
  sent: ["Sent", "已发送", "已傳送", "Отправлено"],
  seen: ["Seen by the bot", "机器人已读", "機器人已讀", "Прочитано ботом"],
  sending: ["Sending", "发送中", "傳送中", "Отправляется"],
  notSent: ["Not sent. Tap to try again.", "未发送，点按重试。", "未傳送，點按重試。", "Не отправлено. Нажмите, чтобы повторить."],
  pinned: ["Pinned message", "置顶消息", "置頂訊息", "Закреплённое сообщение"],
  topics: ["Topics", "话题", "話題", "Темы"],
  allTopics: ["All", "全部", "全部", "Все"],
  general: ["General", "常规", "一般", "Общая"],
  members: ["{n} member|{n} members", "{n} 位成员", "{n} 位成員", "{n} участник|{n} участника|{n} участников"],
  unread: ["{n} unread message|{n} unread messages", "{n} 条未读消息", "{n} 則未讀訊息", "{n} непрочитанное сообщение|{n} непрочитанных сообщения|{n} непрочитанных сообщений"],
  saidTo: ["{who} to {person}: {text}", "{who}对{person}说：{text}", "{who}對{person}說：{text}", "{who} — {person}: {text}"],

  reply: ["Reply", "回复", "回覆", "Ответить"],
  replyTo: ["Reply to {name}", "回复{name}", "回覆{name}", "Ответ: {name}"],
  react: ["React", "回应", "回應", "Реакция"],
  edit: ["Edit", "编辑", "編輯", "Изменить"],
  editing: ["Edit message", "编辑消息", "編輯訊息", "Изменение сообщения"],
  save: ["Save", "保存", "儲存", "Сохранить"],
  delete: ["Delete", "删除", "刪除", "Удалить"],
  copyText: ["Copy text", "复制文字", "複製文字", "Копировать текст"],
  copy: ["Copy", "复制", "複製", "Копировать"],
  copied: ["Copied", "已复制", "已複製", "Скопировано"],
  messageMenu: ["Message menu", "消息菜单", "訊息選單", "Меню сообщения"],
  removeReply: ["Don't reply", "取消回复", "取消回覆", "Не отвечать"],
  spoiler: ["Hidden text. Press to read.", "隐藏文字，按下阅读。", "隱藏文字，按下閱讀。", "Скрытый текст. Нажмите, чтобы прочитать."],
  more: ["Show more", "展开", "展開", "Показать полностью"],
  less: ["Show less", "收起", "收合", "Свернуть"],

  photo: ["Photo", "图片", "圖片", "Фото"],
  album: ["Album", "相册", "相簿", "Альбом"],
  file: ["File", "文件", "檔案", "Файл"],
  voice: ["Voice message", "语音消息", "語音訊息", "Голосовое сообщение"],
  video: ["Video", "视频", "影片", "Видео"],
  audio: ["Audio", "音频", "音訊", "Аудио"],
  animation: ["GIF", "GIF", "GIF", "GIF"],
  sticker: ["Sticker", "贴纸", "貼圖", "Стикер"],
  location: ["Location", "位置", "位置", "Геопозиция"],
  contact: ["Contact", "联系人", "聯絡人", "Контакт"],
  poll: ["Poll", "投票", "投票", "Опрос"],
  quiz: ["Quiz", "测验", "測驗", "Викторина"],
  invoice: ["Invoice", "账单", "帳單", "Счёт"],
  dice: ["Dice", "骰子", "骰子", "Кубик"],
  unknownKind: ["A kind of message this page can't show", "此页面无法显示的消息类型", "此頁面無法顯示的訊息類型", "Сообщение, которое здесь не показать"],
  anonymousPoll: ["Anonymous poll", "匿名投票", "匿名投票", "Анонимный опрос"],
  pollQuestion: ["Question", "问题", "問題", "Вопрос"],
  pollAnswers: ["Answers, one a line", "选项，每行一个", "選項，每行一個", "Варианты ответа, по одному в строке"],
  votes: ["{n} vote|{n} votes", "{n} 票", "{n} 票", "{n} голос|{n} голоса|{n} голосов"],
  play: ["Play", "播放", "播放", "Воспроизвести"],
  pause: ["Pause", "暂停", "暫停", "Пауза"],
  openPhoto: ["Open the photo", "打开图片", "開啟圖片", "Открыть фото"],
  previous: ["Previous", "上一张", "上一張", "Назад"],
  next: ["Next", "下一张", "下一張", "Вперёд"],
  download: ["Download {name}", "下载{name}", "下載{name}", "Скачать {name}"],
  forwardedFrom: ["Forwarded from {name}", "转发自{name}", "轉傳自{name}", "Переслано от: {name}"],
  attachPhoto: ["Photo or video", "图片或视频", "圖片或影片", "Фото или видео"],
  attachFile: ["File", "文件", "檔案", "Файл"],
  attachContact: ["My contact", "我的联系方式", "我的聯絡方式", "Мой контакт"],
  attachLocation: ["Location", "位置", "位置", "Геопозиция"],
  dropHere: ["Drop files here to send them", "拖放到此处发送", "拖放到這裡傳送", "Перетащите файлы сюда"],
  caption: ["Add a caption", "添加说明", "新增說明", "Добавить подпись"],
  sendFiles: ["Send {n} file|Send {n} files", "发送 {n} 个文件", "傳送 {n} 個檔案", "Отправить {n} файл|Отправить {n} файла|Отправить {n} файлов"],

  shareContact: ["Share your phone number?", "分享你的手机号码？", "分享你的手機號碼？", "Поделиться номером телефона?"],
  shareContactHint: ["{bot} will get {name}'s number{phone}.", "{bot}将获得{name}的号码{phone}。", "{bot}將取得{name}的號碼{phone}。", "{bot} получит номер {name}{phone}."],
  share: ["Share", "分享", "分享", "Поделиться"],
  shareLocation: ["Share a location?", "分享位置？", "分享位置？", "Поделиться геопозицией?"],
  latitude: ["Latitude", "纬度", "緯度", "Широта"],
  longitude: ["Longitude", "经度", "經度", "Долгота"],
  openLink: ["Open this link?", "打开此链接？", "開啟此連結？", "Открыть ссылку?"],
  open: ["Open", "打开", "開啟", "Открыть"],
  notHere: ["This button needs a real Telegram client", "此按钮需要真正的 Telegram 客户端", "此按鈕需要真正的 Telegram 用戶端", "Этой кнопке нужен настоящий Telegram"],
  linkJoined: ["Joined the group", "已加入群组", "已加入群組", "Вы в группе"],
  linkAsked: ["Your request to join was sent", "入群申请已发送", "入群申請已送出", "Заявка отправлена"],
  requestWaiting: ["{name} asks to join", "{name}申请加入", "{name}申請加入", "{name} хочет вступить"],
  requestApproved: ["{name} was let in", "已批准{name}加入", "已批准{name}加入", "{name}: заявка принята"],
  requestDeclined: ["{name} was turned away", "已拒绝{name}的申请", "已拒絕{name}的申請", "{name}: заявка отклонена"],
  requests: ["{n} request to join|{n} requests to join", "{n} 个入群申请", "{n} 個入群申請", "{n} заявка|{n} заявки|{n} заявок"],
  approve: ["Approve", "批准", "批准", "Принять"],
  decline: ["Decline", "拒绝", "拒絕", "Отклонить"],

  personMenu: ["Menu of {name}", "{name}的菜单", "{name}的選單", "Меню: {name}"],
  addPerson: ["Add a person", "添加人物", "新增人物", "Добавить человека"],
  name: ["Name", "名字", "名字", "Имя"],
  lastName: ["Last name (optional)", "姓（可选）", "姓（選填）", "Фамилия (необязательно)"],
  username: ["Username (optional)", "用户名（可选）", "使用者名稱（選填）", "Имя пользователя (необязательно)"],
  phone: ["Phone (optional)", "手机（可选）", "手機（選填）", "Телефон (необязательно)"],
  note: ["Note for yourself (optional)", "备注（可选）", "備註（選填）", "Заметка для себя (необязательно)"],
  language: ["Language", "语言", "語言", "Язык"],
  languageOf: ["Language of {name}", "{name}的语言", "{name}的語言", "Язык: {name}"],
  moreFields: ["More details", "更多信息", "更多資訊", "Подробнее"],
  newTopic: ["New topic", "新建话题", "新增話題", "Новая тема"],
  topicName: ["Topic name", "话题名称", "話題名稱", "Название темы"],
  chooseGroup: ["Add the bot to a group", "将机器人添加到群组", "將機器人加入群組", "Добавить бота в группу"],
  add: ["Add", "添加", "新增", "Добавить"],
  block: ["Block the bot", "屏蔽机器人", "封鎖機器人", "Заблокировать бота"],
  unblock: ["Unblock the bot", "解除屏蔽", "解除封鎖", "Разблокировать бота"],
  blocked: ["has blocked the bot", "已屏蔽机器人", "已封鎖機器人", "заблокировал(а) бота"],
  deactivated: ["account deleted", "账号已注销", "帳號已刪除", "аккаунт удалён"],
  deactivate: ["Delete the account", "注销账号", "刪除帳號", "Удалить аккаунт"],
  deactivateSure: ["Delete the account of {name}? This can't be taken back.", "注销{name}的账号？此操作无法撤销。", "刪除{name}的帳號？此操作無法復原。", "Удалить аккаунт {name}? Это необратимо."],
  copyLink: ["Copy the start link", "复制启动链接", "複製啟動連結", "Копировать ссылку на бота"],
  hideColumn: ["Hide this column", "隐藏此列", "隱藏此欄", "Скрыть колонку"],
  newGroup: ["New group", "新建群组", "新增群組", "Новая группа"],
  groupTitle: ["Group name", "群组名称", "群組名稱", "Название группы"],
  withMembers: ["Members", "成员", "成員", "Участники"],
  withBot: ["Add the bot", "添加机器人", "加入機器人", "Добавить бота"],
  withBotAdmin: ["as an administrator", "设为管理员", "設為管理員", "как администратора"],
  withTopics: ["Topics (forum)", "话题（论坛）", "話題（論壇）", "Темы (форум)"],
  smallGroup: ["A small group (no supergroup yet)", "普通小群（还不是超级群）", "一般小群（還不是超級群）", "Маленькая группа (ещё не супергруппа)"],
  create: ["Create", "创建", "建立", "Создать"],
  groupInfo: ["Group info", "群组信息", "群組資訊", "О группе"],
  links: ["Invite links", "邀请链接", "邀請連結", "Ссылки-приглашения"],
  byRequest: ["by request", "需申请", "需申請", "по заявке"],
  revoked: ["revoked", "已撤销", "已撤銷", "отозвана"],
  leave: ["Leave the group", "退出群组", "退出群組", "Покинуть группу"],
  remove: ["Remove", "移除", "移除", "Удалить"],
  promote: ["Make administrator", "设为管理员", "設為管理員", "Назначить админом"],
  demote: ["No longer administrator", "取消管理员", "取消管理員", "Снять админа"],
  creator: ["owner", "群主", "群主", "владелец"],
  administrator: ["administrator", "管理员", "管理員", "админ"],
  restricted: ["restricted", "受限", "受限", "ограничен"],

  timeMachine: ["Time machine", "时间机器", "時間機器", "Машина времени"],
  shopClock: ["The shop's clock", "店铺时钟", "店家時鐘", "Часы магазина"],
  plusHour: ["+1 hour", "+1 小时", "+1 小時", "+1 час"],
  plusDay: ["+1 day", "+1 天", "+1 天", "+1 день"],
  plusWeek: ["+1 week", "+1 周", "+1 週", "+1 неделя"],
  toDate: ["To a date", "到某一天", "到某一天", "К дате"],
  go: ["Go", "前往", "前往", "Перейти"],
  clockIs: ["The shop's clock: {when}", "店铺时钟：{when}", "店家時鐘：{when}", "Часы магазина: {when}"],
  forwardOnly: ["The clock only moves forward.", "时钟只能向前。", "時鐘只能往前。", "Часы идут только вперёд."],
  moving: ["Time is passing…", "时间流逝中…", "時間流逝中…", "Время идёт…"],
  arrived: ["It is now {when}. {n} new message.|It is now {when}. {n} new messages.", "现在是{when}。{n} 条新消息。", "現在是{when}。{n} 則新訊息。", "Сейчас {when}. {n} новое сообщение.|Сейчас {when}. {n} новых сообщения.|Сейчас {when}. {n} новых сообщений."],
  faults: ["Faults", "故障", "故障", "Сбои"],
  faultsHint: ["Make Telegram misbehave, and watch the bot cope.", "让 Telegram 出错，看机器人如何应对。", "讓 Telegram 出錯，看機器人如何應對。", "Испортите Telegram и посмотрите, как бот справится."],
  faultKind: ["What goes wrong", "故障类型", "故障類型", "Что ломается"],
  faultMethod: ["Method (empty: every one)", "方法（留空：全部）", "方法（留空：全部）", "Метод (пусто: любой)"],
  faultChat: ["For whom", "对谁", "對誰", "Для кого"],
  everybody: ["Everybody", "所有人", "所有人", "Для всех"],
  faultTimes: ["How many times", "次数", "次數", "Сколько раз"],
  faultRetry: ["retry_after, seconds", "retry_after（秒）", "retry_after（秒）", "retry_after, секунд"],
  faultChance: ["Chance, %", "概率（%）", "機率（%）", "Вероятность, %"],
  faultAlways: ["until cleared", "直到清除", "直到清除", "пока не снять"],
  faultHits: ["hit {n} time|hit {n} times", "触发 {n} 次", "觸發 {n} 次", "сработал {n} раз|сработал {n} раза|сработал {n} раз"],
  faultTimesLeft: ["{n} time|{n} times", "{n} 次", "{n} 次", "{n} раз|{n} раза|{n} раз"],
  activeFaults: ["Active", "当前故障", "目前故障", "Активные"],
  noFaults: ["All is well: no fault is active.", "一切正常，没有故障。", "一切正常，沒有故障。", "Всё в порядке: сбоев нет."],
  clearAll: ["Clear all", "全部清除", "全部清除", "Снять все"],
  inject: ["Switch on", "启用", "啟用", "Включить"],
  sideMethods: ["the bot's calls", "机器人的调用", "機器人的呼叫", "вызовы бота"],
  sideUpdates: ["updates to the bot", "发给机器人的更新", "傳給機器人的更新", "обновления боту"],

  oneAtATime: ["One at a time", "一次一人", "一次一人", "По одному"],
  sideBySide: ["Side by side", "并排", "並排", "Рядом"],
  theme: ["Light or dark", "浅色或深色", "淺色或深色", "Светлая или тёмная"],
  themeAuto: ["Like the system", "跟随系统", "跟隨系統", "Как в системе"],
  themeLight: ["Light", "浅色", "淺色", "Светлая"],
  themeDark: ["Dark", "深色", "深色", "Тёмная"],
  pageLanguage: ["Language of this page", "此页面的语言", "此頁面的語言", "Язык страницы"],
  settings: ["Settings", "设置", "設定", "Настройки"],
  connecting: ["Connecting…", "正在连接…", "正在連線…", "Соединение…"],
  failed: ["That did not work: {why}", "操作失败：{why}", "操作失敗：{why}", "Не получилось: {why}"],
  today: ["Today", "今天", "今天", "Сегодня"],
  yesterday: ["Yesterday", "昨天", "昨天", "Вчера"],

  srvJoined: ["{who} joined the group", "{who}加入了群组", "{who}加入了群組", "{who} теперь в группе"],
  srvAdded: ["{by} added {who}", "{by}邀请{who}加入群组", "{by}邀請{who}加入群組", "{by} добавил(а) {who}"],
  srvLeft: ["{who} left the group", "{who}退出了群组", "{who}離開了群組", "{who} больше не в группе"],
  srvRemoved: ["{by} removed {who}", "{by}移除了{who}", "{by}移除了{who}", "{by} удалил(а) {who}"],
  srvCreated: ["{by} created the group", "{by}创建了群组", "{by}建立了群組", "{by} создал(а) группу"],
  srvTitle: ["{by} renamed the group to “{title}”", "{by}将群组更名为“{title}”", "{by}將群組更名為「{title}」", "{by} изменил(а) название на «{title}»"],
  srvPinned: ["{by} pinned “{text}”", "{by}置顶了“{text}”", "{by}置頂了「{text}」", "{by} закрепил(а): «{text}»"],
  srvTopic: ["{by} created the topic “{title}”", "{by}创建了话题“{title}”", "{by}建立了話題「{title}」", "{by} создал(а) тему «{title}»"],
  srvTopicEdited: ["{by} changed the topic", "{by}修改了话题", "{by}修改了話題", "{by} изменил(а) тему"],
  srvTopicClosed: ["{by} closed the topic", "{by}关闭了话题", "{by}關閉了話題", "{by} закрыл(а) тему"],
  srvTopicReopened: ["{by} reopened the topic", "{by}重新开启了话题", "{by}重新開啟了話題", "{by} снова открыл(а) тему"],
  srvUpgraded: ["The group became a supergroup", "群组已升级为超级群组", "群組已升級為超級群組", "Группа стала супергруппой"],
  srvPaid: ["{by} paid {amount}", "{by}支付了{amount}", "{by}支付了{amount}", "{by}: оплачено {amount}"],
  srvPhoto: ["{by} changed the group photo", "{by}更换了群组头像", "{by}更換了群組頭像", "{by} сменил(а) фото группы"],
  srvOther: ["Something happened in the group", "群组有新动态", "群組有新動態", "Событие в группе"],
};

let language = "en";
let locale = "en";
let column = 0;

/** The interface languages, for the switch. */
export const pageLanguages = LANGUAGES;
export const pageLanguage = () => language;

/** Picks the row of `wanted` tags (BCP 47) that the page speaks: zh-TW and zh-HK read traditional characters, other zh simplified ones. */
export function chooseLanguage(wanted) {
  for (const tag of wanted) {
    const lower = String(tag).toLowerCase();
    if (lower.startsWith("zh")) return /hant|tw|hk|mo/.test(lower) ? "zh-Hant" : "zh-Hans";
    const found = LANGUAGES.find((each) => lower.split("-")[0] === each.code);
    if (found) return found.code;
  }
  return "en";
}

export function setLanguage(code) {
  language = code;
  column = LANGUAGES.findIndex((each) => each.code === code);
  locale = (navigator.languages ?? []).find((each) => chooseLanguage([each]) === code && each.toLowerCase().startsWith(code.slice(0, 2).toLowerCase())) ?? code;
  document.documentElement.lang = code;
}

/** A sentence in the page's language; `values.n` picks the plural form. */
export function say(key, values = {}) {
  const row = TABLE[key];
  if (!row) return key;
  const forms = row[column].split("|");
  const form = forms.length === 1 || values.n === undefined ? forms[0] : forms[formFor(values.n, forms.length)];
  return form.replace(/\{(\w+)\}/g, (whole, name) => (name === "n" ? number(values.n) : values[name] ?? whole));
}

function formFor(n, count) {
  const name = new Intl.PluralRules(language).select(n);
  if (language !== "ru") return name === "one" ? 0 : 1;
  return Math.min({ one: 0, few: 1, many: 2 }[name] ?? 1, count - 1);
}

export const number = (n) => new Intl.NumberFormat(locale).format(n);
/** The BCP 47 tag in which dates and numbers are written: the browser's own variant of the page's language. */
export const pageLocale = () => locale;

/** A language's name as its own speakers write it. */
export function languageName(code) {
  if (!code) return "";
  try {
    const tag = code.replace(/^zh-han(.)/i, (whole, last) => `zh-Han${last.toLowerCase()}`);
    return new Intl.DisplayNames([tag], { type: "language", languageDisplay: "standard" }).of(tag) ?? code;
  } catch { return code; }
}
/** The BCP 47 tag for a `lang` attribute, so that fonts draw the right Chinese. */
export function scriptTag(code) {
  const lower = String(code || "en").toLowerCase();
  if (lower.startsWith("zh")) return chooseLanguage([lower]);
  return lower;
}

/** An amount in minor units (Telegram's way), with its currency; XTR are Stars. */
export function money(minor, currency) {
  if (currency === "XTR") return `⭐ ${number(minor)}`;
  const style = new Intl.NumberFormat(locale, { style: "currency", currency });
  return style.format(minor / 10 ** style.resolvedOptions().maximumFractionDigits);
}
