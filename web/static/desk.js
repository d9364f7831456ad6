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
if (doubts.length > 0) go(0);
doubts.forEach((d, i) => d.addEventListener("focusin", () => { at = i; }));

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) {
    if (e.key === "Escape") { e.target.blur(); go(at); }
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
