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
      const answer = await fetch(others.dataset.here, { headers: { accept: "application/json" } });
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
