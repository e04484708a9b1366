// The evidence graph of rings for pages and notebooks: node-link JSON in, a drawing that can be moved out.
//
// `render({ model, el })` is what anywidget asks of a module; `model.get("graph")` is the JSON that
// `leakwatch.rings.writing` writes. What is touched is told below the drawing, in its own words.
// Where the model takes changes (a notebook), members are selected by click or from a list.
import Graph from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram } from "sigma/rendering";

const LIGHT = { inside: "#0b57d0", outside: "#b34700", opened: "#3568b8", seat: "#6b3fa0", approval: "#8a5a00", link: "#b34700", complaint: "#a8b1bb", ink: "#1c2128", paper: "#ffffff" };
const DARK = { inside: "#79b8ff", outside: "#ffab70", opened: "#6f9fdc", seat: "#c9a6ff", approval: "#e3c25b", link: "#ffab70", complaint: "#5c6670", ink: "#e6edf3", paper: "#0f1419" };
const DRAWN = { people: "opened", looks: "opened", list: "opened", clients: "opened", device: "seat", place: "seat", approval: "approval", complaint: "complaint" };
// more lines are drawn as thin ones that do not tell of themselves: to know which is touched, they are drawn twice
const MOST_TOUCHED = 4000;
// a token by its first letters; what is no token stays whole
const short = (name) => (/^[0-9a-f]{32}$/.test(name) ? name.slice(0, 8) : name);

function number(value) {
  return Number.isInteger(value) ? String(value) : value.toPrecision(2);
}

function built(told, colours) {
  const graph = new Graph({ multi: true, type: "undirected" });
  const shrunk = told.nodes.length > 100 ? 0.6 : 1;
  for (const one of told.nodes) {
    const label = short(one.member ?? one.id);
    graph.addNode(one.id, {
      x: one.x, y: one.y, label,
      size: (one.side === "inside" ? 7 : 5) * shrunk,
      color: colours[one.side] ?? colours.inside,
      said: `${one.kind} ${label} · ${one.role} (${one.side}): ${one.because}`,
    });
  }
  for (const one of told.edges) {
    const numbers = one.shared === undefined || one.shared === null ? "" : `; ${number(one.shared)} / ${number(one.expected)}, p ${number(one.p)}`;
    const [a, b] = [one.source, one.target].map((end) => graph.getNodeAttribute(end, "label"));
    const drawn = DRAWN[one.kind] ?? "link";
    graph.addEdge(one.source, one.target, {
      color: colours[drawn], size: drawn === "complaint" ? 0.6 : 1.6 * shrunk, drawn,
      said: `${a} – ${b}: ${one.because}${numbers}`,
    });
  }
  return graph;
}

// what is named by a label when hovered, in the colours of the scheme
function label(colours) {
  return (context, data, settings) => {
    context.font = `${settings.labelSize}px ${settings.labelFont}`;
    const wide = context.measureText(data.label).width;
    context.fillStyle = colours.paper;
    context.fillRect(data.x + data.size, data.y - 9, wide + 10, 18);
    context.fillStyle = colours.ink;
    context.fillText(data.label, data.x + data.size + 5, data.y + 4);
  };
}

// the same members by name, for keyboards and readers of screens
function listed(graph, chosen, told) {
  const list = document.createElement("select");
  Object.assign(list, { multiple: true, size: Math.min(graph.order, 8), ariaLabel: "members" });
  list.style.width = "100%";
  for (const node of graph.nodes()) list.add(new Option(graph.getNodeAttribute(node, "said"), node));
  list.addEventListener("change", () => told([...list.selectedOptions].map((one) => one.value)));
  const show = () => [...list.options].forEach((one) => { one.selected = chosen().has(one.value); });
  return { list, show };
}

// what a notebook keeps for viewers without scripts stands above what is drawn by one
function untwinned(el) {
  const before = el.closest(".jp-OutputArea-child, .output_area")?.previousElementSibling;
  if (before?.querySelector("svg, img")) before.style.display = "none";
}

function isDark() {
  const lab = document.body.dataset.jpThemeLight;
  return lab ? lab === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function render({ model, el }) {
  const dark = isDark();
  const colours = dark ? DARK : LIGHT;
  const paper = document.createElement("div");
  const said = document.createElement("p");
  paper.style.height = el.clientHeight ? `${Math.max(el.clientHeight - 48, 200)}px` : "30rem";
  said.setAttribute("role", "status");
  Object.assign(said.style, { margin: "0", padding: "4px 10px", height: "48px", overflow: "auto" });
  el.replaceChildren(paper, said);
  const graph = built(model.get("graph"), colours);
  let near = null;
  let chosen = new Set(model.get("selected") ?? []);
  const many = graph.size > MOST_TOUCHED;
  const sigma = new Sigma(graph, paper, {
    allowInvalidContainer: true, enableEdgeEvents: !many, zIndex: true,
    edgeProgramClasses: many ? { line: EdgeLineProgram } : {},
    labelColor: { color: colours.ink }, labelSize: 11, labelRenderedSizeThreshold: 4,
    defaultDrawNodeHover: label(colours),
    nodeReducer: (node, data) => {
      if (chosen.has(node)) return { ...data, size: data.size * 1.5, highlighted: true, forceLabel: true, zIndex: 2 };
      return near && !near.has(node) ? { ...data, color: colours.complaint, label: "", zIndex: 0 } : { ...data, zIndex: 1 };
    },
    edgeReducer: (edge, data) => (near && !graph.extremities(edge).every((end) => near.has(end)) ? { ...data, hidden: true } : near ? { ...data, size: 2.5 } : data),
  });
  const tell = (text, kept) => {
    said.textContent = text;
    near = kept;
    sigma.refresh({ skipIndexation: true });
  };
  sigma.on("enterNode", ({ node }) => tell(graph.getNodeAttribute(node, "said"), new Set([node, ...graph.neighbors(node)])));
  sigma.on("leaveNode", () => tell(said.textContent, null));
  sigma.on("enterEdge", ({ edge }) => tell(graph.getEdgeAttribute(edge, "said"), new Set(graph.extremities(edge))));
  sigma.on("leaveEdge", () => tell(said.textContent, null));
  let wide = paper.clientWidth;
  const grown = new ResizeObserver(() => {
    if (model.set) untwinned(el);
    if (paper.clientWidth === wide) return;
    wide = paper.clientWidth;
    sigma.resize();
    sigma.refresh();
  });
  grown.observe(paper);
  // what is drawn, for whoever asks the page
  paper.sigma = sigma;
  if (model.set) selectable({ model, el, graph, sigma, chosen: () => chosen, choose: (nodes) => { chosen = new Set(nodes); } });
  return () => {
    grown.disconnect();
    sigma.kill();
  };
}

// a click selects one, with shift or control one more; beside all of them, none
function selectable({ model, el, graph, sigma, chosen, choose }) {
  const told = (nodes) => {
    model.set("selected", nodes);
    model.save_changes();
  };
  const { list, show } = listed(graph, chosen, told);
  el.append(list);
  const again = () => {
    choose(model.get("selected"));
    show();
    sigma.refresh({ skipIndexation: true });
  };
  sigma.on("clickNode", ({ node, event }) => {
    const { shiftKey, ctrlKey, metaKey } = event.original;
    const others = shiftKey || ctrlKey || metaKey ? [...chosen()].filter((one) => one !== node) : [];
    told(chosen().has(node) ? others : [...others, node]);
  });
  sigma.on("clickStage", () => told([]));
  model.on("change:selected", again);
  show();
}

export { render };
export default { render };
