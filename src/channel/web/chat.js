// The web chat: keeps the conversation in this browser, sends messages one after the other, shows replies as text only.
"use strict";

const KEPT = "zhuqi.conversation";
const KEPT_TURNS = 100;
const PATIENCE_MS = 30000;
// A photo over a slow line takes its time.
const UPLOAD_PATIENCE_MS = 120000;
// What is said while an answer takes its time, and from when on.
const WAITING = [
  [0, "正在查找"],
  [4000, "还在查，这个问题要多一点时间"],
  [12000, "还没查完，请别关页面"],
];
// What one may want to hand on; not the questions of a form.
const HANDED_ON = ["answer", "no_basis", "match", "ticket"];
const COPIED_MS = 2000;
const NEWS_EVERY_MS = 20000;

const page = {
  scroll: document.getElementById("scroll"),
  log: document.getElementById("log"),
  status: document.getElementById("status"),
  composer: document.getElementById("composer"),
  question: document.getElementById("question"),
  file: document.getElementById("file"),
  restart: document.getElementById("restart"),
  farewell: document.getElementById("farewell"),
  told: document.getElementById("told"),
};

// A turn is what was sent and what came back: { id, said, payload, file, state: "sending" | "done" | "failed", fault,
// replies }; file is the name of one that was sent, words its words. News of tickets are a turn in which nothing was said. state.seen holds what was shown of which ticket.
let state = load();
let sending = Promise.resolve();
// Files by the turns that send them; they last as long as this page.
const chosen = new Map();

// crypto.randomUUID is missing on pages without https, as inside an office network.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (kept && typeof kept.conversation === "string" && Array.isArray(kept.turns)) return kept;
  } catch { /* private windows may refuse storage; a damaged entry is replaced */ }
  return { conversation: uuid(), turns: [] };
}

function keep() {
  state.turns = state.turns.slice(-KEPT_TURNS);
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
  } catch { /* then it lasts as long as this page */ }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- showing

function showAll() {
  page.log.replaceChildren(...state.turns.map(turnElement));
  settle();
}

// What is shown already stays as it is: a screen reader then reads only what is new.
function show(turn) {
  let box = document.getElementById("turn-" + turn.id);
  if (!box) {
    box = turnElement(turn);
    page.log.append(box);
  } else {
    for (const outdated of box.querySelectorAll(".failed")) outdated.remove();
    complete(box, turn);
  }
  settle();
}

function settle() {
  const talking = state.turns.length > 0;
  document.body.classList.toggle("talking", talking);
  page.restart.hidden = !talking;
  // News that come in between do not take away what was to be chosen.
  const since = state.turns.map((turn) => turn.said !== "").lastIndexOf(true);
  const open = new Set(state.turns.slice(Math.max(since, 0)).map((turn) => turn.id));
  for (const choices of page.log.querySelectorAll(".choices")) choices.hidden = !open.has(choices.dataset.turn);
}

function turnElement(turn) {
  const box = element("div", "exchange");
  box.id = "turn-" + turn.id;
  if (turn.said) {
    const mine = element("div", "mine");
    mine.append(element("span", "unseen", "您："), element("div", "said", turn.said));
    box.append(mine);
  }
  complete(box, turn);
  return box;
}

function complete(box, turn) {
  if (turn.state === "failed") box.querySelector(".mine").append(failedElement(turn));
  if (!turn.replies.length || box.querySelector(".theirs")) return;
  const theirs = element("div", "theirs");
  theirs.append(element("span", "unseen", "助企："));
  for (const reply of turn.replies) theirs.append(replyElement(reply));
  const buttons = turn.replies.flatMap((reply) => reply.buttons);
  if (buttons.length) theirs.append(choicesElement(turn, buttons));
  box.append(theirs);
}

function replyElement(reply) {
  const box = element("div", "reply");
  box.append(textElement(reply));
  if (reply.citations.length) {
    const sources = element("div", "sources");
    const list = element("ol");
    for (const source of reply.citations) list.append(sourceElement(source, markOf(reply, source)));
    sources.append(element("h3", "", "依据"), list);
    box.append(sources);
  }
  if (reply.report && reply.report.number) {
    const follow = element("a", "follow", "查看办理进度");
    follow.href = "/tickets?number=" + encodeURIComponent(reply.report.number);
    box.append(follow);
  }
  if (HANDED_ON.includes(reply.kind) || (reply.report && reply.report.number)) box.append(toolsElement(reply));
  return box;
}

