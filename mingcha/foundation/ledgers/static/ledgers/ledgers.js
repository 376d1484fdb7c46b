// A list by keyboard: j and k walk the rows, Enter opens, x ticks. And the count of what is ticked.
(function () {
  "use strict";
  if (window.mingchaLedgers) return; // the file may come along again with an exchanged part of a page
  window.mingchaLedgers = true;

  const rowsOf = (ledger) => Array.from(ledger.querySelectorAll("[data-row]"));
  const ticksOf = (ledger) => Array.from(ledger.querySelectorAll(".ledger-tick"));

  function current(ledger) {
    return ledger.querySelector("[data-row].is-current");
  }

  function mark(row) {
    const ledger = row.closest("[data-ledger]");
    for (const other of ledger.querySelectorAll(".is-current")) other.classList.remove("is-current");
    row.classList.add("is-current");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function walk(ledger, step) {
    const rows = rowsOf(ledger);
    if (!rows.length) return;
    const at = rows.indexOf(current(ledger));
    mark(rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))]);
  }

  function open(ledger) {
    const row = current(ledger);
    if (row && row.dataset.url) window.location.assign(row.dataset.url);
  }

  function tick(ledger) {
    const box = current(ledger) && current(ledger).querySelector(".ledger-tick");
    if (!box) return;
    box.checked = !box.checked;
    tell(ledger);
  }

  function tell(ledger) {
    const ticks = ticksOf(ledger);
    const ticked = ticks.filter((box) => box.checked).length;
    const count = ledger.querySelector("[data-ticked]");
    if (count) count.textContent = String(ticked);
    const page = ledger.querySelector("[data-tick-page]");
    if (page) {
      page.checked = ticked > 0 && ticked === ticks.length;
      page.indeterminate = ticked > 0 && ticked < ticks.length;
    }
    const all = ledger.querySelector("[data-all]");
    if (all && ticked < ticks.length) all.checked = false;
  }

  const keys = { j: (ledger) => walk(ledger, 1), k: (ledger) => walk(ledger, -1), x: tick };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = event.target;
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    const ledger = document.querySelector("[data-ledger]");
    if (!ledger) return;
    if (event.key === "Enter" && target.matches("[data-row]")) {
      event.preventDefault();
      open(ledger);
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key](ledger);
    }
  });

  // What is ticked among the offered records must not be swept away by an answer still under way.
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".ledger-options input")) return;
    const typed = event.target.closest("fieldset").querySelector("input[type=search]");
    typed.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: { elt: typed } }));
  });

  document.addEventListener("change", (event) => {
    const ledger = event.target.closest("[data-ledger]");
    if (!ledger) return;
    if (event.target.matches("[data-tick-page]")) {
      for (const box of ticksOf(ledger)) box.checked = event.target.checked;
      tell(ledger);
    } else if (event.target.matches("[data-all]")) {
      if (event.target.checked) for (const box of ticksOf(ledger)) box.checked = true;
      tell(ledger);
    } else if (event.target.matches(".ledger-tick")) {
      tell(ledger);
    }
  });

  // The order of the columns is the order of their boxes in the form.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-column-up]");
    const row = button && button.closest("[data-column]");
    if (!row) return;
    if (row.previousElementSibling) row.previousElementSibling.before(row);
    else row.parentElement.append(row);
    row.querySelector("input").checked = true;
    button.focus();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest && event.target.closest("[data-row]");
    if (row && !row.classList.contains("is-current")) {
      for (const other of row.closest("[data-ledger]").querySelectorAll(".is-current")) other.classList.remove("is-current");
      row.classList.add("is-current");
    }
  });
})();
