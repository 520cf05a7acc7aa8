// The web chat: keeps the conversation in this browser, sends messages one after the other, shows replies as text only.
"use strict";

const KEPT = "zhuqi.conversation";
const KEPT_TURNS = 100;
const PATIENCE_MS = 30000;

const page = {
  scroll: document.getElementById("scroll"),
  log: document.getElementById("log"),
  status: document.getElementById("status"),
  composer: document.getElementById("composer"),
  question: document.getElementById("question"),
  restart: document.getElementById("restart"),
  farewell: document.getElementById("farewell"),
};

// A turn is what was sent and what came back: { id, said, payload, state: "sending" | "done" | "failed", fault, replies }.
let state = load();
let sending = Promise.resolve();

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
  const last = state.turns[state.turns.length - 1];
  for (const choices of page.log.querySelectorAll(".choices")) {
    choices.hidden = choices.dataset.turn !== (last && last.id);
  }
}

function turnElement(turn) {
  const box = element("div", "exchange");
  box.id = "turn-" + turn.id;
  const mine = element("div", "mine");
  mine.append(element("span", "unseen", "您："), element("div", "said", turn.said));
  box.append(mine);
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
  box.append(element("p", "text", reply.text));
  if (reply.citations.length) {
    const sources = element("div", "sources");
    const list = element("ul");
    for (const source of reply.citations) list.append(sourceElement(source));
    sources.append(element("h3", "", "依据"), list);
    box.append(sources);
  }
  if (reply.report && reply.report.number) {
    const follow = element("a", "follow", "查看办理进度");
    follow.href = "/tickets?number=" + encodeURIComponent(reply.report.number);
    box.append(follow);
  }
  return box;
}

function sourceElement(source) {
  const item = element("li");
  const title = source.title.includes("《") ? source.title : "《" + source.title + "》";
  item.append(element("span", "title", title + " " + source.locator));
  item.append(element("span", "facts", source.region + " · " + source.period));
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
  const again = element("button", "", "重试");
  again.type = "button";
  again.addEventListener("click", () => {
    page.question.focus({ preventScroll: true });
    send(turn);
  });
  box.append(element("span", "", turn.fault), again);
  return box;
}

// A short answer ends at the lower edge; of a long one the beginning stays in sight.
function bringIntoSight(turn) {
  const box = document.getElementById("turn-" + turn.id);
  if (!box) return;
  page.scroll.scrollTop = page.scroll.scrollHeight;
  const edge = page.scroll.getBoundingClientRect().top;
  const top = box.firstElementChild.getBoundingClientRect().top;
  if (top < edge) box.firstElementChild.scrollIntoView({ block: "start" });
}

function busy(is) {
  page.status.classList.toggle("busy", is);
  page.status.textContent = is ? "正在查找" : "";
}

// ---- sending

function say({ said, payload }) {
  const turn = { id: uuid(), said, payload, state: "sending", replies: [] };
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
  try {
    turn.replies = await ask(conversation, turn);
    turn.state = "done";
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
}

class Refusal extends Error {}

// Repeated under the same id a message is answered again, never done twice.
async function ask(conversation, turn) {
  const said = turn.payload ? { payload: turn.payload } : { text: turn.said };
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  try {
    const response = await fetch("/api/v1/conversations/" + conversation + "/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: turn.id, ...said }),
      signal: giveUp.signal,
    });
    const body = await response.json().catch(() => ({}));
    if (response.ok && Array.isArray(body.replies)) return body.replies;
    throw new Refusal(body.detail || "系统暂时没有回应，请稍后重试。");
  } finally {
    clearTimeout(timer);
  }
}

// ---- what the reader does

function fit() {
  page.question.style.height = "auto";
  page.question.style.height = page.question.scrollHeight + 2 + "px";
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