// A line each, so that those of a list can hang from their dots; the marks of several sources lead to them.
function textElement(reply) {
  const box = element("p", "text");
  for (const said of reply.text.split("\n")) {
    const line = element("span", said.startsWith("· ") ? "line item" : "line");
    for (const part of said.split(/(\[\d\])/)) {
      const source = reply.citations.find((source) => linked(source) && markOf(reply, source) === part + " ");
      line.append(source ? markElement(source, part) : part);
    }
    box.append(line);
  }
  return box;
}

function markElement(source, text) {
  const mark = element("a", "mark", text);
  mark.href = source.url;
  mark.title = titleOf(source);
  return mark;
}

function markOf(reply, source) {
  return reply.citations.length > 1 && source.n ? "[" + source.n + "] " : "";
}

// Conversations kept by an earlier version have no address yet.
function linked(source) {
  return typeof source.url === "string" && source.url.startsWith("/documents/");
}

function toolsElement(reply) {
  const box = element("div", "tools");
  const copy = element("button", "", "复制");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    const done = await copied(textOf(reply));
    copy.textContent = done ? "已复制" : "没能复制，请选中文字复制";
    page.told.textContent = copy.textContent;
    setTimeout(() => {
      copy.textContent = "复制";
      page.told.textContent = "";
    }, COPIED_MS);
  });
  box.append(copy);
  return box;
}

// An answer that is handed on keeps where it stands.
function textOf(reply) {
  const facts = (source) => source.region + " · " + source.period + (source.in_force ? "" : "（已到期）");
  const sources = reply.citations.map((source) => markOf(reply, source) + titleOf(source) + " · " + facts(source));
  return [reply.text, ...(sources.length ? ["", "依据：", ...sources] : [])].join("\n");
}

// The clipboard of today is missing on pages without https, as inside an office network.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* then the old way */ }
  const held = element("textarea", "unseen");
  held.value = text;
  document.body.append(held);
  const before = document.activeElement;
  held.select();
  const done = document.execCommand("copy");
  held.remove();
  if (before) before.focus({ preventScroll: true });
  return done;
}

function titleOf(source) {
  const title = source.title.includes("《") ? source.title : "《" + source.title + "》";
  return title + " " + source.locator;
}

function sourceElement(source, mark) {
  const item = element("li");
  const link = linked(source);
  const title = element(link ? "a" : "span", "title", mark + titleOf(source));
  if (link) title.href = source.url;
  item.append(title, element("span", "facts", source.region + " · " + source.period));
  if (!source.in_force) item.append(" ", element("span", "over", "已到期"));
  return item;
}

function choicesElement(turn, buttons) {
  const box = element("div", "choices");
  box.dataset.turn = turn.id;
  for (const button of buttons) {
    const made = element("button", "", button.label);
    made.type = "button";
    made.addEventListener("click", () => {
      say({ said: button.label, payload: button.payload });
      page.question.focus({ preventScroll: true });
    });
    box.append(made);
  }
  return box;
}

function failedElement(turn) {
  const box = element("p", "failed");
  // A file is not kept in the browser: after a reload it has to be chosen anew.
  if (turn.file && !chosen.has(turn.id)) {
    box.append(element("span", "", turn.fault + "请重新选一次文件。"));
    return box;
  }
  const again = element("button", "", "重试");
  again.type = "button";
  again.addEventListener("click", () => {
    page.question.focus({ preventScroll: true });
    send(turn);
  });
  box.append(element("span", "", turn.fault), again);
  return box;
}

// A short answer ends at the lower edge; of a long one the beginning stays in sight. Only the conversation is scrolled:
// scrollIntoView would also move what stands around it.
function bringIntoSight(turn) {
  const box = document.getElementById("turn-" + turn.id);
  if (!box) return;
  page.scroll.scrollTop = page.scroll.scrollHeight;
  const edge = page.scroll.getBoundingClientRect().top;
  const above = edge - box.firstElementChild.getBoundingClientRect().top;
  if (above > 0) page.scroll.scrollTop -= above + 8;
}

function isAtEnd() {
  return page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < 80;
}

let waiting = [];

