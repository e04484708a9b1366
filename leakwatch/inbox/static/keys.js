// Keys of the list: each does what a link or a button does, and can be turned off.
const rows = () => [...document.querySelectorAll("#alerts tbody tr[data-alert]")];
let at = -1;

function mark(next) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, next));
  all.forEach((row, place) => row.toggleAttribute("data-at", place === at));
  all[at].querySelector("a").focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

const deeds = {
  j: () => mark(at + 1),
  k: () => mark(at - 1),
  e: () => rows()[at]?.querySelector("a").click(),
  "/": () => document.getElementById("search")?.focus(),
};

const typing = (where) => where.closest("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (localStorage.getItem("keys") === "off") return;
  const deed = deeds[event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});
