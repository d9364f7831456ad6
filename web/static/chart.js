// Live charts in place of the picture of a figure: the same values, as marks that
// say what they are, lead to their report and are reached by mouse, finger and
// keyboard. Where this fails the picture stands.
"use strict";

(() => {
  const svgNS = "http://www.w3.org/2000/svg";
  const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });
  const narrow = 560; // below it names stand over what they name

  // make builds an element of the drawing; text goes in as text alone.
  const make = (name, attributes, ...children) => {
    const e = document.createElementNS(svgNS, name);
    for (const [k, v] of Object.entries(attributes)) if (v !== undefined && v !== null) e.setAttribute(k, v);
    e.append(...children);
    return e;
  };
  const html = (name, className, text) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  };
  // wide is about how wide a text is: enough to tell whether it has room.
  const wide = (text, size) => [...text].reduce((w, c) => w + (c > "\u2e80" ? size : size * 0.58), 0);
  const fit = (text, size, room) => {
    if (wide(text, size) <= room) return text;
    let out = [...text];
    while (out.length && wide(out.join("") + "…", size) > room) out.pop();
    return out.length > 1 ? out.join("") + "…" : "";
  };
  // What tells the offices of a city apart stands at the end of their names.
  const fitEnd = (text, size, room) => {
    if (wide(text, size) <= room) return text;
    let out = [...text];
    while (out.length && wide("…" + out.join(""), size) > room) out.shift();
    return "…" + out.join("");
  };

  class Live {
    constructor(figure) {
      this.data = JSON.parse(figure.dataset.live);
      this.words = this.data.words;
      this.years = this.data.years || [];
      this.shown = [0, this.years.length - 1]; // the years between which it is zoomed
      this.still = figure.querySelector("img");
      this.box = html("div", "live " + this.data.kind);
      this.box.setAttribute("role", "group");
      this.box.setAttribute("aria-label", this.still ? this.still.alt : this.words.title);
      this.hint = html("p", "keys hidden", this.words.keys);
      this.hint.id = "live-keys";
      this.box.setAttribute("aria-describedby", this.hint.id);
      this.tip = html("div", "tip");
      this.tip.hidden = true;
      this.tip.setAttribute("aria-hidden", "true"); // a mark's own name says the same
      this.bar = html("p", "livebar");
      this.at = [0, 0];
      figure.prepend(this.box, this.bar, this.hint);
      this.draw();
      figure.classList.add("lively");
      figure.hidden = false;
      this.listen();
      new ResizeObserver(() => requestAnimationFrame(() => { if (Math.abs(this.box.clientWidth - this.width) > 1) this.draw(); })).observe(this.box);
    }

    // mark is a value: a link to its report, or a place that can be gone to.
    mark(r, i, className, ...children) {
      const row = this.data.rows[r], p = row.points[i];
      const where = row.href || p.report;
      // Who speaks to the browser says what is to be seen: it is part of the name.
      const seen = children.filter((c) => c.localName === "text").map((c) => c.textContent).join(" ");
      const e = make(where ? "a" : "g", { class: "m " + className, href: where, tabindex: -1, role: where ? null : "img", "aria-label": [...(seen ? [seen] : []), ...this.told(row, p)].join(", "),
        "data-row": row.title || row.name, "data-year": p.year, "data-value": p.value }, ...children);
      e.place = [r, i];
      (this.grid[r] ||= [])[i] = e;
      return e;
    }

    told(row, p) {
      const unit = p.value === null ? "" : row.unit || this.data.unit;
      return [row.title || row.name, (p.year ? p.year + ": " : "") + p.text + (unit && !p.text.endsWith("%") ? " " + unit : ""), ...(p.notes || [])];
    }

    draw() {
      this.width = this.box.clientWidth || 720;
      this.grid = [];
      this.spots = []; // where values stand, for the nearest of them
      const kinds = { lines: this.lines, multiples: this.multiples, bars: this.bars, tiles: this.tiles, treemap: this.treemap };
      const [svg, legend] = kinds[this.data.kind].call(this, this.width);
      this.box.replaceChildren(svg, this.tip);
      this.bar.replaceChildren(...(legend || []));
      if (this.shown[0] > 0 || this.shown[1] < this.years.length - 1) {
        const back = html("button", "reset", this.words.reset);
        back.type = "button";
        back.addEventListener("click", () => { this.zoom(0, this.years.length - 1); this.mark1()?.focus(); });
        this.bar.prepend(back);
      }
      this.tip.hidden = true;
      const first = this.mark1();
      if (first) first.setAttribute("tabindex", 0);
    }

    mark1() { return this.grid[this.at[0]]?.[this.at[1]] || this.grid.flat().find(Boolean); }

    zoom(from, to) {
      this.shown = [from, to];
      this.at = [this.at[0], Math.min(Math.max(this.at[1], from), to)];
      this.draw();
    }

    sheet(w, h) { return make("svg", { viewBox: `0 0 ${w} ${h}`, width: w, height: h, "aria-hidden": null, role: "group", "aria-label": this.box.getAttribute("aria-label") }); }

    scale(rows, from, to, bottom, top) {
      const values = rows.flatMap((row) => row.points.slice(from, to + 1)).map((p) => p.value).filter((v) => v !== null);
      return d3.scaleLinear([Math.min(0, ...values), Math.max(0, ...values) || 1], [bottom, top]).nice(5);
    }

    // series draws a row's runs between gaps and breaks, then its values.
    series(svg, r, from, to, x, y, className, radius) {
      const row = this.data.rows[r];
      let run = [];
      const path = d3.line((i) => x(i), (i) => y(row.points[i].value));
      const end = () => { if (run.length > 1) svg.append(make("path", { class: "run " + className, d: path(run) })); run = []; };
      for (let i = from; i <= to; i++) {
        const p = row.points[i];
        if (p.value === null || p.broken) end();
        if (p.value !== null) run.push(i);
      }
      end();
      for (let i = from; i <= to; i++) {
        const p = row.points[i];
        if (p.value === null) continue;
        if (p.broken && i > from) {
          const at = (x(i - 1) + x(i)) / 2;
          svg.append(make("line", { class: "break " + className, x1: at - 3, x2: at + 3, y1: y(p.value) + 7, y2: y(p.value) - 7 }));
        }
        svg.append(this.mark(r, i, className, make("circle", { cx: x(i), cy: y(p.value), r: radius })));
        this.spots.push({ x: x(i), y: y(p.value), place: [r, i] });
      }
    }

    // gaps marks the years of which a row has no figure, below the axis.
    gaps(svg, r, from, to, x, y, className) {
      const row = this.data.rows[r];
      for (let i = from; i <= to; i++) {
        if (row.points[i].value !== null) continue;
        svg.append(this.mark(r, i, "gap " + className, make("line", { x1: x(i) - 3, x2: x(i) + 3, y1: y, y2: y })));
        this.spots.push({ x: x(i), y, place: [r, i] });
      }
    }

    lines(w) {
      const rows = this.data.rows, [from, to] = this.shown, small = w < narrow;
      const names = rows.length > 1 && !small;
      const gapRoom = 4 * rows.length;
      const h = small ? 300 : 380, bottom = h - 30 - gapRoom, size = 12;
      const room = names ? Math.min(w * 0.26, Math.max(...rows.map((row) => wide(row.name, size)))) : 0;
      const y = this.scale(rows, from, to, bottom, 14);
      const ticks = y.ticks(5).filter((v) => !rows.every((row) => row.points.every((p) => p.value === null || Number.isInteger(p.value))) || Number.isInteger(v));
      const left = Math.max(...ticks.map((v) => wide(grouped.format(v), 11))) + 10, right = w - (names ? room + 26 : 14);
      const x = (i) => (to === from ? (left + right) / 2 : left + 10 + ((right - left - 20) * (i - from)) / (to - from));
      const svg = this.sheet(w, h);
      for (const v of ticks) {
        svg.append(make("line", { class: v === 0 ? "zero" : "rule", x1: left, x2: right, y1: y(v), y2: y(v) }), make("text", { class: "axis", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, grouped.format(v)));
      }
      const step = Math.ceil(((to - from + 1) * 40) / (right - left));
      for (let i = from; i <= to; i++) {
        if ((i - from) % step === 0) svg.append(make("text", { class: "axis", x: x(i), y: h - 6, "text-anchor": "middle" }, this.years[i]));
      }
      rows.forEach((row, r) => this.gaps(svg, r, from, to, x, bottom + 8 + 4 * r, "c" + (r % 6)));
      rows.forEach((row, r) => this.series(svg, r, from, to, x, y, "c" + (r % 6) + (r > 5 ? " dashed" : ""), 4));
      this.plot = { left, right, top: 10, bottom, at: (px) => Math.max(from, Math.min(to, from + Math.round(((px - left - 10) / Math.max(1, right - left - 20)) * (to - from)))) };
      if (names) this.names(svg, from, to, x, y, right, room, bottom);
      const legend = [];
      if (rows.length > 1 && small) rows.forEach((row, r) => {
        const one = html("span", "c" + (r % 6));
        one.append(html("i"), row.name);
        legend.push(one);
      });
      if (rows.some((row) => row.points.some((p) => p.value === null))) legend.push(html("span", "note", this.words.gaps));
      if (to > from + 1 && matchMedia("(pointer: fine)").matches) legend.push(html("span", "note", this.words.zoom));
      return [svg, legend];
    }

    // names stand beside the ends of their lines, moved apart.
    names(svg, from, to, x, y, right, room, bottom) {
      const list = [];
      this.data.rows.forEach((row, r) => {
        let last = -1;
        for (let i = from; i <= to; i++) if (row.points[i].value !== null) last = i;
        if (last >= 0) list.push({ r, last, name: row.name, endX: x(last), endY: y(row.points[last].value), y: y(row.points[last].value) });
      });
      list.sort((a, b) => a.y - b.y);
      const leading = 16;
      list.forEach((l, i) => { l.y = Math.max(l.y, i ? list[i - 1].y + leading : 10); });
      let floor = bottom + 4 * this.data.rows.length;
      for (const l of list.toReversed()) { l.y = Math.min(l.y, floor); floor = l.y - leading; }
      for (const l of list) {
        svg.append(make("polyline", { class: "lead c" + (l.r % 6) + (l.last < to ? " far" : ""), points: `${l.endX + 6},${l.endY} ${right + 4},${l.endY} ${right + 18},${l.y}` }),
          make("text", { class: "name c" + (l.r % 6), "data-of": l.r, x: right + 22, y: l.y + 4 }, fitEnd(l.name, 12, room)));
      }
    }

    multiples(w) {
      const rows = this.data.rows, [from, to] = this.shown;
      const columns = Math.max(1, Math.min(4, rows.length, Math.floor(w / 200))), gap = 26, high = 128;
      const panel = (w - gap * (columns - 1)) / columns;
      const svg = this.sheet(w, Math.ceil(rows.length / columns) * high);
      const common = this.scale(rows, from, to, 0, 1);
      rows.forEach((row, r) => {
        const left = (r % columns) * (panel + gap), top = Math.floor(r / columns) * high, right = left + panel;
        const y = (this.data.own ? this.scale([row], from, to, 0, 1) : common).copy().range([top + high - 40, top + 34]);
        const x = (i) => (to === from ? (left + right) / 2 : left + 5 + ((panel - 10) * (i - from)) / (to - from));
        const [least, most] = y.domain();
        svg.append(make("text", { class: "name", x: left, y: top + 14 }, fitEnd(row.name, 12, panel)),
          make("text", { class: "axis", x: left, y: top + 29 }, grouped.format(most)));
        for (const v of least < 0 ? [least, 0, most] : [0, most]) svg.append(make("line", { class: v === 0 ? "zero" : "rule", x1: left, x2: right, y1: y(v), y2: y(v) }));
        svg.append(make("text", { class: "axis", x: left, y: top + high - 14 }, this.years[from]), make("text", { class: "axis", x: right, y: top + high - 14, "text-anchor": "end" }, to > from ? this.years[to] : ""));
        this.gaps(svg, r, from, to, x, top + high - 34, "c1");
        this.series(svg, r, from, to, x, y, "c0", 2.8);
        let last = to;
        while (last > from && row.points[last].value === null) last--;
        const p = row.points[last];
        if (p.value !== null) svg.append(make("text", { class: "last", x: Math.min(right, x(last) + wide(p.text, 11) / 2), y: y(p.value) - 6 < top + 30 ? y(p.value) + 14 : y(p.value) - 6, "text-anchor": "end" }, p.text));
      });
      return [svg, rows.some((row) => row.points.some((p) => p.value === null)) ? [html("span", "note", this.words.gaps)] : []];
    }

    bars(w) {
      const rows = this.data.rows, small = w < narrow, high = small ? 42 : 25, size = 13;
      const name = small ? 0 : Math.min(w * 0.36, Math.max(...rows.map((row) => wide(row.name, size)))) + 10;
      const label = Math.max(...rows.map((row) => (row.points[0].value === null ? 0 : wide(row.points[0].text + "  " + (row.sub || ""), size)))) + 10;
      const svg = this.sheet(w, rows.length * high + 6);
      const values = rows.map((row) => row.points[0].value).filter((v) => v !== null);
      const least = Math.min(0, ...values);
      const x = d3.scaleLinear([least, Math.max(0, ...values) || 1], [name + (least < 0 ? label : 0), w - label]);
      rows.forEach((row, r) => {
        const p = row.points[0], top = r * high, mid = top + (small ? 29 : high / 2);
        const words = make("text", { class: "name", x: small ? 0 : name - 10, y: small ? top + 14 : mid + 4.5, "text-anchor": small ? "start" : "end" }, fitEnd(row.name, size, small ? w : name - 10));
        const under = make("rect", { class: "under", x: 0, y: top, width: w, height: high });
        if (p.value === null) {
          svg.append(this.mark(r, 0, "none", under, words, make("text", { class: "axis", x: Math.max(x(0), small ? 0 : name) + 4, y: mid + 4 }, p.notes?.[0] || p.text)));
          return;
        }
        const from = Math.min(x(0), x(p.value)), length = Math.abs(x(p.value) - x(0));
        svg.append(this.mark(r, 0, "", under, words, make("rect", { class: "bar", x: from, y: mid - 7, width: Math.max(length, p.value === 0 ? 0 : 1), height: 14 }),
          make("text", { class: "value", x: p.value < 0 ? from - 5 : from + length + 5, y: mid + 4.5, "text-anchor": p.value < 0 ? "end" : "start" }, p.text)));
        if (row.sub) svg.append(make("text", { class: "axis loose", x: from + length + 12 + wide(p.text, size), y: mid + 4, "aria-hidden": "true" }, row.sub));
      });
      svg.append(make("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: rows.length * high }));
      return [svg];
    }

    // classes say what the shades stand for.
    classes() {
      const bounds = new Map();
      for (const row of this.data.rows) {
        const v = row.points[0].value;
        if (v === null || row.shade < 0) continue;
        const b = bounds.get(row.shade) || [v, v];
        bounds.set(row.shade, [Math.min(b[0], v), Math.max(b[1], v)]);
      }
      return [...bounds].sort((a, b) => a[0] - b[0]).map(([shade, [least, most]]) => {
        const one = html("span");
        one.append(html("i", "swatch s" + shade), grouped.format(least) + (most > least ? "–" + grouped.format(most) : ""));
        return one;
      });
    }

    tiles(w) {
      const rows = this.data.rows, columns = Math.max(...rows.map((row) => row.col)) + 1, lines = Math.max(...rows.map((row) => row.row)) + 1;
      const gap = w < narrow ? 2 : 4, wideTile = Math.min(104, (w - gap * (columns - 1)) / columns), high = w < narrow ? 44 : 56, size = w < narrow ? 11 : 13;
      const left = (w - columns * (wideTile + gap)) / 2;
      const svg = this.sheet(w, lines * (high + gap));
      rows.forEach((row, r) => {
        const p = row.points[0], x = left + row.col * (wideTile + gap), y = row.row * (high + gap), inset = w < narrow ? 3 : 8;
        const lines = [make("text", { class: "name", x: x + inset, y: y + size + 5, "font-size": size }, fit(row.name, size, wideTile - inset)),
          make("text", { class: "value", x: x + inset, y: y + 2.3 * size + 6, "font-size": size }, p.value === null ? "—" : p.text)];
        svg.append(this.mark(r, 0, p.value === null ? "none" : "shaded s" + row.shade, make("rect", { class: "tile", x, y, width: wideTile, height: high, rx: 2 }), ...lines));
        if (row.sub && w >= narrow) svg.append(make("g", { class: "loose s" + row.shade, "aria-hidden": "true" }, make("text", { class: "sub", x: x + wideTile - 6, y: y + high - 6, "text-anchor": "end" }, row.sub)));
      });
      return [svg, this.classes()];
    }

    treemap(w) {
      const rows = this.data.rows, h = Math.round(Math.max(340, Math.min(560, w * (w < narrow ? 1.25 : 0.56))));
      const groups = new Map();
      rows.forEach((row, r) => { groups.set(row.group || "", [...(groups.get(row.group || "") || []), { r, value: row.points[0].value }]); });
      const several = groups.size > 1;
      const root = d3.hierarchy({ children: [...groups].map(([name, children]) => ({ name, children })) }).sum((d) => d.value || 0).sort((a, b) => b.value - a.value);
      const head = 17;
      d3.treemap().size([w, h]).paddingInner(1.5).paddingOuter(several ? 1.5 : 0).paddingTop((d) => (several && d.depth === 1 && d.value / root.value > 0.006 ? head : 0))(root);
      const svg = this.sheet(w, h);
      for (const g of several ? root.children : []) {
        if (g.y1 - g.y0 > 2 * head) svg.append(make("text", { class: "group", x: g.x0 + 2, y: g.y0 + 13 }, fit(g.data.name, 12, g.x1 - g.x0 - 4)));
      }
      for (const leaf of root.leaves()) {
        const r = leaf.data.r;
        if (r === undefined) continue;
        const row = rows[r], p = row.points[0], wideLeaf = leaf.x1 - leaf.x0, high = leaf.y1 - leaf.y0;
        const size = wideLeaf > 90 && high > 44 ? 13 : 11, words = [];
        const name = high >= size + 6 ? fit(row.name, size, wideLeaf - 8) : "";
        if (name) words.push(make("text", { class: "name", x: leaf.x0 + 5, y: leaf.y0 + size + 3, "font-size": size }, name));
        if (name && high >= 2.4 * size + 6 && wide(p.text, size) <= wideLeaf - 8) words.push(make("text", { class: "value", x: leaf.x0 + 5, y: leaf.y0 + 2.25 * size + 4, "font-size": size }, p.text));
        svg.append(this.mark(r, 0, row.shade < 0 ? "rest" : "shaded s" + row.shade, make("rect", { class: "tile", x: leaf.x0, y: leaf.y0, width: Math.max(0, wideLeaf), height: Math.max(0, high) }), ...words));
      }
      return [svg, this.classes()];
    }

    show(mark, focus) {
      const [r, i] = mark.place, row = this.data.rows[r], p = row.points[i];
      this.box.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
      mark.classList.add("on");
      this.box.querySelector(`text.name[data-of="${r}"]`)?.classList.add("on");
      const [title, value, ...notes] = this.told(row, p);
      this.tip.replaceChildren(html("b", "", title), html("span", "amount", value), ...notes.map((n) => html("span", "note", n)));
      if (row.href || p.report) this.tip.append(html("span", "open", row.href ? this.words.into : this.words.open));
      this.tip.hidden = false;
      const box = this.box.getBoundingClientRect(), at = mark.getBoundingClientRect(), tip = this.tip.getBoundingClientRect();
      const middle = at.left - box.left + Math.min(at.width, 260) / 2;
      this.tip.style.left = Math.max(0, Math.min(middle - tip.width / 2, box.width - tip.width)) + "px";
      const above = at.top - box.top - tip.height - 10;
      this.tip.style.top = (above + box.top > 4 ? above : at.bottom - box.top + 10) + "px";
      if (focus) {
        this.mark1()?.setAttribute("tabindex", -1);
        this.at = [r, i];
        mark.setAttribute("tabindex", 0);
        mark.focus({ preventScroll: false });
      }
    }

    hide() {
      this.tip.hidden = true;
      this.box.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
    }

    nearest(e) {
      const box = this.box.getBoundingClientRect(), x = e.clientX - box.left, y = e.clientY - box.top;
      let best = null, far = 36 * 36;
      for (const s of this.spots) {
        const d = (s.x - x) ** 2 + (s.y - y) ** 2;
        if (d < far) [best, far] = [this.grid[s.place[0]][s.place[1]], d];
      }
      return best;
    }

    under(e) { return this.spots.length ? this.nearest(e) : e.target.closest(".m"); }

    listen() {
      let dragged = null, touched = null;
      this.box.addEventListener("pointermove", (e) => {
        if (dragged) return this.drag(dragged, e);
        if (e.pointerType !== "mouse") return;
        const mark = this.under(e);
        this.box.classList.toggle("over", Boolean(mark));
        if (mark) this.show(mark); else this.hide();
      });
      this.box.addEventListener("pointerleave", () => { if (!this.box.contains(document.activeElement)) this.hide(); });
      this.box.addEventListener("pointerdown", (e) => {
        touched = e.pointerType === "mouse" ? null : this.box.querySelector(".m.on");
        this.finger = e.pointerType !== "mouse";
        if (this.finger || e.button || this.data.kind !== "lines" || this.shown[1] - this.shown[0] < 2) return;
        dragged = { from: e.clientX - this.box.getBoundingClientRect().left, band: null };
      });
      addEventListener("pointerup", (e) => {
        if (dragged?.band) {
          const [a, b] = [dragged.from, e.clientX - this.box.getBoundingClientRect().left].map(this.plot.at).sort((m, n) => m - n);
          this.dropped = true;
          if (b > a) this.zoom(a, b); else dragged.band.remove();
        }
        dragged = null;
      });
      this.box.addEventListener("dragstart", (e) => e.preventDefault());
      // Near a value is as good as on it. A finger asks first and goes then.
      this.box.addEventListener("click", (e) => {
        if (this.dropped) { this.dropped = false; e.preventDefault(); return; }
        if (e.detail === 0) return; // by keyboard
        const mark = this.under(e);
        if (!mark) { if (this.finger) this.hide(); return; }
        if (this.finger && mark !== touched) { e.preventDefault(); this.show(mark); return; }
        if (!e.target.closest(".m") && mark.getAttribute("href") && !e.defaultPrevented) location.assign(mark.getAttribute("href"));
      });
      this.box.addEventListener("focusin", (e) => { const m = e.target.closest(".m"); if (m && m.matches(":focus-visible")) this.show(m); });
      this.box.addEventListener("focusout", () => this.hide());
      this.box.addEventListener("keydown", (e) => this.key(e));
    }

    drag(dragged, e) {
      const x = e.clientX - this.box.getBoundingClientRect().left;
      if (!dragged.band && Math.abs(x - dragged.from) < 8) return;
      if (!dragged.band) {
        dragged.band = make("rect", { class: "band", y: this.plot.top, height: this.plot.bottom - this.plot.top });
        this.box.querySelector("svg").append(dragged.band);
        this.hide();
      }
      dragged.band.setAttribute("x", Math.min(x, dragged.from));
      dragged.band.setAttribute("width", Math.abs(x - dragged.from));
    }

    key(e) {
      const m = e.target.closest(".m");
      if (!m || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "Escape") { if (this.tip.hidden) this.zoom(0, this.years.length - 1); else this.hide(); return; }
      const one = this.grid.every((row) => !row || row.filter(Boolean).length < 2);
      let [r, i] = m.place;
      const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
      if (e.key === "Home" || e.key === "End") {
        const rows = one ? this.grid : [this.grid[r]];
        const list = rows.flat().filter(Boolean);
        e.preventDefault();
        this.show(e.key === "Home" ? list[0] : list[list.length - 1], true);
        return;
      }
      if (!by) return;
      e.preventDefault();
      do {
        r += one ? by[0] + by[1] : by[0];
        i += one ? 0 : by[1];
        if (r < 0 || r >= this.data.rows.length || i < 0 || i >= Math.max(1, this.years.length)) return;
      } while (!this.grid[r]?.[i]);
      this.show(this.grid[r][i], true);
    }
  }

  for (const figure of document.querySelectorAll("figure[data-live]")) {
    try {
      new Live(figure);
    } catch (e) {
      figure.classList.remove("lively");
      figure.querySelectorAll(".live, .livebar, .keys").forEach((part) => part.remove());
      throw e; // it is told in the browser's console; the picture stands
    }
  }
})();
