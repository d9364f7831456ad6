// The keyboard of the review desk: without it the forms do the same.
"use strict";

const doubts = [...document.querySelectorAll(".doubt")];
let at = -1;
const go = (to) => {
  if (doubts.length === 0) return;
  at = Math.max(0, Math.min(doubts.length - 1, to));
  doubts[at].focus();
  doubts[at].scrollIntoView({ block: "nearest" });
};
// After a decision the one below has taken its place.
const was = /[?&](done|fault)=/.test(location.search) ? Number(sessionStorage.getItem("doubt")) : 0;
if (doubts.length > 0) go(was || 0);
doubts.forEach((d, i) => {
  d.addEventListener("focusin", () => { at = i; });
  d.addEventListener("submit", () => { sessionStorage.setItem("doubt", String(i)); });
});

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) {
    if (e.key === "Escape") { e.target.blur(); go(at); }
    return;
  }
  if (e.key === "n") {
    const next = document.querySelector(".pager [rel=next]");
    if (next) next.click();
    return;
  }
  const doubt = doubts[at];
  if (!doubt) return;
  switch (e.key) {
    case "j": go(at + 1); break;
    case "k": go(at - 1); break;
    case "a": doubt.querySelector("[value=accept]").click(); break;
    case "d": doubt.querySelector("[value=dismiss]").click(); break;
    case "c": doubt.querySelector("[name=value]").focus(); break;
    case "o": location.assign(doubt.dataset.report); break;
    default: return;
  }
  e.preventDefault();
});
