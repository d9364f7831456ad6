// The report's page: what a figure is, at its place. Without this a click goes to
// the list beside the text; with it a card shows the same on hover, focus and tap.
"use strict";
{
  const card = document.createElement("div");
  card.className = "card";
  card.hidden = true;
  card.setAttribute("role", "status");
  document.body.append(card);
  const narrow = matchMedia("(max-width: 44rem)");
  let shown = null, held = false, timer = 0;

  const fill = (mark) => {
    const entries = mark.dataset.figures.split(" ").map((id) => document.getElementById("l-" + id)).filter(Boolean);
    card.replaceChildren(...entries.map((entry) => {
      const copy = document.createElement("div");
      copy.className = "entry" + (entry.classList.contains("bad") ? " bad" : "");
      for (const node of entry.childNodes) copy.append(node.cloneNode(true));
      const go = copy.querySelector("a.jump");
      if (go) go.href = "#" + entry.id;
      return copy;
    }));
    return entries.length > 0;
  };
  const place = (mark) => {
    card.style.insetInlineStart = card.style.top = "";
    if (narrow.matches) return;
    const at = mark.getClientRects()[0], own = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left - 12, innerWidth - own.width - 8));
    const below = at.bottom + 8 + own.height < innerHeight;
    card.style.insetInlineStart = left + "px";
    card.style.top = (below ? at.bottom + 8 : Math.max(8, at.top - own.height - 8)) + "px";
  };
  const show = (mark, hold) => {
    clearTimeout(timer);
    if (shown !== mark) {
      if (shown) shown.classList.remove("on");
      if (!fill(mark)) return;
      shown = mark;
      mark.classList.add("on");
    }
    held = hold;
    card.hidden = false;
    place(mark);
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown) shown.classList.remove("on");
    shown = null;
    held = false;
    card.hidden = true;
  };
  const markOf = (e) => e.target instanceof Element ? e.target.closest("a.fig") : null;

  document.addEventListener("pointerover", (e) => {
    if (e.pointerType === "touch") return;
    const mark = markOf(e);
    if (mark && !held) show(mark, false);
    else if (card.contains(e.target)) clearTimeout(timer);
  });
  document.addEventListener("pointerout", (e) => {
    if (held || e.pointerType === "touch" || !shown) return;
    if (markOf(e) || card.contains(e.target)) { clearTimeout(timer); timer = setTimeout(hide, 220); }
  });
  document.addEventListener("focusin", (e) => {
    const mark = markOf(e);
    if (mark && mark.matches(":focus-visible")) show(mark, false);
    else if (!card.contains(e.target) && !held) hide();
  });
  document.addEventListener("click", (e) => {
    const mark = markOf(e);
    if (mark && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
      e.preventDefault();
      if (shown === mark && held) { hide(); return; }
      show(mark, true);
      history.replaceState(null, "", "#" + mark.dataset.figures.split(" ")[0]);
      const entry = document.getElementById("l-" + mark.dataset.figures.split(" ")[0]);
      for (const li of document.querySelectorAll(".entries .now")) li.classList.remove("now");
      if (entry) {
        entry.classList.add("now");
        const side = entry.closest(".side");
        if (side && side.scrollHeight > side.clientHeight) side.scrollTop = entry.offsetTop - side.offsetTop - 80;
      }
    } else if (!card.contains(e.target)) {
      hide();
    } else if (e.target.closest("a")) {
      setTimeout(hide);
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && shown) { const m = shown; hide(); m.focus({ preventScroll: true }); }
  });
  addEventListener("scroll", () => { if (shown && !narrow.matches) { if (held) place(shown); else hide(); } }, { passive: true });

  // The list shows where the text is: hovering over an entry marks its place.
  for (const li of document.querySelectorAll(".entries li")) {
    const mark = document.querySelector('a.fig[data-figures~="' + CSS.escape(li.id.slice(2)) + '"]');
    if (!mark) continue;
    li.addEventListener("pointerenter", () => mark.classList.add("on"));
    li.addEventListener("pointerleave", () => { if (shown !== mark) mark.classList.remove("on"); });
  }
}
