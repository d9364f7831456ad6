// What scripts add to pages that work without them. Each page's own part is a file
// of its own beside this one.
"use strict";

// Suggestions as one types, after the pattern of a combobox with a list (ARIA).
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = input.id + "-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  input.closest("form").append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let at = -1, timer = 0, asked = "", items = [], composing = false, ask = null;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (item) => {
    if (item.href) {
      location.assign(item.href);
      return;
    }
    input.value = item.query;
    close();
    input.form.requestSubmit();
  };
  const show = (found) => {
    items = found;
    list.replaceChildren(...found.map((item, i) => {
      const option = document.createElement("li");
      option.id = list.id + "-" + i;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = item.text;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = item.kind;
      option.append(name, kind);
      option.addEventListener("pointerdown", (e) => { e.preventDefault(); choose(item); });
      return option;
    }));
    at = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };
  const look = async () => {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    if (ask) ask.abort();
    if (words === "") return show([]);
    ask = new AbortController();
    try {
      const r = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(words), { signal: ask.signal });
      if (r.ok && words === input.value.trim()) show(await r.json());
    } catch { /* the page works without suggestions */ }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(look, 140); };
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; later(); });
  input.addEventListener("input", () => { if (!composing) later(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (composing || list.hidden) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      at = e.key === "ArrowDown" ? (at + 1) % items.length : (at <= 0 ? items.length : at) - 1;
      [...list.children].forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
      list.children[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.id + "-" + at);
    } else if (e.key === "Enter" && at >= 0) {
      e.preventDefault();
      choose(items[at]);
    } else if (e.key === "Escape") {
      close();
    }
  });
}

// "/" goes to the box, as on many search pages.
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
  const input = document.querySelector("input[data-suggest]");
  if (input) { e.preventDefault(); input.focus(); input.select(); }
});
