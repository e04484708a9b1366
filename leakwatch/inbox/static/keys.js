// Keys of the list and of an alert: each presses a button that is there, and can be turned off.
const here = document;
const one = (what, within = here) => within.querySelector(what);
const rows = () => [...here.querySelectorAll("tr[data-row]")];
let at = -1;

const box = (row) => row?.querySelector("input[type=checkbox]");
// for who does not see the line above the list
const said = (words) => { one("#said").className = "hidden"; one("#said").textContent = words; };

function mark(next) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, next));
  all.forEach((row, place) => row.toggleAttribute("data-at", place === at));
  one("a", all[at]).focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

const chosen = () => [...here.querySelectorAll("input[data-many]:checked")];

function count() {
  const told = one("#chosen");
  if (told) told.textContent = chosen().reduce((sum, each) => sum + Number(each.dataset.many), 0);
}

// without a selection a key means the row it stands on
function ensure() {
  if (rows().length && !chosen().length && at >= 0) {
    box(rows()[at]).checked = true;
    count();
  }
}

function press(key) {
  const what = one(`[data-key="${key}"]`);
  if (!what) return;
  if ("asdc".includes(key)) ensure();
  what.click();
}

const deeds = {
  j: () => mark(at + 1),
  k: () => mark(at - 1),
  x: () => { box(rows()[at])?.click(); },
  e: () => one("a", rows()[at] ?? here.createElement("p"))?.click(),
  g: () => (one("a[data-ring]", rows()[at] ?? here.createElement("p")) ?? one(".facts a[href^='/rings/']"))?.click(),
  "/": () => one("#search")?.focus(),
  "?": () => { const help = one("#help"); help.open ? help.close() : help.showModal(); },
};
for (const key of "asdcun") deeds[key] = () => press(key);

const typing = (where) => where.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

here.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const open = event.target.closest("details.deed[open]") ?? one("details.deed[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    one("summary", open).focus();
    return;
  }
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (localStorage.getItem("keys") === "off" || (one("#help")?.open && event.key !== "?")) return;
  const deed = deeds[event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});

// the fields of one button at a time, the first of them ready to be filled in
here.addEventListener("toggle", (event) => {
  const fields = event.target;
  if (!fields.matches?.("details.deed") || !fields.open) return;
  for (const other of here.querySelectorAll("details.deed[open]")) if (other !== fields) other.open = false;
  one("[data-first]", fields)?.focus();
}, true);

here.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-do]");
  if (asked) {
    if (asked.dataset.do !== "?") one("#help")?.close();
    deeds[asked.dataset.do]();
  } else if (!event.target.closest("details.deed")) {
    for (const open of here.querySelectorAll("details.deed[open]")) open.open = false;
  }
});

here.addEventListener("change", (event) => {
  if (event.target.matches("input[data-many]")) count();
  if (event.target.id === "keys-on") localStorage.setItem("keys", event.target.checked ? "on" : "off");
});

// enter in a field presses the button of that field, not the first of the form
here.addEventListener("keydown", (event) => {
  const fields = event.target.closest?.("#acts details.deed .fields");
  if (event.key !== "Enter" || !fields || !event.target.matches("input")) return;
  event.preventDefault();
  let next = event.target.closest("label");
  while (next && !next.matches("button")) next = next.nextElementSibling;
  (next ?? one("button", fields)).click();
});

// the list is put in place without a new page, where it can be
async function swap(form, button) {
  const sent = new FormData(form, button);
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(sent) });
  if (!answer.headers.get("content-type")?.includes("html")) return said(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.getElementById("inbox");
  if (!list) return location.reload();
  one("#inbox").replaceWith(list);
  ready();
  if (at >= 0) mark(at);
  said(one("[data-told] span")?.textContent ?? one(".wrong")?.textContent ?? "");
  setTimeout(() => said(""), 4000);
}

here.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-swap]") || !one("#inbox") || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  swap(form, event.submitter).catch(() => form.submit());
});

let waiting = 0;
function ready() {
  for (const hidden of here.querySelectorAll(".script[hidden]")) hidden.hidden = false;
  count();
  clearTimeout(waiting);
  const undo = one("form[data-seconds]");
  if (undo) waiting = setTimeout(() => undo.remove(), Number(undo.dataset.seconds) * 1000);
  const on = one("#keys-on");
  if (on) on.checked = localStorage.getItem("keys") !== "off";
}
ready();
