"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const canvas = document.getElementById("curves");
const tip = document.getElementById("tip");
const pen = canvas.getContext("2d");

const LEFT = 132, RIGHT = 36, PANEL = 118, GAP = 22, LANE = 16, TOP = 8, AXIS = 26;
const CURVES = ["#3b74c4", "#d2712b", "#2d8a57", "#a2489c", "#8a7a1f", "#c8403a"];
const BARS = { state: "#5b7083", gates: "#d2712b", contacts: "#3b74c4", proofs: "#2d8a57", permissives: "#8a7a1f", conditions: "#a2489c" };

// one panel for each unit
const panels = [];
for (const series of data.series) {
  let panel = panels.find((p) => p.unit === series.unit);
  if (!panel) panels.push((panel = { unit: series.unit, series: [] }));
  panel.series.push(series);
}
const lanesTop = TOP + panels.length * (PANEL + GAP) + 6;
const height = lanesTop + data.lanes.length * LANE + AXIS;
let view = { from: 0, to: data.end };
let colours = {};

function refresh() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => {
    const probe = document.createElement("i");
    probe.style.color = style.getPropertyValue(name);
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  colours = { ink: of("--ink"), faint: of("--faint"), muted: of("--muted") };
  const ratio = window.devicePixelRatio || 1;
  canvas.style.height = height + "px";
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw();
}

const width = () => canvas.clientWidth - LEFT - RIGHT;
const x = (t) => LEFT + ((t - view.from) / (view.to - view.from)) * width();
const time = (px) => view.from + ((px - LEFT) / width()) * (view.to - view.from);

// index of the first sample at or after a time
function place(t) {
  let low = 0, high = data.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (data.times[middle] < t) low = middle + 1; else high = middle;
  }
  return low;
}

// round steps of 1, 2, 5
function step(span, most) {
  const least = span / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((m) => m * power).find((s) => s >= least);
}

// round steps of minutes and hours as well
function stepOfTime(span, most) {
  const least = span / most;
  const rounds = [60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  return (least > 30 && rounds.find((round) => round >= least)) || step(span, most);
}

function clock(t, fine) {
  if (fine < 1) return t.toFixed(Math.min(6, Math.max(0, -Math.floor(Math.log10(fine))))) + " s";
  const whole = Math.round(t), two = (n) => String(n).padStart(2, "0");
  return two(Math.floor(whole / 3600)) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
}

function draw() {
  pen.clearRect(0, 0, canvas.clientWidth, height);
  pen.font = "11px system-ui, sans-serif";
  pen.textBaseline = "middle";
  const every = stepOfTime(view.to - view.from, 9);
  pen.strokeStyle = colours.faint;
  pen.lineWidth = 1;
  for (let t = Math.ceil(view.from / every) * every; t <= view.to; t += every) {
    pen.beginPath();
    pen.moveTo(x(t), TOP);
    pen.lineTo(x(t), height - AXIS);
    pen.stroke();
    pen.fillStyle = colours.muted;
    pen.textAlign = "center";
    pen.fillText(clock(t, every), x(t), height - AXIS / 2);
  }
  drawMarks();
  panels.forEach(drawPanel);
  data.lanes.forEach(drawLane);
}

// what the firmware enters or stops for, as long as there is room
function drawMarks() {
  const seen = data.events.filter(([at, text]) => at >= view.from && at <= view.to && /^firmware +(enters|stops)/.test(text));
  if (seen.length > 80) return;
  pen.save();
  pen.setLineDash([2, 3]);
  for (const [at, text] of seen) {
    pen.strokeStyle = text.includes("stops") ? "#c8403a" : colours.muted;
    pen.beginPath();
    pen.moveTo(x(at), TOP);
    pen.lineTo(x(at), height - AXIS);
    pen.stroke();
  }
  pen.restore();
}

function drawPanel(panel, index) {
  const top = TOP + index * (PANEL + GAP), bottom = top + PANEL;
  const first = Math.max(0, place(view.from) - 1), last = Math.min(data.times.length, place(view.to) + 1);
  let low = Infinity, high = -Infinity;
  for (const series of panel.series) for (let i = first; i < last; i++) {
    low = Math.min(low, series.values[i]);
    high = Math.max(high, series.values[i]);
  }
  if (!(low <= high)) { low = 0; high = 1; }
  const margin = Math.max((high - low) * 0.08, 0.5);
  low -= margin; high += margin;
  const y = (v) => bottom - ((v - low) / (high - low)) * PANEL;

  const every = step(high - low, 4);
  pen.textAlign = "right";
  for (let v = Math.ceil(low / every) * every; v <= high; v += every) {
    pen.strokeStyle = colours.faint;
    pen.beginPath();
    pen.moveTo(LEFT, y(v));
    pen.lineTo(canvas.clientWidth - RIGHT, y(v));
    pen.stroke();
    pen.fillStyle = colours.muted;
    pen.fillText(Number(v.toPrecision(6)) + " " + panel.unit, LEFT - 6, y(v));
  }
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, top, width(), PANEL);
  pen.clip();
  panel.series.forEach((series, n) => {
    pen.strokeStyle = CURVES[n % CURVES.length];
    pen.lineWidth = 1.4;
    pen.beginPath();
    for (let i = first; i < last; i++) {
      const px = x(data.times[i]), py = y(series.values[i]);
      if (i === first) pen.moveTo(px, py); else pen.lineTo(px, py);
    }
    pen.stroke();
  });
  pen.restore();
  let at = LEFT;
  pen.textAlign = "left";
  panel.series.forEach((series, n) => {
    pen.fillStyle = CURVES[n % CURVES.length];
    pen.fillText(series.name, at, bottom + 9);
    at += pen.measureText(series.name).width + 14;
  });
}

