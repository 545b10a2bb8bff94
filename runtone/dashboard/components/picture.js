const CAMERA =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 6h3l1.2-2h5.6L14 6h3v10H3z" fill="none" ' +
  'stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><circle cx="10" cy="10.8" r="2.8" fill="none" ' +
  'stroke="currentColor" stroke-width="1.5"/></svg>';
const KEPT_STYLES = ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "opacity", "display"];
const SHARPNESS = 2;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rt-picture");
  if (!root) return;
  if (root.dataset.shown !== data.html) {
    const focused = root.contains(document.activeElement) && document.activeElement.dataset.choose;
    root.innerHTML = data.html;
    root.dataset.shown = data.html;
    if (focused) root.querySelector(`[tabindex][data-choose="${CSS.escape(focused)}"]`)?.focus();
  }

  const choose = (event) => {
    const target = event.target.closest("[data-choose], summary");
    if (!target?.dataset.choose || !root.contains(target)) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("chosen", target.dataset.choose);
    const shown = target.closest("[data-shown-in]")?.dataset.shownIn;
    if (shown) document.querySelector(shown)?.scrollIntoView({ behavior: "smooth", block: "start" });
  };
  root.onclick = choose;
  root.onkeydown = choose;

  if (data.image) offerImage(root, data.image, data.name);
  showTips(root);
  return followProfile(root);
}

function offerImage(root, kind, name) {
  root.querySelector(".rt-save")?.remove();
  const button = document.createElement("button");
  button.className = "rt-save";
  button.type = "button";
  button.title = button.ariaLabel = `Save as ${kind.toUpperCase()}`;
  button.innerHTML = CAMERA;
  button.onclick = (event) => {
    event.stopPropagation();
    const drawing = [...root.querySelectorAll("svg[role]")].find((each) => each.getBoundingClientRect().width);
    if (drawing) saveDrawing(drawing, kind, name);
  };
  root.append(button);
}

function saveDrawing(drawing, kind, name) {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true);
  // The file stands without this page's style sheet.
  const copies = [copy, ...copy.querySelectorAll("*")];
  [drawing, ...drawing.querySelectorAll("*")].forEach((each, at) => {
    const style = getComputedStyle(each);
    for (const property of KEPT_STYLES) copies[at].style.setProperty(property, style.getPropertyValue(property));
    for (const { name } of [...copies[at].attributes]) {
      if (name.startsWith("data-") || name === "tabindex") copies[at].removeAttribute(name);
    }
  });
  copy.querySelectorAll("image").forEach((tile) => tile.remove()); // their addresses say where on Earth it is
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const variables = getComputedStyle(document.documentElement);
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", variables.getPropertyValue("--rt-card").trim() || "white");
  copy.prepend(ground);
  const text = new XMLSerializer().serializeToString(copy);
  if (kind === "svg") {
    download(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * SHARPNESS;
    canvas.height = height * SHARPNESS;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(blob, `${name}.png`), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function showTips(root) {
  root.onpointermove = (event) => {
    const words = event.target.closest("[data-tip]")?.dataset.tip;
    let tip = root.querySelector(".rt-tip");
    if (!words) {
      tip?.remove();
      return;
    }
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "rt-tip";
      root.append(tip);
    }
    tip.textContent = words;
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(Math.max(event.clientX - width / 2, 6), document.documentElement.clientWidth - width - 6);
    const above = event.clientY - height - 14;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 6 ? above : event.clientY + 20}px`;
  };
  root.onpointerdown = root.onpointermove;
  root.onpointerleave = () => root.querySelector(".rt-tip")?.remove();
}

function followProfile(root) {
  const route = root.querySelector("[data-route]");
  if (!route) return;
  const points = JSON.parse(route.dataset.route);
  const mark = route.querySelector(".rt-here");
  const zoomed = route.querySelector(".rt-zoomed");
  const follow = (event) => {
    const at = event.points?.[0]?.x;
    if (at === undefined) return;
    const [, x, y] = points.find((point) => point[0] >= at) ?? points.at(-1);
    mark.setAttribute("cx", x);
    mark.setAttribute("cy", y);
    mark.style.display = "inline";
  };
  const leave = () => (mark.style.display = "none");
  const chart = () => root.closest('[class*="st-key-card-"]')?.querySelector(".js-plotly-plot");
  const zoom = () => {
    const [from, to] = chart()?.layout?.xaxis?.range ?? [];
    const shown = points.filter(([at]) => at >= from && at <= to);
    const whole = shown.length > points.length - 3;
    zoomed.setAttribute("d", whole || !shown.length ? "" : `M${shown.map(([, x, y]) => `${x} ${y}`).join("L")}`);
  };
  let tries = 0;
  let timer;
  const attach = () => {
    if (chart()?.on) {
      chart().on("plotly_hover", follow);
      chart().on("plotly_unhover", leave);
      chart().on("plotly_relayout", zoom);
      zoom();
    } else if (tries++ < 60) {
      timer = setTimeout(attach, 250);
    }
  };
  attach();
  return () => clearTimeout(timer);
}
