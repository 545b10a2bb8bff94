export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rt-picture");
  if (!root) return;
  if (root.dataset.shown !== data) {
    const focused = root.contains(document.activeElement) && document.activeElement.dataset.choose;
    root.innerHTML = data;
    root.dataset.shown = data;
    if (focused) root.querySelector(`[tabindex][data-choose="${CSS.escape(focused)}"]`)?.focus();
  }

  const choose = (event) => {
    const target = event.target.closest("[data-choose]");
    if (!target || !root.contains(target)) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("chosen", target.dataset.choose);
  };
  root.onclick = choose;
  root.onkeydown = choose;

  const route = root.querySelector("[data-route]");
  if (!route) return;
  const points = JSON.parse(route.dataset.route);
  const mark = route.querySelector(".rt-here");
  const follow = (event) => {
    const at = event.points?.[0]?.x;
    if (at === undefined) return;
    let low = 0;
    let high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] < at) low = middle + 1;
      else high = middle;
    }
    mark.setAttribute("cx", points[low][1]);
    mark.setAttribute("cy", points[low][2]);
    mark.style.display = "inline";
  };
  const leave = () => (mark.style.display = "none");
  let tries = 0;
  let timer;
  const attach = () => {
    const chart = document.querySelector(".st-key-profile .js-plotly-plot");
    if (chart?.on) {
      chart.on("plotly_hover", follow);
      chart.on("plotly_unhover", leave);
    } else if (tries++ < 60) {
      timer = setTimeout(attach, 250);
    }
  };
  attach();
  return () => clearTimeout(timer);
}