function drawLane(lane, index) {
  const top = lanesTop + index * LANE;
  pen.fillStyle = colours.muted;
  pen.textAlign = "right";
  pen.fillText(lane.name, LEFT - 6, top + LANE / 2);
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, top, width(), LANE);
  pen.clip();
  lane.bars.forEach(([from, to, label], n) => {
    if (to < view.from || from > view.to) return;
    const begin = Math.max(x(from), LEFT), wide = Math.max(x(to) - begin, 1.5);
    pen.globalAlpha = lane.kind === "state" && n % 2 ? 0.65 : 0.85;
    pen.fillStyle = BARS[lane.kind];
    pen.fillRect(begin, top + 2, wide, LANE - 4);
    pen.globalAlpha = 1;
    if (lane.kind === "state" && wide > pen.measureText(label).width + 8) {
      pen.fillStyle = "#fff";
      pen.textAlign = "left";
      pen.fillText(label, begin + 4, top + LANE / 2);
    }
  });
  pen.restore();
}

function show(from, to) {
  const span = Math.min(Math.max(to - from, 0.02), data.end);
  const begin = Math.min(Math.max(from, 0), data.end - span);
  view = { from: begin, to: begin + span };
  draw();
}

function tell(event) {
  const box = canvas.getBoundingClientRect();
  const px = event.clientX - box.left, py = event.clientY - box.top;
  if (px < LEFT || px > canvas.clientWidth - RIGHT) { tip.hidden = true; return; }
  const t = time(px), lines = [clock(t, (view.to - view.from) / 100)];
  const lane = data.lanes[Math.floor((py - lanesTop) / LANE)];
  const panel = panels[Math.floor((py - TOP) / (PANEL + GAP))];
  if (lane && py >= lanesTop) {
    const bar = lane.bars.find(([from, to]) => from <= t && t <= to);
    lines.push(bar ? `${bar[2]}: ${bar[0]} s to ${bar[1]} s` : lane.name);
  } else if (panel && data.times.length) {
    const i = Math.min(place(t), data.times.length - 1);
    for (const series of panel.series) lines.push(`${series.name} ${series.values[i]} ${panel.unit}`);
  }
  tip.textContent = lines.join("\n");
  tip.hidden = false;
  tip.style.left = Math.min(px + 14, canvas.clientWidth - tip.offsetWidth - 4) + "px";
  tip.style.top = py + 14 + "px";
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const at = time(event.clientX - canvas.getBoundingClientRect().left);
  const factor = Math.exp(event.deltaY * 0.0015);
  show(at - (at - view.from) * factor, at + (view.to - at) * factor);
}, { passive: false });
let held = null;
canvas.addEventListener("pointerdown", (event) => {
  held = { px: event.clientX, view };
  canvas.classList.add("moving");
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (held) {
    const by = ((held.px - event.clientX) / width()) * (held.view.to - held.view.from);
    show(held.view.from + by, held.view.to + by);
  }
  tell(event);
});
canvas.addEventListener("pointerup", () => { held = null; canvas.classList.remove("moving"); });
canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
canvas.addEventListener("dblclick", () => show(0, data.end));

const verdict = document.getElementById("verdict");
const good = data.verdict.differences.length === 0;
verdict.textContent = good ? "Ends as it has to." : data.verdict.differences.join(" ");
verdict.className = good ? "good" : "bad";
for (const end of data.verdict.ends) {
  const item = document.createElement("li");
  item.textContent = end;
  document.getElementById("ends").append(item);
}
for (const [at, text] of data.events) {
  const row = document.getElementById("events").insertRow();
  row.insertCell().textContent = at.toFixed(6) + " s";
  row.insertCell().textContent = text;
  row.addEventListener("click", () => show(at - 1, at + 1));
}
window.addEventListener("resize", refresh);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
const from = /[#&]from=([\d.]+)/.exec(location.hash), to = /[#&]to=([\d.]+)/.exec(location.hash);
if (from && to) view = { from: Number(from[1]), to: Number(to[1]) };
refresh();
document.body.dataset.drawn = String(data.lanes.length);
