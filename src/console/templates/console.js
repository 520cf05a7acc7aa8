// Small comforts; everything works without them.
"use strict";

// A form is sent once: the second press of an impatient hand does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
// A page that comes back from the history may be used again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Only one action is open at a time, and its first field is ready to be written in.
const actions = document.querySelectorAll(".forms > details");
actions.forEach((one) => one.addEventListener("toggle", () => {
  if (!one.open) return;
  actions.forEach((other) => { if (other !== one && !other.querySelector("textarea")?.value) other.open = false; });
  one.querySelector("textarea, select, input:not([type=hidden])")?.focus({ preventScroll: true });
}));
document.getElementById("fault")?.scrollIntoView({ block: "start" });

// Says who else looks at the ticket, and when it has changed.
const others = document.getElementById("others");
if (others) {
  const look = async () => {
    if (document.hidden) return;
    try {
      const writes = [...document.querySelectorAll(".actions textarea")].some((area) => area.value !== area.defaultValue);
      const answer = await fetch(others.dataset.here + (writes ? "?writes=1" : ""), { headers: { accept: "application/json" } });
      if (answer.redirected) {
        others.textContent = "登录已经过期。接着写没有关系，提交时会请您重新登录，写的内容不会丢。";
        others.hidden = false;
      }
      if (!answer.ok || answer.redirected) return;
      const here = await answer.json();
      const lines = [];
      if (here.others.length) lines.push(`${here.others.join("、")} 正在看这张诉求单，动手前先打个招呼。`);
      if (String(here.version) !== others.dataset.version) lines.push("这张诉求单有了新的变化，刷新页面就能看到。");
      others.textContent = lines.join(" ");
      others.hidden = lines.length === 0;
    } catch { /* The next look will tell. */ }
  };
  setInterval(look, 20000);
}

// A click beside the open menu closes it.
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".who[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// Something shown once is copied with one press.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "已复制";
  });
});

// How many tickets are ticked.
const batch = document.getElementById("batch");
if (batch) {
  const boxes = [...document.querySelectorAll("input[name=ticket]")];
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    batch.querySelector(".picked").textContent = `勾选了 ${ticked} 张`;
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  window.addEventListener("pageshow", count);
}

// Keys for whoever works here all day. Single letters can be turned off, and never act while somebody types.
const keys = document.getElementById("keys");
if (keys) {
  const enabled = document.getElementById("keys-on");
  try { enabled.checked = localStorage.getItem("keys") !== "off"; } catch { /* Then they stay on. */ }
  enabled.addEventListener("change", () => {
    try { localStorage.setItem("keys", enabled.checked ? "on" : "off"); } catch { /* Until the page is left. */ }
  });
  keys.querySelector("[data-close]").addEventListener("click", () => keys.close());
  document.querySelectorAll("[data-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => keys.showModal());
  });

  const rows = [...document.querySelectorAll(".queue .lead > a")];
  const step = (by) => {
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const open = (offer) => {
    const form = document.querySelector(`[data-offer="${offer}"]`);
    if (!form) return;
    form.open = true;
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("textarea, select")?.focus({ preventScroll: true });
  };
  const follow = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const search = () => {
    const field = document.querySelector("input[name=q]");
    if (field) field.focus();
    else location.assign("/console/tickets#search");
  };
  const tick = () => document.activeElement.closest?.("tr")?.querySelector("input[name=ticket]")?.click();
  const acts = {
    "/": search, "?": () => keys.showModal(), u: () => follow("u"), x: tick,
    j: () => (rows.length ? step(1) : follow("j")), k: () => step(-1),
    a: () => open("answer"), r: () => open("reply"), d: () => open("assign"), n: () => open("note"),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.preventDefault();
      event.target.form.querySelector("button.main")?.click();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (keys.open || !enabled.checked || !Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
  if (location.hash === "#search") search();
}
