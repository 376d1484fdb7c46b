// The frame: menu and drawer, pop-down menus, theme buttons, messages.
(function () {
  "use strict";
  const root = document.documentElement;
  const { keep, kept, applyTheme } = window.mingcha;
  const phone = window.matchMedia("(max-width: 900px)");
  const toggle = document.querySelector("[data-nav-toggle]");
  const nav = document.getElementById("nav");

  function shown() {
    return phone.matches ? root.dataset.drawer === "open" : root.dataset.nav !== "closed";
  }

  function tell() {
    if (toggle) toggle.setAttribute("aria-expanded", String(shown()));
  }

  function setDrawer(open) {
    root.dataset.drawer = open ? "open" : "";
    tell();
    if (open) nav.querySelector("a, summary").focus();
  }

  function toggleNav() {
    if (phone.matches) {
      setDrawer(!shown());
      return;
    }
    const next = shown() ? "closed" : "open";
    root.dataset.nav = next;
    keep("nav", next);
    tell();
  }

  if (toggle && nav) {
    toggle.addEventListener("click", toggleNav);
    document.querySelector("[data-nav-veil]").addEventListener("click", () => setDrawer(false));
    phone.addEventListener("change", tell);
    for (const group of nav.querySelectorAll("details")) {
      const name = "nav:" + group.dataset.stage;
      if (kept(name) === "closed" && !group.querySelector("[aria-current]")) group.open = false;
      group.addEventListener("toggle", () => keep(name, group.open ? "open" : "closed"));
    }
    const current = nav.querySelector("[aria-current]");
    if (current && current.offsetTop > nav.clientHeight - 80) nav.scrollTop = current.offsetTop - nav.clientHeight / 2;
    tell();
  }

  function markTheme() {
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === root.dataset.themeChoice));
    }
  }

  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.addEventListener("click", () => {
      keep("theme", button.dataset.themeSet);
      applyTheme();
      markTheme();
    });
  }
  markTheme();

  // Rows that scroll sideways start where the current entry is.
  function reveal() {
    for (const current of document.querySelectorAll(".steps [aria-current], .tabs [aria-current]")) {
      const row = current.parentElement;
      row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.clientWidth) / 2;
    }
  }

  reveal();
  document.addEventListener("htmx:load", reveal);

  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest(closer.dataset.close).remove();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (root.dataset.drawer === "open") {
      setDrawer(false);
      toggle.focus();
    }
  });
  window.mingcha.toggleNav = toggleNav;
})();
