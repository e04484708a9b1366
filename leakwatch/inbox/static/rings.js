// The ring page: what is touched or focused is told at its side, its neighbours stand out.
const panel = document.getElementById("touched");
const paper = document.querySelector(".drawn .ring-graph");

function tell(row) {
  const heads = [...row.closest("table").querySelectorAll("thead th")].map((one) => one.textContent);
  const list = document.createElement("dl");
  [...row.cells].forEach((cell, place) => {
    if (!place || !cell.textContent.trim()) return;
    const word = document.createElement("dt");
    const said = document.createElement("dd");
    word.textContent = heads[place];
    said.append(...[...cell.childNodes].map((one) => one.cloneNode(true)));
    list.append(word, said);
  });
  panel.replaceChildren(list);
  document.querySelectorAll("tr.at").forEach((one) => one.classList.remove("at"));
  row.classList.add("at");
}

function near(link) {
  if (link.dataset.a) return new Set([link.dataset.a, link.dataset.b]);
  const mine = link.dataset.node;
  const ends = [...paper.querySelectorAll("a[data-a]")].map((one) => [one.dataset.a, one.dataset.b]);
  return new Set([mine, ...ends.filter((pair) => pair.includes(mine)).flat()]);
}

function dim(link) {
  const kept = link ? near(link) : null;
  const mine = link?.dataset.node;
  paper.querySelectorAll("[data-mark]").forEach((one) => one.classList.toggle("dim", Boolean(kept) && !kept.has(one.dataset.mark)));
  paper.querySelectorAll("a[data-a]").forEach((one) => {
    const joined = one === link || one.dataset.a === mine || one.dataset.b === mine;
    one.classList.toggle("dim", Boolean(kept) && !joined);
  });
}

function touched(event) {
  const link = event.target.closest("a");
  if (!link) return;
  const row = document.getElementById(link.getAttribute("href").slice(1));
  if (row) tell(row);
  dim(link);
}

if (paper && panel) {
  paper.addEventListener("pointerover", touched);
  paper.addEventListener("focusin", touched);
  paper.addEventListener("pointerleave", () => dim(null));
  paper.addEventListener("focusout", () => dim(null));
}

const large = document.getElementById("ring-large");
if (large) {
  const [{ default: graph }, answer] = await Promise.all([import("./graph.js"), fetch(large.dataset.graph)]);
  const told = { graph: await answer.json() };
  graph.render({ model: { get: (name) => told[name], on() {}, off() {} }, el: large });
}