// Says that an answer is being worked on, and goes on saying it.
function busy(is) {
  waiting.forEach(clearTimeout);
  const tell = (words) => {
    page.status.textContent = words;
    page.status.classList.toggle("busy", is);
    page.log.setAttribute("aria-busy", String(is));
  };
  waiting = is ? WAITING.slice(1).map(([after, words]) => setTimeout(tell, after, words)) : [];
  tell(is ? WAITING[0][1] : "");
}

// ---- sending

function say({ said, payload }) {
  const turn = { id: uuid(), said, payload, state: "sending", replies: [] };
  state.turns.push(turn);
  send(turn);
}

function sendFile(file) {
  const words = page.question.value.trim();
  page.question.value = "";
  fit();
  const turn = { id: uuid(), said: "［附件］" + file.name + (words ? "\n" + words : ""), file: file.name, words, state: "sending", replies: [] };
  chosen.set(turn.id, file);
  state.turns.push(turn);
  send(turn);
}

// One after the other, so that replies come in the order of the questions.
function send(turn) {
  turn.state = "sending";
  turn.fault = undefined;
  keep();
  show(turn);
  bringIntoSight(turn);
  sending = sending.then(() => deliver(turn));
}

async function deliver(turn) {
  const conversation = state.conversation;
  busy(true);
  bringIntoSight(turn);
  try {
    turn.replies = await ask(conversation, turn);
    turn.state = "done";
    chosen.delete(turn.id);
  } catch (fault) {
    turn.state = "failed";
    turn.fault = fault instanceof Refusal ? fault.message : "没有发出去，请检查网络后重试。";
  }
  busy(false);
  // Meanwhile the conversation may have been ended here, or written anew by another tab.
  const kept = state.turns.find((other) => other.id === turn.id);
  if (!kept) return;
  Object.assign(kept, turn);
  keep();
  show(turn);
  bringIntoSight(turn);
  followNews();
}

class Refusal extends Error {}

// Repeated under the same id a message is answered again, never done twice.
async function ask(conversation, turn) {
  if (turn.file) return askWithFile(conversation, turn);
  const said = turn.payload ? { payload: turn.payload } : { text: turn.said };
  const { ok, body } = await post(conversation, "messages", { id: turn.id, ...said });
  if (ok && Array.isArray(body.replies)) return body.replies;
  throw new Refusal(body.detail || "系统暂时没有回应，请稍后重试。");
}

async function askWithFile(conversation, turn) {
  const form = new FormData();
  form.append("id", turn.id);
  if (turn.words) form.append("text", turn.words);
  form.append("file", chosen.get(turn.id), turn.file);
  const { ok, body } = await request(conversation, "files", { body: form }, UPLOAD_PATIENCE_MS);
  if (ok && Array.isArray(body.replies)) return body.replies;
  const why = Array.isArray(body.errors) && body.errors[0] && body.errors[0].reason;
  throw new Refusal(why ? why + "。" : body.detail || "系统暂时没有回应，请稍后重试。");
}

function post(conversation, what, body) {
  const sent = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return request(conversation, what, sent, PATIENCE_MS);
}

async function request(conversation, what, sent, patience) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const response = await fetch("/api/v1/conversations/" + conversation + "/" + what, {
      method: "POST",
      ...sent,
      signal: giveUp.signal,
    });
    return { ok: response.ok, body: await response.json().catch(() => ({})) };
  } finally {
    clearTimeout(timer);
  }
}

// ---- news of tickets: told as they happen while the page is looked at, and asked for where that does not work

function hasTicket() {
  return state.turns.some((turn) => turn.replies.some((reply) => reply.kind === "ticket" || (reply.report && reply.report.number)));
}

// What is shown is said to have been read with the next request; until then it would be told again.
async function fetchNews() {
  if (document.hidden || !hasTicket()) return;
  // An answer that is under way tells the news itself; what comes after it is looked for then.
  if (isSending()) return void (missed = true);
  const conversation = state.conversation;
  const { ok, body } = await post(conversation, "news", { seen: state.seen || {} });
  const news = ok && conversation === state.conversation ? body.news : undefined;
  if (!Array.isArray(news) || !news.length) return;
  // Another window of the same conversation is told the same: under one id it is shown once.
  const turns = news.map((one) => ({ id: "news-" + one.ticket + "-" + one.version, said: "", state: "done", replies: [one.reply] }));
  for (const one of news) state.seen = { ...state.seen, [one.ticket]: one.version };
  state.turns.push(...turns.filter((turn) => !state.turns.some((known) => known.id === turn.id)));
  keep();
  // Whoever reads further up is not torn away.
  const follow = isAtEnd();
  turns.forEach(show);
  if (follow) bringIntoSight(turns[turns.length - 1]);
  return fetchNews();
}

function isSending() {
  return state.turns.some((turn) => turn.state === "sending");
}

let looking = false;
let missed = false;

async function lookForNews() {
  if (looking) return void (missed = true);
  looking = true;
  do {
    missed = false;
    await fetchNews().catch(() => { /* the next look may go better */ });
  } while (missed && !isSending());
  looking = false;
}

let stream;

// A page that nobody looks at holds no connection: browsers allow only a few to one server.
function followNews() {
  const wanted = !document.hidden && hasTicket() && window.EventSource;
  const ended = stream && (stream.conversation !== state.conversation || stream.readyState === EventSource.CLOSED);
  if (stream && (!wanted || ended)) {
    stream.close();
    stream = undefined;
  }
  if (wanted && !stream) {
    stream = new EventSource("/api/v1/conversations/" + state.conversation + "/news");
    stream.conversation = state.conversation;
    stream.addEventListener("news", lookForNews);
  }
  const told = stream && stream.readyState === EventSource.OPEN;
  if (missed || !told) lookForNews();
}

setInterval(followNews, NEWS_EVERY_MS);
document.addEventListener("visibilitychange", followNews);
window.addEventListener("pagehide", () => {
  if (stream) stream.close();
});
window.addEventListener("pageshow", followNews);

// ---- what the reader does

function fit() {
  page.question.style.height = "";
  if (page.question.value) page.question.style.height = page.question.scrollHeight + 2 + "px";
}

page.composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = page.question.value.trim();
  page.question.focus({ preventScroll: true });
  if (!said) return;
  page.question.value = "";
  fit();
  say({ said });
});

page.file.addEventListener("change", () => {
  const [file] = page.file.files;
  // The same file can be chosen again.
  page.file.value = "";
  if (file) sendFile(file);
});

page.question.addEventListener("input", fit);

// Enter also chooses a word in a Chinese input method; that must not send.
page.question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  page.composer.requestSubmit();
});

for (const example of document.querySelectorAll("[data-example]")) {
  example.addEventListener("click", () => {
    say({ said: example.textContent });
    page.question.focus({ preventScroll: true });
  });
}

page.restart.addEventListener("click", () => page.farewell.showModal());

page.farewell.addEventListener("close", () => {
  if (page.farewell.returnValue !== "end") return;
  page.farewell.returnValue = "";
  state = { conversation: uuid(), turns: [] };
  keep();
  showAll();
  page.question.focus();
});

// The end of the conversation stays in sight when a keyboard opens or the window is turned; larger text wants more room.
let atEnd = true;

page.scroll.addEventListener("scroll", () => {
  atEnd = isAtEnd();
});

if (window.ResizeObserver) {
  new ResizeObserver(() => {
    if (atEnd && state.turns.length) page.scroll.scrollTop = page.scroll.scrollHeight;
  }).observe(page.scroll);
  new ResizeObserver(fit).observe(document.getElementById("send"));
}

// Where the keyboard of a phone covers the page instead of making it lower, the page ends above the keyboard.
function fitAboveKeyboard() {
  const { scale, height, offsetTop } = window.visualViewport;
  const covered = scale < 1.05 && window.innerHeight - height > 1;
  document.body.style.height = covered ? height + "px" : "";
  document.body.style.top = covered ? offsetTop + "px" : "";
}

if (window.visualViewport) {
  window.visualViewport.addEventListener("resize", fitAboveKeyboard);
  window.visualViewport.addEventListener("scroll", fitAboveKeyboard);
}

// Another tab of the same conversation has gone on.
window.addEventListener("storage", (event) => {
  if (event.key !== KEPT) return;
  state = load();
  showAll();
});

// What was under way when the page was left may or may not have arrived: sending it again is safe.
for (const turn of state.turns) {
  if (turn.state !== "sending") continue;
  turn.state = "failed";
  turn.fault = "离开页面时还没有收到回复。";
}
showAll();
const latest = state.turns[state.turns.length - 1];
if (latest) bringIntoSight(latest);
followNews();
